//! The board of bids: filter, sort, choose; and why others did not bid.

use contract::{BidState, BidView, BidsView, ExclusionView, RemedyView};
use leptos::prelude::*;

use super::model::{self, BidSort, Chosen};
use crate::features::money::dollars;
use crate::format::{self, NBSP};
use crate::kit::{
    Age, BidFacts, BidRow, Button, ButtonKind, ButtonSize, Card, Choice, Empty, Glyph, RadioGroup,
    SearchField, Segmented,
};
use crate::platform;

/// What a bid's row shows.
#[must_use]
pub fn facts(bid: &BidView) -> BidFacts {
    let hour = dollars(bid.per_hour);
    let place = bid
        .region
        .clone()
        .unwrap_or_else(|| "Region not said".into());
    let (gpu, more) = match bid.gpus.as_slice() {
        [] => ("No GPU".to_string(), String::new()),
        [one] => (one.clone(), String::new()),
        [one, rest @ ..] => (
            one.clone(),
            format!(
                "and {}",
                format::counted(rest.len(), "other kind", "other kinds")
            ),
        ),
    };
    BidFacts {
        provider: bid.provider_name.clone(),
        audit: match bid.audited_by.len() {
            0 => String::new(),
            n => format!("Audited by {}", format::counted(n, "auditor", "auditors")),
        },
        place,
        at: bid.at.0,
        gpu,
        gpu_note: more,
        hour: format::usd_per_hour(hour),
        month: format!("{} a month", format::usd_per_month(hour)),
        cap: f64::from(bid.cap_permille) / 1000.0,
        cap_words: format!(
            "{} of cap",
            format::percent(f64::from(bid.cap_permille) / 1000.0)
        ),
        reclaim: bid
            .reclamation_seconds
            .map_or_else(|| "none".into(), format::duration),
        score: bid.score.to_string(),
        gone: match bid.state {
            BidState::Open => None,
            BidState::Active => Some("Leased".into()),
            BidState::Lost => Some("Lost".into()),
            BidState::Closed => Some("Withdrawn".into()),
        },
    }
}

/// All bids, group by group.
#[component]
pub fn BidsBoard(
    /// The bids.
    #[prop(into)]
    bids: Signal<BidsView>,
    /// Names of the groups, in their order; empty names show as numbers.
    #[prop(into)]
    names: Signal<Vec<String>>,
    /// What is chosen.
    chosen: RwSignal<Chosen>,
) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let sort = RwSignal::new(BidSort::Score);
    let groups = Memo::new(move |_| bids.with(model::groups));
    let count = Signal::derive(move || bids.with(|b| b.bids.len()));
    let seen = Signal::derive(move || bids.with(|b| b.seen.0));
    let sorts = BidSort::ALL
        .map(|(_, value, label)| Choice::named(value, label))
        .to_vec();
    let sorts = Signal::derive(move || sorts.clone());
    let tools = move || {
        view! {
            <span class="bids-tools">
                <span class="bids-filter">
                    <SearchField
                        label="Filter bids"
                        value=query
                        on_input=Callback::new(move |text| query.set(text))
                    />
                </span>
                <Segmented
                    label="Sort bids by"
                    options=sorts
                    value=Signal::derive(move || sort.get().value().to_string())
                    on_change=Callback::new(move |value: String| sort.set(BidSort::of(&value)))
                />
            </span>
        }
    };
    let clock = platform::clock();
    let open = move || bids.with(|b| model::open_words(b, clock.get()));
    let title = move |gseq: u32| {
        if groups.with(Vec::len) < 2 {
            return "Bids".to_string();
        }
        let name = names.with(|n| n.get(gseq as usize - 1).cloned().unwrap_or_default());
        if name.is_empty() {
            format!("Bids, group {gseq}")
        } else {
            format!("Bids for {name}")
        }
    };
    view! {
        <Card
            title=Signal::derive(move || title(groups.with(|g| g.first().copied().unwrap_or(1))))
            count=count
            beside=move || view! { <Age at=seen period=10 word="live, read" /> }
            end=tools
            flush=true
            foot=ViewFn::from(move || view! { <span class="small text-2">{open}</span> })
        >
            <For each=move || groups.get() key=|g| *g let(gseq)>
                {move || {
                    (gseq > 1).then(|| view! { <h3 class="bids-group">{move || title(gseq)}</h3> })
                }}
                <Group bids gseq query sort chosen />
            </For>
        </Card>
    }
}

#[component]
fn Group(
    bids: Signal<BidsView>,
    gseq: u32,
    query: RwSignal<String>,
    sort: RwSignal<BidSort>,
    chosen: RwSignal<Chosen>,
) -> impl IntoView {
    let rows = Memo::new(move |_| {
        bids.with(|b| model::shown(&b.bids, gseq, &query.get(), sort.get(), false))
    });
    let any = move || bids.with(|b| b.bids.iter().any(|bid| bid.id.gseq().0 == gseq));
    let pickable = Signal::derive(move || {
        rows.with(|r| r.iter().map(|b| b.id.to_string()).collect::<Vec<_>>())
    });
    let value = Signal::derive(move || {
        chosen.with(|c| c.get(&gseq).map(ToString::to_string).unwrap_or_default())
    });
    let pick = Callback::new(move |id: String| {
        let found = rows.with_untracked(|r| {
            r.iter()
                .find(|b| b.id.to_string() == id && b.state == BidState::Open)
                .cloned()
        });
        if let Some(bid) = found {
            chosen.update(|c| {
                c.insert(gseq, bid.id);
            });
        }
    });
    view! {
        <div class="bid-head" aria-hidden="true">
            <span></span>
            <span>"Provider"</span>
            <span>"GPU offered"</span>
            <span class="num">"Per hour"</span>
            <span class="bid-cap">"Against the cap"</span>
            <span class="bid-reclaim num">"Reclaim"</span>
            <span class="num">"Score"</span>
        </div>
        <RadioGroup label=format!("Bids of group {gseq}") values=pickable value on_change=pick rows=true>
            <For
                each=move || rows.get()
                key=|b| (b.id.clone(), b.state as u8, b.price, b.score)
                let(bid)
            >
                {
                    let id = bid.id.to_string();
                    let picked = id.clone();
                    view! {
                        <BidRow
                            facts=facts(&bid)
                            on=Signal::derive(move || value.get() == id)
                            on_pick=Callback::new(move |()| pick.run(picked.clone()))
                        />
                    }
                }
            </For>
        </RadioGroup>
        {move || {
            rows.with(Vec::is_empty)
                .then(|| {
                    if any() {
                        view! {
                            <Empty glyph=Glyph::ListFilter title="No bid holds these words">
                                <Button size=ButtonSize::Small on_press=move |()| query.set(String::new())>
                                    "Show all"
                                </Button>
                            </Empty>
                        }
                            .into_any()
                    } else {
                        view! {
                            <Empty
                                glyph=Glyph::Gavel
                                title="Waiting for bids"
                                text="Providers look at the order and answer within a minute, most within seconds."
                            />
                        }
                            .into_any()
                    }
                })
        }}
    }
}

/// Why providers did not bid.
#[component]
pub fn Excluded(
    /// The providers with their reasons.
    #[prop(into)]
    list: Signal<Vec<ExclusionView>>,
) -> impl IntoView {
    let count = Signal::derive(move || list.with(Vec::len));
    view! {
        <Card
            title="No bid, and why"
            count=count
            beside=|| view! { <span class="age">"from their on-chain attributes"</span> }
            flush=true
        >
            <ul class="items">
                <For each=move || list.get() key=|e| (e.provider.clone(), e.reason.clone()) let(entry)>
                    <li class="bids-why">
                        <span class="medium bids-why-name cut">{entry.name}</span>
                        <span class="grow">{entry.reason}</span>
                    </li>
                </For>
            </ul>
        </Card>
    }
}

/// Changes of the draft that win bids, one press each.
#[component]
pub fn Remedies(
    /// The changes.
    #[prop(into)]
    list: Signal<Vec<RemedyView>>,
    /// One is under way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Gets the one that was pressed.
    #[prop(into)]
    on_pick: Callback<RemedyView>,
) -> impl IntoView {
    view! {
        <Card title="What would win bids" flush=true>
            <ul class="items">
                <For each=move || list.get() key=|r| (r.label.clone(), r.wins) let(remedy)>
                    {
                        let label = remedy.label.clone();
                        let wins = format::counted(remedy.wins as usize, "more provider", "more providers");
                        view! {
                            <li>
                                <span class="grow text-2">{format!("{wins} could bid")}</span>
                                <Button
                                    size=ButtonSize::Small
                                    icon=Glyph::WandSparkles
                                    busy
                                    on_press=Callback::new(move |()| on_pick.run(remedy.clone()))
                                >
                                    {label}
                                </Button>
                            </li>
                        }
                    }
                </For>
            </ul>
            <p class="small text-2 bids-note">
                "An order on chain can't be changed: the change is saved to the draft, this deployment is closed with its \
                 deposit coming back, and you deploy again."
            </p>
        </Card>
    }
}

/// What is chosen, what it costs, and the button.
#[component]
pub fn Accept(
    /// The bids.
    #[prop(into)]
    bids: Signal<BidsView>,
    /// What is chosen.
    #[prop(into)]
    chosen: Signal<Chosen>,
    /// ACT in escrow, in words.
    #[prop(into)]
    deposit: Signal<String>,
    /// How long the escrow lasts at a price per hour in dollars.
    lasts: Callback<f64, String>,
    /// It is under way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Accept.
    #[prop(into)]
    on_accept: Callback<()>,
) -> impl IntoView {
    let price = Memo::new(move |_| bids.with(|b| chosen.with(|c| model::together(c, b))));
    let who = move || {
        bids.with(|b| {
            chosen.with(|c| {
                let names: Vec<_> = c
                    .values()
                    .filter_map(|id| {
                        b.bids
                            .iter()
                            .find(|bid| bid.id == *id)
                            .map(|bid| bid.provider_name.clone())
                    })
                    .collect();
                if names.is_empty() {
                    "No bid chosen".to_string()
                } else {
                    names.join(", ")
                }
            })
        })
    };
    let missing = move || {
        let groups = bids.with(|b| model::groups(b).len());
        let have = chosen.with(Chosen::len);
        if groups > 1 {
            format!("Choose a bid for each of the {groups} groups; {have} chosen.")
        } else {
            "Choose a bid to see what it costs.".into()
        }
    };
    let hour = move || price.get().map(dollars);
    let disabled = Signal::derive(move || price.get().is_none());
    view! {
        <section class="card accept" aria-label="Chosen bid">
            <div class="card-body col gap-12">
                <div class="row row-base between accept-figure">
                    <span class="text-2 cut">{who}</span>
                    <span class="figure-m nowrap">
                        {move || hour().map_or_else(|| "–".into(), format::usd_per_hour)} <small>"/h"</small>
                    </span>
                </div>
                <p class="small text-2 accept-words">
                    {move || match hour() {
                        Some(h) => {
                            format!(
                                "Paid by the block out of the {} in escrow, which lasts {}. The lease can be closed at any time.",
                                deposit.get(),
                                lasts.run(h),
                            )
                        }
                        None => missing(),
                    }}
                </p>
                <Button
                    kind=ButtonKind::Primary
                    size=ButtonSize::Large
                    wide=true
                    key="mod enter"
                    disabled
                    busy
                    on_press=on_accept
                >
                    {move || if bids.with(|b| model::groups(b).len()) > 1 { "Accept bids" } else { "Accept bid" }}
                </Button>
            </div>
        </section>
    }
}

/// The chosen bid beside the best other one.
#[component]
pub fn Compare(
    /// The two, the chosen one first.
    #[prop(into)]
    pair: Signal<Option<(BidView, BidView)>>,
) -> impl IntoView {
    let rows = move || {
        pair.get().map(|(a, b)| {
            let line = |name: &'static str, of: &dyn Fn(&BidView) -> String| {
                view! {
                    <tr>
                        <th scope="row">{name}</th>
                        <td class="num">{of(&a)}</td>
                        <td class="num">{of(&b)}</td>
                    </tr>
                }
            };
            let reclaim = |x: &BidView| x.reclamation_seconds.map_or_else(|| "none".into(), format::duration);
            view! {
                <table class="compare" aria-label="Two bids compared">
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col" class="num">{a.provider_name.clone()}</th>
                            <th scope="col" class="num">{b.provider_name.clone()}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {line("GPU offered", &|x| x.gpus.first().cloned().unwrap_or_else(|| "none".into()))}
                        {line("Per hour", &|x| format::usd_per_hour(dollars(x.per_hour)))}
                        {line("For 7 days", &|x| format::usd(dollars(x.per_hour) * 168.0))}
                        {line("Region", &|x| x.region.clone().unwrap_or_else(|| "not said".into()))}
                        {line("Reclaim notice", &reclaim)}
                        {line("Audits", &|x| x.audited_by.len().to_string())}
                        {line("Score", &|x| x.score.to_string())}
                    </tbody>
                </table>
            }
        })
    };
    // An empty box would push the card below it down.
    move || {
        pair.with(Option::is_some).then(|| {
            view! {
                <div class="wide-only">
                    <Card title="Compare">{rows}</Card>
                </div>
            }
        })
    }
}

/// How long `deposit` (micro-units) lasts at `hour` dollars an hour.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn lasts(deposit: f64, hour: f64) -> String {
    if hour <= 0.0 {
        format!("for{NBSP}ever")
    } else {
        format::duration((deposit / hour * 3600.0) as u64)
    }
}
