//! The page of one deployment.

use contract::{
    DeploymentRequest, DeploymentState, DeploymentView, LeaseRequest, LeaseState, StreamKind,
};
use leptos::prelude::*;
use types::{Dseq, LeaseId};

use super::logs_view::StreamPane;
use super::model;
use super::money_view::{CloseSheet, MoneyPane};
use super::overview::OverviewPane;
use super::update::UpdatePane;
use crate::backend::{Query, sentence};
use crate::features::common::deployment_state;
use crate::features::keys;
use crate::format;
use crate::kit::{
    Badge, Button, ButtonKind, Empty, ErrorBox, Glyph, Menu, MenuItem, OutLink, PlaceLink,
    Skeleton, State, TabItem, Tabs,
};
use crate::query;
use crate::route::{Route, Router};
use crate::shell::Page;

/// The page of the deployment `dseq`.
#[component]
pub fn DeploymentPage(
    /// Its number.
    dseq: String,
    /// The tab of the address.
    #[prop(into)]
    tab: Signal<String>,
) -> impl IntoView {
    let Ok(dseq) = dseq.parse::<Dseq>() else {
        return view! {
            <Page title="Deployment">
                <Empty glyph=Glyph::Layers title="There is no such deployment">
                    <PlaceLink to=Route::Deployments kind=ButtonKind::Default>
                        "All deployments"
                    </PlaceLink>
                </Empty>
            </Page>
        }
        .into_any();
    };
    let query = query!(deployment_get(DeploymentRequest { dseq }));
    let loaded = Memo::new(move |_| query.get().data.is_some());
    let error = Memo::new(move |_| query.error().map(|e| sentence(&e)));
    (move || {
        if loaded.get() {
            return view! { <Loaded dseq query tab /> }.into_any();
        }
        let body = match error.get() {
            Some(text) => view! {
                <ErrorBox title="This deployment can't be read" text=text on_retry=query.retry()>
                    <PlaceLink to=Route::Deployments kind=ButtonKind::Quiet>
                        "All deployments"
                    </PlaceLink>
                </ErrorBox>
            }
            .into_any(),
            None => view! { <Skeleton rows=6 waits_for="the node's answer" /> }.into_any(),
        };
        view! {
            <Page title="Deployment" parent=(Route::Deployments, "Deployments".to_string())>
                {body}
            </Page>
        }
        .into_any()
    })
    .into_any()
}

#[component]
fn Loaded(dseq: Dseq, query: Query<DeploymentView>, tab: Signal<String>) -> impl IntoView {
    let view = Memo::new(move |_| query.data());
    let some = move |f: fn(&DeploymentView) -> String| {
        Signal::derive(move || view.with(|v| v.as_ref().map(f).unwrap_or_default()))
    };
    let title = some(|v| v.summary.name.clone());
    let state = Memo::new(move |_| view.with(|v| v.as_ref().map(|v| v.summary.state)));
    let closed = Memo::new(move |_| state.get() == Some(DeploymentState::Closed));
    let active = Memo::new(move |_| model::tab(&tab.get()));
    let place = move |tab: &str| Route::Deployment(dseq.to_string(), tab.into());
    let go = move |tab: &str| Router::here().go(&place(tab));
    let router = Router::here();
    let closing = RwSignal::new(false);
    keys::on_plain(&["l", "t", "u"], move |key| {
        let tab = match key {
            "l" => "logs",
            "t" => "money",
            _ => "update",
        };
        router.go(&place(tab));
    });
    let kind = Signal::derive(move || {
        state
            .get()
            .map_or(crate::kit::StateKind::Off, |s| deployment_state(s).0)
    });
    let word = Signal::derive(move || {
        state
            .get()
            .map_or("", |s| deployment_state(s).1)
            .to_string()
    });
    let number = StoredValue::new(format::group(
        dseq.to_string().parse::<u64>().map_or(0, u128::from),
    ));
    let menu = move || {
        move || {
            (!closed.get()).then(|| {
            view! {
                <Menu label="More actions">
                    <MenuItem
                        label="Update"
                        icon=Glyph::GitCompareArrows
                        key="U"
                        on_press=move |()| router.go(&place("update"))
                    />
                    <MenuItem label="Top up" icon=Glyph::Coins key="T" on_press=move |()| router.go(&place("money")) />
                    <MenuItem label="Close deployment" icon=Glyph::CircleX danger=true on_press=move |()| closing.set(true) />
                </Menu>
            }
        })
        }
    };
    let beside = move || {
        view! {
            <span class="wide-only"><Badge><span class="mono">{number.get_value()}</span></Badge></span>
            <State kind word />
            <span class="narrow-only">{menu()}</span>
        }
    };
    let actions = move || {
        move || {
            (!closed.get()).then(|| {
            view! {
                <Button icon=Glyph::GitCompareArrows on_press=move |()| router.go(&place("update"))>
                    "Update"
                </Button>
                <Button icon=Glyph::Coins on_press=move |()| router.go(&place("money"))>
                    "Top up"
                </Button>
                {menu()}
            }
        })
        }
    };
    let facts = move || {
        view.with(|v| {
            v.as_ref().map(|v| {
                let escrow = &v.summary.escrow;
                let mut facts = vec![
                    ("Per hour", model::per_hour(escrow), "fact-hour"),
                    ("Runway", model::runway(escrow), "fact-runway"),
                    ("Escrow", model::act_words(escrow.balance), "fact-escrow"),
                ];
                if !v.summary.providers.is_empty() {
                    facts.push((
                        "Provider",
                        v.summary.providers.join(", "),
                        "fact-provider wide-only",
                    ));
                }
                if !v.summary.gpu.is_empty() {
                    facts.push(("GPU", v.summary.gpu.clone(), "fact-gpu wide-only"));
                }
                facts
                    .into_iter()
                    .map(|(label, value, class)| {
                        view! {
                            <div class=class>
                                <dt class="small text-2">{label}</dt>
                                <dd class="strong tabular nowrap">{value}</dd>
                            </div>
                        }
                    })
                    .collect_view()
            })
        })
    };
    let lease = Memo::new(move |_| {
        view.with(|v| {
            let active = |l: &&contract::LeaseView| l.state == LeaseState::Active;
            v.as_ref()
                .and_then(|v| v.leases.iter().find(active).map(|l| l.id.clone()))
        })
    });
    let tabs = Signal::derive(move || {
        model::TABS
            .map(|(id, label)| TabItem::new(id, label))
            .to_vec()
    });
    let flow = Memo::new(move |_| view.with(|v| v.as_ref().and_then(|v| v.summary.flow.clone())));
    view! {
        <Page title parent=(Route::Deployments, "Deployments".to_string()) beside actions panes=true>
        <div class="detail">
            <dl class="detail-facts">
                {facts}
                {move || lease.get().map(|lease| view! { <Endpoint lease /> })}
            </dl>
            <div class="detail-tabs">
                <Tabs
                    label="Parts of the deployment"
                    tabs
                    selected=Signal::derive(move || active.get().to_string())
                    on_select=Callback::new(move |id: String| go(&id))
                />
            </div>
            {move || {
                query.error().map(|e| view! { <p class="detail-stale small warn" role="status">{sentence(&e)}</p> })
            }}
            {move || {
                flow.get()
                    .map(|id| {
                        view! {
                            <p class="detail-stale small">
                                "A step is under way. "
                                <PlaceLink to=Route::Deploy(id) more=true>
                                    "See the steps"
                                </PlaceLink>
                            </p>
                        }
                    })
            }}
            <div class="detail-body" role="tabpanel" aria-labelledby=move || format!("tab-{}", active.get())>
                {move || {
                    let Some(now) = view.get_untracked() else { return ().into_any() };
                    match active.get() {
                        "logs" => view! { <StreamPane kind=StreamKind::Logs view=now /> }.into_any(),
                        "events" => view! { <StreamPane kind=StreamKind::Events view=now /> }.into_any(),
                        "update" => view! { <UpdatePane view=now /> }.into_any(),
                        "money" => view! { <MoneyPane dseq view closing /> }.into_any(),
                        _ => view! { <OverviewPane view /> }.into_any(),
                    }
                }}
            </div>
        </div>
        </Page>
        <CloseSheet dseq view open=closing />
    }
}

/// Where the deployment answers, once its provider says so.
#[component]
fn Endpoint(lease: LeaseId) -> impl IntoView {
    let status = query!(lease_status(LeaseRequest {
        lease: lease.clone()
    }));
    let uri = status.map(|s| {
        let mut all = s.services.iter().flat_map(|service| &service.uris);
        all.next().cloned()
    });
    move || {
        uri.get().flatten().map(|uri| {
            view! {
                <div class="fact-uri wide-only">
                    <dt class="small text-2">"Endpoint"</dt>
                    <dd class="strong row">
                        <OutLink href=uri />
                    </dd>
                </div>
            }
        })
    }
}
