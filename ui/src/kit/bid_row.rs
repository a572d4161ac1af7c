//! A bid as a row to choose; rows stand in a [`RadioGroup`](super::RadioGroup).

use leptos::prelude::*;

use super::{Age, Badge, Glyph, Icon, Meter, MeterKind, Tone};

/// What a row shows, in words.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BidFacts {
    /// Name of the provider.
    pub provider: String,
    /// Who signed attributes of it, in words; empty for nobody.
    pub audit: String,
    /// Region.
    pub place: String,
    /// When it was made, milliseconds since 1970.
    pub at: u64,
    /// GPU really offered.
    pub gpu: String,
    /// How many, or what else is below it.
    pub gpu_note: String,
    /// Price per hour.
    pub hour: String,
    /// Price per month.
    pub month: String,
    /// Share of the cap, 0 to 1.
    pub cap: f64,
    /// The same in words.
    pub cap_words: String,
    /// Reclamation notice.
    pub reclaim: String,
    /// Score.
    pub score: String,
    /// Why it can't be chosen, if so.
    pub gone: Option<String>,
}

/// One bid.
#[component]
pub fn BidRow(
    /// What it shows.
    facts: BidFacts,
    /// It is chosen.
    #[prop(into)]
    on: Signal<bool>,
    /// It was chosen.
    #[prop(into)]
    on_pick: Callback<()>,
) -> impl IntoView {
    let gone = facts.gone.clone();
    let disabled = gone.is_some();
    let at = facts.at;
    let name = format!(
        "{}, {} an hour, score {}",
        facts.provider, facts.hour, facts.score
    );
    view! {
        <button
            type="button"
            class="bid-row"
            role="radio"
            aria-label=name
            aria-checked=move || if on.get() { "true" } else { "false" }
            disabled=disabled
            on:click=move |_| on_pick.run(())
        >
            <span class="tick tick-round"></span>
            <span class="bid-who">
                <span class="row gap-6">
                    <span class="medium cut">{facts.provider}</span>
                    {(!facts.audit.is_empty())
                        .then(|| {
                            view! {
                                <span class="bid-audit text-2" title=facts.audit.clone()>
                                    <Icon glyph=Glyph::BadgeCheck size=14 />
                                    <span class="visually-hidden">{facts.audit.clone()}</span>
                                </span>
                            }
                        })}
                    {gone.map(|why| view! { <Badge tone=Tone::Plain>{why}</Badge> })}
                </span>
                <span class="sub cut">
                    {facts.place} " · " <Age at=Signal::derive(move || at) />
                </span>
            </span>
            <span class="bid-gpu">
                <span class="mono cut">{facts.gpu}</span>
                <span class="sub">{facts.gpu_note}</span>
            </span>
            <span class="bid-price num">
                <span class="strong">{facts.hour}</span>
                <span class="sub">{facts.month}</span>
            </span>
            <span class="bid-cap">
                <Meter
                    share=facts.cap
                    kind=Signal::derive(move || if on.get() { MeterKind::Chosen } else { MeterKind::Neutral })
                />
                <span class="sub">{facts.cap_words}</span>
            </span>
            <span class="bid-reclaim num">{facts.reclaim}</span>
            <span class="bid-score num">
                <span class="bid-score-word text-3">"score "</span>
                <b class="strong">{facts.score}</b>
            </span>
        </button>
    }
}
