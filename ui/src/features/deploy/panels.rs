//! What the page of a flow shows outside the time of bids.

use contract::{FlowKind, FlowView};
use leptos::prelude::*;

use super::model::{self, Stage};
use crate::backend::{Query, Task, sentence};
use crate::format::{self, NBSP};
use crate::kit::{
    Button, ButtonKind, Card, CopyButton, Empty, ErrorBox, Glyph, Note, OutLink, Pairs, PlaceLink,
    Tone,
};
use crate::route::Route;

fn to_deployment(flow: &FlowView, tab: &str) -> Route {
    Route::Deployment(flow.dseq.to_string(), tab.into())
}

/// The flow goes on by itself, or waits for the approval sheet.
#[component]
pub fn Waiting(
    /// The flow.
    flow: Query<FlowView>,
    /// Where it stands.
    stage: Stage,
) -> impl IntoView {
    let update = flow
        .data_untracked()
        .is_some_and(|f| f.kind == FlowKind::Update);
    let (glyph, title, text) = match stage {
        Stage::Approve => (
            Glyph::ShieldCheck,
            "Waits for your approval",
            "The sheet shows what will be signed. Nothing leaves the account before you approve.",
        ),
        Stage::Token => (
            Glyph::PlugZap,
            "Waits for your wallet",
            "The provider takes the manifest with a token that your wallet signs. Open the wallet and approve it there; if it shows nothing, cancel the request here and try this step again.",
        ),
        Stage::InBlock => (
            Glyph::Layers,
            "Waiting for a block",
            "The transaction is signed and sent. You can close Slipway: it goes on from here.",
        ),
        Stage::Lease => (
            Glyph::Gavel,
            "The lease is on its way",
            "It counts from the block it is in; the provider is told by the chain.",
        ),
        Stage::Manifest => (
            Glyph::Upload,
            "Sending the manifest",
            "The provider compares its hash with the one on chain before it starts anything.",
        ),
        _ if update => (
            Glyph::Play,
            "Services restart",
            "The provider replaces the changed services one by one.",
        ),
        _ => (
            Glyph::Play,
            "Services start",
            "The provider pulls the images and starts the services. Large images take minutes.",
        ),
    };
    let facts = Signal::derive(move || {
        flow.data()
            .map(|f| {
                vec![
                    (
                        "Deployment".to_string(),
                        format::group(f.dseq.to_string().parse::<u64>().map_or(0, u128::from)),
                    ),
                    (
                        "Deposit".to_string(),
                        format!("{}{NBSP}ACT", f.deposit.to_coins()),
                    ),
                ]
            })
            .unwrap_or_default()
    });
    let logs = flow
        .data_untracked()
        .filter(|_| stage == Stage::Starting)
        .map(|f| to_deployment(&f, "logs"));
    view! {
        <div class="page page-text">
            <Card>
                <Empty glyph title text>
                    {logs
                        .map(|to| {
                            view! {
                                <PlaceLink to kind=ButtonKind::Default icon=Glyph::ScrollText>
                                    "Watch the logs"
                                </PlaceLink>
                            }
                        })}
                </Empty>
                <Pairs rows=facts />
            </Card>
        </div>
    }
}

/// Something failed.
#[component]
pub fn Problem(
    /// The flow.
    flow: Query<FlowView>,
    /// Repeats the step that failed.
    retry: Callback<()>,
    /// Whether that is under way.
    retry_task: Task,
    /// Asks whether to give up.
    on_abandon: Callback<()>,
) -> impl IntoView {
    let problem = flow.map(|f| f.problem.clone());
    let turned_down = Memo::new(move |_| problem.get().flatten().is_none());
    let title = Signal::derive(move || {
        problem
            .get()
            .flatten()
            .map_or_else(|| "It was not approved".to_string(), |p| p.message)
    });
    let text = Signal::derive(move || match problem.get().flatten() {
        Some(p) => [p.safe, p.hint]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        None => "Nothing was signed and nothing left the account.".to_string(),
    });
    let word = flow.map(|f| model::abandon_words(f).0.to_string());
    let draft = flow.map(|f| f.draft.clone());
    view! {
        <div class="page page-text">
            <Card>
                <ErrorBox title text>
                    <Button kind=ButtonKind::Primary icon=Glyph::RefreshCw busy=retry_task.busy() on_press=retry>
                        {move || if turned_down.get() { "Ask again" } else { "Try this step again" }}
                    </Button>
                    <Button kind=ButtonKind::Danger on_press=on_abandon>
                        {move || word.get().unwrap_or_default()}
                    </Button>
                    {move || {
                        draft
                            .get()
                            .flatten()
                            .map(|id| {
                                view! {
                                    <PlaceLink to=Route::Studio(Some(id)) kind=ButtonKind::Quiet>
                                        "Open the draft"
                                    </PlaceLink>
                                }
                            })
                    }}
                </ErrorBox>
                {move || {
                    retry_task.error().map(|e| view! { <Note tone=Tone::Danger strong="It failed again.">{sentence(&e)}</Note> })
                }}
            </Card>
        </div>
    }
}

/// All services are available.
#[component]
pub fn Running(
    /// The flow.
    flow: Query<FlowView>,
) -> impl IntoView {
    let uris = Memo::new(move |_| flow.data().map(|f| f.uris).unwrap_or_default());
    let update = flow
        .data_untracked()
        .is_some_and(|f| f.kind == FlowKind::Update);
    let places = flow
        .data_untracked()
        .map(|f| (to_deployment(&f, ""), to_deployment(&f, "logs")));
    view! {
        <div class="page page-text col gap-16">
            <Card>
                <Empty
                    glyph=Glyph::CircleCheck
                    title=if update { "The update runs" } else { "It runs" }
                    text="All services are available. Money is paid by the block until the deployment is closed."
                >
                    {places
                        .map(|(overview, logs)| {
                            view! {
                                <PlaceLink to=overview kind=ButtonKind::Primary>
                                    "Open deployment"
                                </PlaceLink>
                                <PlaceLink to=logs kind=ButtonKind::Default icon=Glyph::ScrollText>
                                    "Watch the logs"
                                </PlaceLink>
                            }
                        })}
                </Empty>
            </Card>
            <Show when=move || uris.with(|u| !u.is_empty())>
                <Card title="Where it answers" flush=true>
                    <ul class="items items-tight">
                        <For each=move || uris.get() key=Clone::clone let(uri)>
                            <li>
                                <span class="grow cut">
                                    <OutLink href=uri.clone() />
                                </span>
                                <CopyButton text=uri.clone() label="Copy address" />
                            </li>
                        </For>
                    </ul>
                </Card>
            </Show>
        </div>
    }
}

/// The person gave up, or it was closed.
#[component]
pub fn Over(
    /// The flow.
    flow: Query<FlowView>,
) -> impl IntoView {
    let update = flow
        .data_untracked()
        .is_some_and(|f| f.kind == FlowKind::Update);
    let (title, text) = if update {
        (
            "The update was dropped",
            "The deployment goes on as it was.",
        )
    } else {
        (
            "This deployment is over",
            "What was left of the deposit is back in the balance. The draft is kept.",
        )
    };
    let draft = flow.data_untracked().and_then(|f| f.draft);
    view! {
        <div class="page page-text">
            <Card>
                <Empty glyph=Glyph::Archive title text>
                    {draft
                        .map(|id| {
                            view! {
                                <PlaceLink to=Route::Studio(Some(id)) kind=ButtonKind::Primary>
                                    "Open the draft"
                                </PlaceLink>
                            }
                        })}
                    <PlaceLink to=Route::Deployments kind=ButtonKind::Quiet>
                        "All deployments"
                    </PlaceLink>
                </Empty>
            </Card>
        </div>
    }
}
