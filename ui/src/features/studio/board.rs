//! The GPU picker.

use contract::Empty as Nothing;
use leptos::prelude::*;

use super::gpus::{self, GpuOffer, MemoryFilter, Pick};
use super::state::{Edit, Studio};
use crate::backend::sentence;
use crate::features::money::dollars;
use crate::format;
use crate::kit::{
    Age, Button, ButtonSize, Choice, ErrorBox, Glyph, GpuCard, SearchField, Segmented, Skeleton,
    Stepper, TextField, Verdict,
};
use crate::{platform, query};

/// GPUs of the service `name`: how many, and which will do.
#[component]
pub fn GpuSection(
    /// The service.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let studio = Studio::here();
    let units = Memo::new(move |_| studio.of(&name.get(), |s| s.gpu_units).unwrap_or(0));
    let picks = Memo::new(move |_| {
        studio
            .of(&name.get(), |s| s.picks.clone())
            .unwrap_or_default()
    });
    let set = move |units: u64, picks: Vec<Pick>| {
        studio.edit(&name.get_untracked(), Edit::Gpu { units, picks })
    };
    let board = query!(gpu_board(Nothing {}));
    let seen = board.map(|b| b.seen.0);
    view! {
        <section class="form-part" id="part-gpu" aria-label="GPU">
            <div class="row between">
                <div class="col grow">
                    <h2>"GPU"</h2>
                    <span class="small text-2">
                        {move || {
                            if units.get() > 0 && picks.with(Vec::is_empty) {
                                "Any model will do; cards narrow it. "
                            } else {
                                "Several cards mean any of these. "
                            }
                        }}
                        {move || seen.get().map(|at| view! { <Age at=at period=120 /> })}
                    </span>
                </div>
                <span class="small text-2 wide-only">"Per replica"</span>
                <Stepper
                    label="GPUs per replica"
                    value=Signal::derive(move || u32::try_from(units.get()).unwrap_or(u32::MAX))
                    on_change=Callback::new(move |n: u32| set(u64::from(n), picks.get_untracked()))
                    max=24
                />
            </div>
            {move || {
                if board.get().data.is_some() {
                    let on_pick = Callback::new(move |next: Vec<Pick>| {
                        // The first card also asks for one GPU; taking the last away asks for none.
                        let n = units.get_untracked();
                        let n = if next.is_empty() { 0 } else { n.max(1) };
                        set(n, next);
                    });
                    let models = board.data().unwrap_or_else(|| contract::GpuBoardView { models: vec![], seen: types::UnixMillis(0) });
                    view! { <Cards models picks on_pick /> }.into_any()
                } else if let Some(error) = board.error() {
                    view! {
                        <ErrorBox title="The GPUs can't be read" text=sentence(&error) on_retry=board.retry() />
                        <Typed picks on_pick=Callback::new(move |next: Vec<Pick>| set(units.get_untracked().max(1), next)) />
                    }
                        .into_any()
                } else {
                    view! { <Skeleton rows=3 waits_for="the providers' attributes" /> }.into_any()
                }
            }}
        </section>
    }
}

#[component]
fn Cards(
    models: contract::GpuBoardView,
    picks: Memo<Vec<Pick>>,
    on_pick: Callback<Vec<Pick>>,
) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let memory = RwSignal::new(MemoryFilter::Any);
    let all = Memo::new(move |_| picks.with(|p| gpus::cards(Some(&models), p)));
    let shown = Memo::new(move |_| gpus::filtered(all.get(), &query.get(), memory.get()));
    let filters = MemoryFilter::ALL
        .map(|(_, value, label)| Choice::named(value, label))
        .to_vec();
    let filters = Signal::derive(move || filters.clone());
    view! {
        <div class="row wrap">
            <span class="gpu-filter">
                <SearchField label="Filter models" value=query on_input=Callback::new(move |text| query.set(text)) />
            </span>
            <Segmented
                label="GPU memory"
                options=filters
                value=Signal::derive(move || memory.get().value().to_string())
                on_change=Callback::new(move |value: String| memory.set(MemoryFilter::of(&value)))
            />
        </div>
        <div class="gpu-board" role="group" aria-label="GPU models">
            <For each=move || shown.get() key=|c| (c.pick.clone(), c.providers, c.last_bid) let(card)>
                <Card card all picks on_pick />
            </For>
        </div>
        {move || {
            shown
                .with(Vec::is_empty)
                .then(|| view! { <p class="small text-2">"No model on this network matches. It can be typed below."</p> })
        }}
        <Typed picks on_pick />
    }
}

#[component]
fn Card(
    card: GpuOffer,
    all: Memo<Vec<GpuOffer>>,
    picks: Memo<Vec<Pick>>,
    on_pick: Callback<Vec<Pick>>,
) -> impl IntoView {
    let clock = platform::clock();
    let (mine, pressed) = (card.pick.clone(), card.pick.clone());
    let on = Signal::derive(move || picks.with(|p| p.iter().any(|x| x.covers(&mine))));
    let price = card
        .last_bid
        .map(|p| format::usd(dollars(p)))
        .unwrap_or_default();
    let bid_at = card.last_bid_at.filter(|_| card.last_bid.is_some());
    let note = Signal::derive(move || {
        bid_at
            .map(|at| format!("bid {}", format::ago(at.0, clock.get())))
            .unwrap_or_default()
    });
    let providers = match card.providers {
        0 => "no provider offers it".to_string(),
        n => format::counted(n, "provider", "providers"),
    };
    view! {
        <GpuCard
            model=card.pick.model.clone()
            variant=card.pick.variant()
            price
            price_note=note
            providers
            none=card.providers == 0
            on
            on_press=Callback::new(move |()| {
                let next = picks.with_untracked(|p| all.with_untracked(|a| gpus::toggled(p, a, &pressed)));
                on_pick.run(next);
            })
        />
    }
}

#[component]
fn Typed(picks: Memo<Vec<Pick>>, on_pick: Callback<Vec<Pick>>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let parsed = Memo::new(move |_| gpus::typed(&text.get()));
    let verdict = Signal::derive(move || {
        if tried.get() && !text.with(String::is_empty) {
            Verdict::of(&parsed.get())
        } else {
            Verdict::None
        }
    });
    let add = Callback::new(move |()| match parsed.get_untracked() {
        Ok(pick) => {
            let mut next = picks.get_untracked();
            if !next.contains(&pick) {
                next.push(pick);
            }
            text.set(String::new());
            tried.set(false);
            on_pick.run(next);
        }
        Err(_) => tried.set(true),
    });
    view! {
        <div class="row row-start">
            <span class="grow">
                <TextField
                    label="Another model"
                    hide_label=true
                    value=text
                    on_input=Callback::new(move |t| text.set(t))
                    on_enter=add
                    placeholder="Another model, such as h200 141Gi sxm"
                    mono=true
                    small=true
                    verdict
                />
            </span>
            <Button size=ButtonSize::Small icon=Glyph::Plus on_press=add>
                "Add"
            </Button>
        </div>
    }
}
