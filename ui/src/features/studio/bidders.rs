//! Who can bid on the draft: asked of the core once typing rests, since it knows the providers' attributes.

use std::time::Duration;

use contract::{BidderView, BiddersView, ExclusionView, RemedyView, SdlRequest};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::state::Studio;
use crate::backend::{Core, Loaded, sentence};
use crate::format;
use crate::kit::{
    Age, Button, ButtonSize, Card, Empty, ErrorBox, Glyph, Icon, Note, SearchField, Skeleton, Tone,
};

/// Rest after the last change before the core is asked.
const PAUSE: Duration = Duration::from_millis(350);

/// What the core answered, and for which text; in the context of the panes.
#[derive(Clone, Copy)]
pub struct Bidders {
    loaded: RwSignal<Loaded<BiddersView>>,
    /// The text that the answer is about.
    text: RwSignal<String>,
    again: RwSignal<u32>,
}

impl Bidders {
    /// Asks again whenever the valid text of `studio` rests, until the calling view goes.
    pub fn follow(studio: Studio) -> Self {
        let core = Core::here();
        let bidders = Self {
            loaded: RwSignal::default(),
            text: RwSignal::default(),
            again: RwSignal::new(0),
        };
        let timer = StoredValue::new(None::<TimeoutHandle>);
        let stop = move || {
            if let Some(handle) = timer.try_update_value(Option::take).flatten() {
                handle.clear();
            }
        };
        Effect::new(move |_| {
            let text = studio.text.get();
            bidders.again.track();
            stop();
            if studio.valid() && studio.outline.with(|o| !o.services.is_empty()) {
                let ask = move || bidders.ask(core, text);
                let _ = timer.try_set_value(set_timeout_with_handle(ask, PAUSE).ok());
            }
        });
        on_cleanup(stop);
        provide_context(bidders);
        bidders
    }

    /// What this page knows.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// How many providers can bid, once known; tracked.
    #[must_use]
    pub fn count(self) -> Option<usize> {
        self.loaded.with(|l| l.data.as_ref().map(|d| d.can.len()))
    }

    fn ask(self, core: Core, text: String) {
        let request = SdlRequest { sdl: text.clone() };
        spawn_local(async move {
            let answer = core.client().bidders(request).await;
            core.settled("bidders", &answer);
            let _ = self.loaded.try_update(|l| l.take(answer));
            let _ = self.text.try_set(text);
        });
    }
}

/// Providers that one reason keeps out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reason {
    text: String,
    names: Vec<String>,
}

/// One entry for each reason, the one that keeps out most first.
fn by_reason(cannot: &[ExclusionView]) -> Vec<Reason> {
    let mut all: Vec<Reason> = Vec::new();
    for one in cannot {
        match all.iter_mut().find(|r| r.text == one.reason) {
            Some(reason) => reason.names.push(one.name.clone()),
            None => all.push(Reason {
                text: one.reason.clone(),
                names: vec![one.name.clone()],
            }),
        }
    }
    all.sort_by_key(|r| std::cmp::Reverse(r.names.len()));
    all
}

/// Those whose name, region or GPUs hold every word of `query`.
fn shown(can: &[BidderView], query: &str) -> Vec<BidderView> {
    let holds = |b: &&BidderView| {
        let region = b.region.as_deref().unwrap_or_default();
        format::holds_words(&format!("{} {region} {}", b.name, b.gpus.join(" ")), query)
    };
    can.iter().filter(holds).cloned().collect()
}

/// The tab.
#[component]
pub fn BiddersPane() -> impl IntoView {
    let bidders = Bidders::here();
    let studio = Studio::here();
    let some = Memo::new(move |_| bidders.loaded.with(|l| l.data.is_some()));
    move || {
        let error = bidders.loaded.with(|l| l.error.as_ref().map(sentence));
        match (some.get(), error) {
            (true, _) => view! { <Known /> }.into_any(),
            (false, Some(text)) => view! {
                <ErrorBox
                    title="The providers can't be read"
                    text
                    icon=Glyph::WifiOff
                    on_retry=Callback::new(move |()| bidders.again.update(|n| *n += 1))
                />
            }
            .into_any(),
            (false, None) if !studio.valid() => view! {
                <Empty
                    glyph=Glyph::Server
                    title="Not known yet"
                    text="Providers are matched once the draft has no errors."
                />
            }
            .into_any(),
            (false, None) => {
                view! { <Skeleton rows=5 waits_for="the providers' attributes" /> }.into_any()
            }
        }
    }
}

#[component]
fn Known() -> impl IntoView {
    let bidders = Bidders::here();
    let studio = Studio::here();
    let query = RwSignal::new(String::new());
    let view = Memo::new(move |_| bidders.loaded.with(|l| l.data.clone()));
    let part = move |f: fn(&BiddersView) -> usize| view.with(|v| v.as_ref().map_or(0, f));
    let seen = Memo::new(move |_| view.with(|v| v.as_ref().map_or(0, |v| v.seen.0)));
    let rows = Memo::new(move |_| {
        view.with(|v| v.as_ref().map(|v| shown(&v.can, &query.get())))
            .unwrap_or_default()
    });
    let reasons = Memo::new(move |_| {
        view.with(|v| v.as_ref().map(|v| by_reason(&v.cannot)))
            .unwrap_or_default()
    });
    let remedies = Memo::new(move |_| {
        view.with(|v| v.as_ref().map(|v| v.remedies.clone()))
            .unwrap_or_default()
    });
    // A remedy is a whole text: pressed after a newer change it would undo that change.
    let stale = Memo::new(move |_| studio.text.with(|now| bidders.text.with(|t| t != now)));
    let use_it = Callback::new(move |remedy: RemedyView| studio.typed(remedy.sdl));
    view! {
        <div class="row row-start between">
            <div>
                <h2>
                    {move || {
                        let (can, cannot) = (part(|v| v.can.len()), part(|v| v.cannot.len()));
                        format!("{can} of {} can bid", format::counted(can + cannot, "provider", "providers"))
                    }}
                </h2>
                <p class="small text-3">
                    "By their attributes on chain. Whether they have room shows when they bid. "
                    <Age at=seen period=60 />
                </p>
            </div>
            <span class="bidders-filter">
                <SearchField label="Filter providers" value=query on_input=Callback::new(move |t| query.set(t)) />
            </span>
        </div>
        {move || {
            stale
                .get()
                .then(|| {
                    view! { <p class="small text-3" role="status">"Of the draft before the last change."</p> }
                })
        }}
        {move || {
            (part(|v| v.can.len()) == 0)
                .then(|| {
                    view! {
                        <Note tone=Tone::Warning strong="Nobody could bid on this draft.">
                            "An order would find no provider, and its deposit would come back. The changes below help."
                        </Note>
                    }
                })
        }}
        <ul class="bidders">
            <For each=move || rows.get() key=|b| format!("{b:?}") let(b)>
                <BidderRow b />
            </For>
        </ul>
        <Show when=move || !reasons.with(Vec::is_empty)>
            <h3>{move || format!("{} can't, and why", part(|v| v.cannot.len()))}</h3>
            <ul class="bidders">
                <For each=move || reasons.get() key=|r| format!("{r:?}") let(r)>
                    <li>
                        <Icon glyph=Glyph::CircleX />
                        <span class="grow">
                            <span>{r.text.clone()}</span>
                            <span class="sub">
                                {format!(
                                    "{}: {}",
                                    format::counted(r.names.len(), "provider", "providers"),
                                    r.names.join(", "),
                                )}
                            </span>
                        </span>
                    </li>
                </For>
            </ul>
        </Show>
        <Show when=move || !remedies.with(Vec::is_empty)>
            <Card title="What would win more" flush=true>
                <ul class="items items-tight">
                    <For each=move || remedies.get() key=|r| format!("{r:?}") let(remedy)>
                        <RemedyRow remedy stale on_pick=use_it />
                    </For>
                </ul>
            </Card>
        </Show>
    }
}

#[component]
fn BidderRow(b: BidderView) -> impl IntoView {
    let region = b.region.unwrap_or_else(|| "region not said".into());
    let audited = !b.audited_by.is_empty();
    let (glyph, word) = if audited {
        (Glyph::BadgeCheck, "audited")
    } else {
        (Glyph::Server, "not audited")
    };
    view! {
        <li>
            <Icon glyph />
            <span class="grow">
                <span class="medium">{b.name}</span>
                <span class="sub">{format!("{region} · {word}")}</span>
            </span>
            <span class="small mono text-2 bidders-gpus">{b.gpus.join(", ")}</span>
        </li>
    }
}

#[component]
fn RemedyRow(
    remedy: RemedyView,
    #[prop(into)] stale: Signal<bool>,
    on_pick: Callback<RemedyView>,
) -> impl IntoView {
    let label = remedy.label.clone();
    let wins = format!(
        "+{}",
        format::counted(remedy.wins as usize, "provider", "providers")
    );
    view! {
        <li>
            <span class="grow good">{wins}</span>
            <Button
                size=ButtonSize::Small
                icon=Glyph::WandSparkles
                disabled=stale
                on_press=Callback::new(move |()| on_pick.run(remedy.clone()))
            >
                {label}
            </Button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn out(name: &str, reason: &str) -> ExclusionView {
        ExclusionView {
            provider: "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0"
                .parse()
                .unwrap(),
            name: name.into(),
            reason: reason.into(),
        }
    }

    #[test]
    fn reasons_are_told_once_with_all_they_keep_out() {
        let all = by_reason(&[out("a", "x"), out("b", "y"), out("c", "y")]);
        assert_eq!(all.len(), 2);
        assert_eq!(
            (all[0].text.as_str(), all[0].names.join(",").as_str()),
            ("y", "b,c")
        );
    }

    #[test]
    fn bidders_filter_by_name_region_and_gpu() {
        let b = BidderView {
            provider: "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0"
                .parse()
                .unwrap(),
            name: "Cinder Works".into(),
            region: Some("us-central".into()),
            audited_by: Vec::new(),
            gpus: vec!["rtx4090 24Gi".into()],
        };
        let all = [b];
        assert_eq!(shown(&all, "CENTRAL 4090").len(), 1);
        assert!(shown(&all, "h100").is_empty());
    }
}
