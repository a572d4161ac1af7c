//! What runs, where, and what it asks for.

use contract::{DeploymentView, LeaseRequest, LeaseView, ServiceStatusView};
use leptos::prelude::*;

use super::model;
use crate::backend::sentence;
use crate::features::money::dollars;
use crate::format;
use crate::kit::{
    Age, Badge, Card, CopyButton, Empty, ErrorBox, Glyph, Note, OutLink, Pairs, Skeleton, State,
    StateKind, Tone,
};
use crate::{platform, query};

/// Services, leases, resources.
#[component]
pub fn OverviewPane(
    /// The deployment.
    view: Memo<Option<DeploymentView>>,
) -> impl IntoView {
    let live =
        Memo::new(move |_| view.with(|v| v.as_ref().map(model::live_leases).unwrap_or_default()));
    let leases =
        Memo::new(move |_| view.with(|v| v.as_ref().map(|v| v.leases.clone()).unwrap_or_default()));
    let groups =
        Memo::new(move |_| view.with(|v| v.as_ref().map(|v| v.groups.clone()).unwrap_or_default()));
    let facts = Signal::derive(move || {
        view.with(|v| {
            v.as_ref()
                .map(|v| {
                    vec![
                        (
                            "Number".to_string(),
                            format::group(
                                v.summary
                                    .dseq
                                    .to_string()
                                    .parse::<u64>()
                                    .map_or(0, u128::from),
                            ),
                        ),
                        (
                            "Made in block".to_string(),
                            format::group(u128::from(v.summary.created.0)),
                        ),
                        (
                            "Manifest hash".to_string(),
                            format::hash(&v.version.to_string()),
                        ),
                        (
                            "SDL here".to_string(),
                            match (&v.sdl, v.sdl_matches) {
                                (None, _) => "not kept on this device".to_string(),
                                (Some(_), true) => "same as on chain".to_string(),
                                (Some(_), false) => "differs from the chain".to_string(),
                            },
                        ),
                    ]
                })
                .unwrap_or_default()
        })
    });
    view! {
        <div class="page with-side">
            <div class="col gap-16">
                <For each=move || live.get() key=|l| (l.id.clone(), l.state as u8) let(lease)>
                    <Services lease many=live.with_untracked(|l| l.len() > 1) />
                </For>
                <Show when=move || live.with(Vec::is_empty)>
                    <Card>
                        <Empty
                            glyph=Glyph::Server
                            title="Nothing runs"
                            text="There is no active lease. What is left of the deposit comes back when the deployment is closed."
                        />
                    </Card>
                </Show>
                <Card title="Resources" flush=true>
                    <ul class="items">
                        <For each=move || groups.get() key=|g| (g.name.clone(), g.state.clone(), g.resources.clone()) let(group)>
                            <li class="overview-group">
                                <Badge icon=Glyph::MapPin>{group.name}</Badge>
                                <ul class="col grow">
                                    {group
                                        .resources
                                        .into_iter()
                                        .map(|line| view! { <li class="tabular">{line}</li> })
                                        .collect_view()}
                                </ul>
                                <span class="small text-3">{group.state.replace('_', " ")}</span>
                            </li>
                        </For>
                    </ul>
                </Card>
            </div>
            <div class="col gap-16">
                <For each=move || leases.get() key=|l| (l.id.clone(), l.state as u8, l.closed_reason.clone()) let(lease)>
                    <LeaseCard lease />
                </For>
                <Card title="Deployment">
                    <Pairs rows=facts />
                </Card>
            </div>
        </div>
    }
}

#[component]
fn Services(lease: LeaseView, many: bool) -> impl IntoView {
    let status = query!(lease_status(LeaseRequest {
        lease: lease.id.clone()
    }));
    let services = Memo::new(move |_| status.data().map(|s| s.services).unwrap_or_default());
    let state = Memo::new(move |_| {
        let all = status.get();
        match (all.data, all.error) {
            (Some(s), _) if !s.manifest_received => State3::NoManifest,
            (Some(_), _) => State3::Known,
            (None, Some(e)) => State3::Failed(sentence(&e)),
            (None, None) => State3::Loading,
        }
    });
    let stale = Memo::new(move |_| {
        status
            .get()
            .data
            .is_some()
            .then(|| status.error().map(|e| sentence(&e)))
            .flatten()
    });
    let seen = status.map(|s| s.seen.0);
    let title = if many {
        format!("Services at {}", lease.provider_name)
    } else {
        "Services".into()
    };
    let count = Signal::derive(move || services.with(Vec::len));
    view! {
        <Card
            title=title
            count=count
            beside=move || view! { {move || seen.get().map(|at| view! { <Age at=at period=30 /> })} }
            flush=true
        >
            {move || stale.get().map(|text| view! { <p class="overview-stale small warn" role="status">{text}</p> })}
            {move || match state.get() {
                State3::Loading => view! { <Skeleton rows=2 waits_for="the provider's answer" /> }.into_any(),
                State3::Failed(text) => {
                    view! { <ErrorBox title="The provider does not answer" text=text on_retry=status.retry() /> }.into_any()
                }
                State3::NoManifest => {
                    view! {
                        <Empty
                            glyph=Glyph::Upload
                            title="The provider has no manifest yet"
                            text="It is sent after the lease; until then nothing is started."
                        />
                    }
                        .into_any()
                }
                State3::Known => {
                    view! {
                        <ul class="items items-flush">
                            <For each=move || services.get() key=|s| format!("{s:?}") let(service)>
                                <Service service />
                            </For>
                        </ul>
                    }
                        .into_any()
                }
            }}
        </Card>
    }
}

#[derive(Clone, PartialEq)]
enum State3 {
    Loading,
    Failed(String),
    NoManifest,
    Known,
}

#[component]
fn Service(service: ServiceStatusView) -> impl IntoView {
    let ready = service.available >= service.total && service.total > 0;
    let kind = if ready {
        StateKind::Run
    } else {
        StateKind::Wait
    };
    let word = format!("{} of {} ready", service.available, service.total);
    view! {
        <li class="overview-service">
            <span class="overview-name">
                <span class="medium cut">{service.name}</span>
                <span class="small">
                    <State kind word />
                </span>
            </span>
            <span class="grow col gap-4">
                {service
                    .uris
                    .into_iter()
                    .map(|uri| {
                        view! {
                            <span class="row gap-4">
                                <OutLink href=uri.clone() />
                                <CopyButton text=uri label="Copy address" />
                            </span>
                        }
                    })
                    .collect_view()}
                {service
                    .ports
                    .into_iter()
                    .map(|port| view! { <span class="mono small text-2">{port}</span> })
                    .collect_view()}
            </span>
        </li>
    }
}

#[component]
fn LeaseCard(lease: LeaseView) -> impl IntoView {
    let (kind, word) = model::lease_state(lease.state);
    let mut rows = vec![
        ("Provider".to_string(), lease.provider_name.clone()),
        (
            "Per hour".to_string(),
            format!("{}/h", format::usd_per_hour(dollars(lease.per_hour))),
        ),
        ("Per block".to_string(), format!("{} uact", lease.price)),
        (
            "Since block".to_string(),
            format::group(u128::from(lease.created.0)),
        ),
    ];
    if let Some(region) = lease.region.clone() {
        rows.insert(1, ("Region".to_string(), region));
    }
    let deadline = lease.reclaim_deadline.map(|at| platform::date_time(at.0));
    view! {
        <Card title="Lease" end=move || view! { <State kind word /> }>
            <div class="col gap-12">
                {deadline
                    .map(|at| {
                        view! {
                            <Note tone=Tone::Warning strong="The provider takes its machine back.">
                                {format!("It stops at {at}. Deploy it elsewhere before that.")}
                            </Note>
                        }
                    })}
                {lease.closed_reason.clone().map(|why| view! { <p class="small text-2">{why}</p> })}
                <Pairs rows=rows />
                <span class="row small">
                    <span class="text-2 grow cut mono">{lease.host_uri.clone()}</span>
                    <CopyButton text=lease.host_uri.clone() label="Copy gateway address" />
                </span>
            </div>
        </Card>
    }
}
