//! The page of a deployment in the making.

use contract::{
    BidAcceptRequest, DraftSaveRequest, FlowKind, FlowNeeds, FlowRequest, FlowView, RemedyView,
};
use leptos::prelude::*;

use super::bids::{self, Accept, BidsBoard, Compare, Excluded, Remedies};
use super::model::{self, BidSort, Chosen, Stage};
use super::panels::{Over, Problem, Running, Waiting};
use crate::backend::{Core, Query, Task, sentence};
use crate::features::{keys, money};
use crate::format::{self, NBSP};
use crate::kit::{
    Button, ButtonKind, Card, ErrorBox, Menu, MenuItem, PlaceLink, Sheet, SheetSize, Skeleton,
    Steps, Toast, Toaster,
};
use crate::route::{Route, Router};
use crate::shell::Page;
use crate::{call, platform, query};

/// The page of the flow `id`.
#[component]
pub fn DeployPage(
    /// Id of the flow.
    id: String,
) -> impl IntoView {
    let flow = query!(flow_get(FlowRequest { id: id.clone() }));
    let error = Signal::derive(move || flow.error().map(|e| sentence(&e)).unwrap_or_default());
    let loaded = Memo::new(move |_| flow.get().data.is_some());
    let failed = Memo::new(move |_| !loaded.get() && flow.error().is_some());
    let page = StoredValue::new(id);
    move || {
        if loaded.get() {
            view! { <FlowPage id=page.get_value() flow /> }.into_any()
        } else if failed.get() {
            view! {
                <Page title="Deploy">
                    <ErrorBox title="This deployment can't be shown" text=error on_retry=flow.retry()>
                        <PlaceLink to=Route::Deployments kind=ButtonKind::Quiet>
                            "All deployments"
                        </PlaceLink>
                    </ErrorBox>
                </Page>
            }
                .into_any()
        } else {
            view! {
                <Page title="Deploy">
                    <Skeleton rows=6 waits_for="the flow's record" />
                </Page>
            }
            .into_any()
        }
    }
}

#[component]
fn FlowPage(id: String, flow: Query<FlowView>) -> impl IntoView {
    let core = Core::here();
    let id = StoredValue::new(id);
    // FlowPage exists only while there is data.
    let name = flow.map(|f| f.name.clone());
    let stage = Memo::new(move |_| flow.get().data.map(|f| model::stage(&f)));
    let steps = Signal::derive(move || {
        flow.data()
            .map(|f| model::steps(&f, platform::time))
            .unwrap_or_default()
    });
    let asking = RwSignal::new(false);
    let give_up = Task::default();
    let finished = flow.map(|f| f.needs == FlowNeeds::Finished);
    let words = flow.map(model::abandon_words);
    let abandon = Callback::new(move |()| {
        give_up.run(
            call!(core, flow_abandon(FlowRequest { id: id.get_value() })),
            move |_| asking.set(false),
        );
    });
    let retry_task = Task::default();
    let retry = Callback::new(move |()| {
        retry_task.run(
            call!(core, flow_retry(FlowRequest { id: id.get_value() })),
            |_| (),
        );
    });
    let abandon_word =
        Signal::derive(move || words.get().map_or_else(String::new, |w| w.0.to_string()));
    let title = Signal::derive(move || name.get().unwrap_or_default());
    let update = flow.map(|f| f.kind == FlowKind::Update);
    let narrow_end = move || {
        move || {
            (finished.get() == Some(false)).then(|| {
            view! {
                <span class="narrow-only push">
                    <Menu label="More actions">
                        <MenuItem label=abandon_word danger=true on_press=move |()| asking.set(true) />
                    </Menu>
                </span>
            }
        })
        }
    };
    let bar_end = move || {
        move || {
            (finished.get() == Some(false)).then(|| {
                view! {
                    <Button kind=ButtonKind::Danger on_press=move |()| asking.set(true)>
                        {move || abandon_word.get()}
                    </Button>
                }
            })
        }
    };
    view! {
        <Page title parent=(Route::Deployments, "Deployments".to_string()) actions=bar_end beside=narrow_end>
        <div class="page-fill">
        <div class="deploy-steps">
            <Steps label=Signal::derive(move || if update.get() == Some(true) { "Steps of the update".to_string() } else { "Steps of the deployment".into() }) steps />
        </div>
        <div class="deploy-body" aria-live="polite">
            {move || match stage.get() {
                None => ().into_any(),
                Some(Stage::Bids) => view! { <BidsStage id=id.get_value() flow /> }.into_any(),
                Some(Stage::Problem) => {
                    view! { <Problem flow retry retry_task on_abandon=Callback::new(move |()| asking.set(true)) /> }
                        .into_any()
                }
                Some(Stage::Running) => view! { <Running flow /> }.into_any(),
                Some(Stage::Over) => view! { <Over flow /> }.into_any(),
                Some(waiting) => view! { <Waiting flow stage=waiting /> }.into_any(),
            }}
        </div>
        </div>
        </Page>
        <Sheet
            open=asking
            on_close=Callback::new(move |()| asking.set(false))
            label=Signal::derive(move || format!("{}?", abandon_word.get()))
            size=SheetSize::Small
            foot=ViewFn::from(move || {
                view! {
                    <Button on_press=move |()| asking.set(false)>"Keep going"</Button>
                    <Button kind=ButtonKind::DangerFilled busy=give_up.busy() on_press=abandon>
                        {move || abandon_word.get()}
                    </Button>
                }
            })
        >
            <p>{move || words.get().map_or("", |w| w.1)}</p>
            {move || give_up.error().map(|e| view! { <p class="bad small" role="alert">{sentence(&e)}</p> })}
        </Sheet>
    }
}

#[component]
fn BidsStage(id: String, flow: Query<FlowView>) -> impl IntoView {
    let core = Core::here();
    let router = Router::here();
    let toaster = Toaster::here();
    let list = query!(bids(FlowRequest { id: id.clone() }));
    let id = StoredValue::new(id);
    let chosen = RwSignal::new(Chosen::new());
    // A withdrawn bid is let go; what replaces it is for the person to choose.
    Effect::new(move |_| {
        let Some(bids) = list.data() else { return };
        let kept = model::still_open(&chosen.get_untracked(), &bids);
        if kept != chosen.get_untracked() {
            chosen.set(kept);
        }
    });
    let loaded = Memo::new(move |_| list.get().data.is_some());
    let bids = Memo::new(move |_| list.data().unwrap_or_else(model::no_bids));
    let remedies = Signal::derive(move || bids.with(|b| b.remedies.clone()));
    // In the first seconds everybody has not bid: nothing can be read from that.
    let excluded = Signal::derive(move || {
        bids.with(|b| {
            let telling = !b.bids.is_empty() || !b.remedies.is_empty();
            if telling {
                b.excluded.clone()
            } else {
                Vec::new()
            }
        })
    });
    let deposit = flow.map(|f| f.deposit);
    let deposit_words = Signal::derive(move || {
        format!("{}{NBSP}ACT", deposit.get().unwrap_or_default().to_coins())
    });
    let names = flow.map(|f| crate::features::studio::doc::group_names(&f.sdl));
    let names = Signal::derive(move || names.get().unwrap_or_default());
    let clock = platform::clock();
    let task = Task::default();
    let accept = Callback::new(move |()| {
        let ready = bids
            .with_untracked(|b| chosen.with_untracked(|c| model::together(c, b)))
            .is_some();
        if ready {
            let request = BidAcceptRequest {
                flow: id.get_value(),
                bids: chosen.with_untracked(|c| c.values().cloned().collect()),
            };
            task.run(call!(core, bid_accept(request)), |_| ());
        }
    });
    keys::on_mod_enter(move || accept.run(()));
    let fix = Task::default();
    let apply = Callback::new(move |remedy: RemedyView| {
        let Some(now) = flow.data_untracked() else {
            return;
        };
        let work = async move {
            let saved = DraftSaveRequest {
                id: now.draft.clone(),
                name: now.name.clone(),
                text: remedy.sdl,
            };
            let draft = call!(core, draft_save(saved)).await?;
            call!(core, flow_abandon(FlowRequest { id: now.id })).await?;
            Ok(draft)
        };
        fix.run(work, move |draft| {
            toaster.show(
                Toast::done("The change is in the draft")
                    .with_text("Approve the closing, then deploy again. The deposit comes back."),
            );
            router.go(&Route::Studio(Some(draft.id)));
        });
    });
    let pair = Memo::new(move |_| {
        bids.with(|b| {
            let gseq = *model::groups(b).first()?;
            let open: Vec<_> = model::shown(&b.bids, gseq, "", BidSort::Score, false)
                .into_iter()
                .filter(|x| x.state == contract::BidState::Open)
                .collect();
            let mine = chosen.with(|c| {
                c.get(&gseq)
                    .and_then(|id| open.iter().find(|x| x.id == *id).cloned())
            })?;
            let other = open.into_iter().find(|x| x.id != mine.id)?;
            Some((mine, other))
        })
    });
    let lasts = Callback::new(move |hour: f64| {
        bids::lasts(
            money::coins(deposit.get_untracked().unwrap_or_default()),
            hour,
        )
    });
    let error = move || {
        list.error().map(|e| {
            view! { <p class="small bad" role="alert">{sentence(&e)}</p> }
        })
    };
    let price = Memo::new(move |_| bids.with(|b| chosen.with(|c| model::together(c, b))));
    view! {
        {move || {
            if loaded.get() {
                view! {
                    <div class="deploy-bids">
                        <div class="col gap-16">
                            {error}
                            <BidsBoard bids names chosen />
                            <Show when=move || remedies.with(|r| !r.is_empty())>
                                <Remedies list=remedies busy=fix.busy() on_pick=apply />
                            </Show>
                            {move || fix.error().map(|e| view! { <p class="bad small" role="alert">{sentence(&e)}</p> })}
                            <Show when=move || excluded.with(|e| !e.is_empty())>
                                <Excluded list=excluded />
                            </Show>
                        </div>
                        <div class="col gap-16 deploy-side">
                            <Compare pair />
                            <Accept bids chosen deposit=deposit_words lasts busy=task.busy() on_accept=accept />
                            {move || task.error().map(|e| view! { <p class="bad small" role="alert">{sentence(&e)}</p> })}
                        </div>
                    </div>
                    <div class="foot-bar">
                        <span class="col grow">
                            <span class="strong tabular">
                                {move || {
                                    price
                                        .get()
                                        .map_or_else(
                                            || "No bid chosen".to_string(),
                                            |p| format!("{}/h", format::usd_per_hour(money::dollars(p))),
                                        )
                                }}
                            </span>
                            <span class="small text-2 cut">{move || bids.with(|b| model::open_words(b, clock.get()))}</span>
                        </span>
                        <Button
                            kind=ButtonKind::Primary
                            disabled=Signal::derive(move || price.get().is_none())
                            busy=task.busy()
                            on_press=accept
                        >
                            "Accept bid"
                        </Button>
                    </div>
                }
                    .into_any()
            } else {
                let failed = list.error().is_some();
                view! {
                    <div class="page">
                        <Card flush=true>
                            {if failed {
                                let text = list.error().map(|e| sentence(&e)).unwrap_or_default();
                                view! {
                                    <ErrorBox title="The bids can't be read" text=text on_retry=list.retry() />
                                }
                                    .into_any()
                            } else {
                                view! { <Skeleton rows=5 waits_for="the node's list of bids" /> }.into_any()
                            }}
                        </Card>
                    </div>
                }
                    .into_any()
            }
        }}
    }
}
