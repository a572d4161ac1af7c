//! The page.

use contract::{ActivityRequest, DeploymentState, DeploymentSummary, Empty, Outcome};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::model::{Press, attention};
use crate::backend::{Core, sentence};
use crate::features::common::{LOW_RUNWAY_SECONDS, deployment_state};
use crate::features::first_run::BackupSheet;
use crate::kit::{
    Age, Button, ButtonKind, ButtonSize, Card, Empty as EmptyBox, ErrorBox, Figure, Figures, Glyph,
    Meter, MeterKind, PlaceLink, Skeleton, State, StateKind, Table, Tile, Toast, Toaster,
};
use crate::route::{Route, Router};
use crate::shell::{Page, Session};
use crate::{call, format, platform, query};

/// The page.
#[component]
pub fn Home() -> impl IntoView {
    view! {
        <Page
            title="Home"
            actions=|| {
                view! {
                    <PlaceLink to=Route::Studio(None) kind=ButtonKind::Primary icon=Glyph::Plus>
                        "New deployment"
                    </PlaceLink>
                }
            }
        >
            <div class="page col gap-16">
                <Money />
                <div class="with-side">
                    <div class="col gap-16">
                        <NeedsAttention />
                        <DeploymentsCard />
                    </div>
                    <LastActivity />
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Money() -> impl IntoView {
    let balances = query!(balances(Empty {}));
    let deployments = query!(deployment_list(Empty {}));
    let count = deployments.map(|d| {
        d.deployments
            .iter()
            .filter(|x| x.state != DeploymentState::Closed)
            .count()
    });
    let b = move || balances.data();
    let akt = move || b().map(|b| b.akt.get() as f64 / 1e6);
    let act = move || b().map(|b| b.act.get() as f64 / 1e6);
    let price = move || b().and_then(|b| b.usd_per_akt).map(|p| p.to_f64_lossy());
    let both = move || {
        b().map(|b| {
            format!(
                "{}\u{a0}AKT · {}\u{a0}ACT",
                format::coins(b.akt, 3),
                format::coins(b.act, 2)
            )
        })
        .unwrap_or_default()
    };
    // Without a price of AKT no total can be told; then the ACT are the figure, one dollar each.
    let total = Signal::derive(move || match (akt(), act(), price()) {
        (Some(akt), Some(act), Some(price)) => format::usd(akt.mul_add(price, act)),
        (_, Some(act), None) => format!("{act:.2}"),
        _ => "–".into(),
    });
    let total_unit = Signal::derive(move || {
        if b().is_some() && price().is_none() {
            "ACT".to_string()
        } else {
            String::new()
        }
    });
    let escrow = Signal::derive(move || {
        b().map_or_else(
            || "–".into(),
            |b| format!("{:.2}", b.escrow_act.to_f64_lossy() / 1e6),
        )
    });
    let burn_value = move || b().map(|b| b.burn_per_hour.to_f64_lossy() / 1e6);
    let burn = Signal::derive(move || burn_value().map_or_else(|| "–".into(), format::usd));
    let burn_note = move || {
        burn_value().filter(|v| *v > 0.0).map_or_else(
            || "nothing runs".into(),
            |v| {
                format!(
                    "{} a day · {} a month",
                    format::usd(v * 24.0),
                    format::usd_per_month(v)
                )
            },
        )
    };
    let runway = Signal::derive(move || {
        b().and_then(|b| b.runway_seconds)
            .map_or_else(|| "–".into(), format::duration)
    });
    let shortest = move || {
        deployments.data().and_then(|d| {
            d.deployments
                .into_iter()
                .filter(|x| x.state != DeploymentState::Closed)
                .filter_map(|x| x.escrow.runway_seconds.map(|s| (s, x)))
                .min_by_key(|(s, _)| *s)
        })
    };
    let now = platform::clock();
    view! {
        {move || {
            balances
                .data()
                .is_none()
                .then(|| balances.error())
                .flatten()
                .map(|e| {
                    view! {
                        <Card>
                            <ErrorBox
                                title="The balances can't be read."
                                text=sentence(&e)
                                icon=Glyph::WifiOff
                                on_retry=balances.retry()
                            />
                        </Card>
                    }
                })
        }}
        <Figures>
            <Figure label="Balance" value=total unit=total_unit>
                {both}
            </Figure>
            <Figure label="In escrow" value=escrow unit="ACT">
                {move || {
                    format!(
                        "{}, refundable on close",
                        format::counted(count.get().unwrap_or(0), "deployment", "deployments"),
                    )
                }}
            </Figure>
            <Figure label="Burn rate" value=burn unit="/h">
                {burn_note}
            </Figure>
            <Figure label="Shortest runway" value=runway>
                {move || {
                    shortest()
                        .map(|(s, d)| {
                            let ends = now.get_untracked() + s * 1000;
                            view! {
                                <PlaceLink to=Route::Deployment(d.dseq.to_string(), String::new())>
                                    {d.name}
                                </PlaceLink>
                                {format!(", ends {}", platform::when(ends, now.get_untracked()))}
                            }
                        })
                }}
            </Figure>
        </Figures>
    }
}

#[component]
fn NeedsAttention() -> impl IntoView {
    let session = Session::here();
    let core = Core::here();
    let router = Router::here();
    let toaster = Toaster::here();
    let balances = query!(balances(Empty {}));
    let flows = query!(flow_list(Empty {}));
    let deployments = query!(deployment_list(Empty {}));
    let backup = RwSignal::new(false);
    let all = Memo::new(move |_| {
        let app = session.app.data()?;
        let flows = flows.data().map(|f| f.flows).unwrap_or_default();
        let deployments = deployments
            .data()
            .map(|d| d.deployments)
            .unwrap_or_default();
        Some(Attentions(attention(
            &app,
            balances.data().as_ref(),
            &flows,
            &deployments,
        )))
    });
    let press = move |what: Press| match what {
        Press::Go(route) => router.go(&route),
        Press::Backup => backup.set(true),
        Press::Faucet => spawn_local(async move {
            match call!(core, faucet_request(Empty {})).await {
                Ok(_) => toaster.show(Toast::done("The faucet sent AKT and ACT")),
                Err(e) => toaster.show(Toast::failed("The faucet gave nothing.", sentence(&e))),
            }
        }),
    };
    let demo = session.app.map(|a| a.demo);
    let count = Signal::derive(move || all.with(|a| a.as_ref().map_or(0, |a| a.0.len())));
    view! {
        {move || {
            (count.get() > 0)
                .then(|| {
                    let rows = all
                        .get()
                        .map(|a| a.0)
                        .unwrap_or_default()
                        .into_iter()
                        .map(|item| {
                            let what = item.press;
                            view! {
                                <li>
                                    <Tile glyph=item.glyph tone=item.tone />
                                    <div class="grow">
                                        <p class="row wrap">
                                            <span class="medium">{item.title}</span>
                                            <span class="age">{item.figure}</span>
                                        </p>
                                        <p class="small text-2">{item.text}</p>
                                    </div>
                                    <Button size=ButtonSize::Small on_press=move |()| press(what.clone())>
                                        {item.action}
                                    </Button>
                                </li>
                            }
                        })
                        .collect_view();
                    view! {
                        <Card title="Needs attention" count=count flush=true>
                            <ul class="items">{rows}</ul>
                        </Card>
                    }
                })
        }}
        <BackupSheet open=backup no_password=Signal::derive(move || demo.get() == Some(true)) />
    }
}

/// Compared as a whole, so the list is drawn again only when something in it changed.
#[derive(Clone, PartialEq)]
struct Attentions(Vec<super::model::Attention>);

fn runway_cell(d: &DeploymentSummary) -> impl IntoView + use<> {
    let left = d.escrow.runway_seconds;
    // A full bar is three days: beyond that the number says enough.
    let share = left.map(|s| s as f64 / 259_200.0);
    let kind = if left.is_some_and(|s| s < LOW_RUNWAY_SECONDS) {
        MeterKind::Low
    } else {
        MeterKind::Neutral
    };
    view! {
        <span class="runway">
            {left.map_or_else(|| "–".into(), format::duration)}
            {share.map(|share| view! { <Meter share kind /> })}
        </span>
    }
}

fn row(d: DeploymentSummary) -> impl IntoView {
    let (kind, word) = deployment_state(d.state);
    let to = match &d.flow {
        Some(flow) => Route::Deploy(flow.clone()),
        None => Route::Deployment(d.dseq.to_string(), String::new()),
    };
    let rate = d.escrow.per_hour.to_f64_lossy() / 1e6;
    let left = d.escrow.balance.to_f64_lossy() / 1e6;
    let runway = runway_cell(&d);
    let provider = if d.providers.is_empty() {
        "not chosen".to_string()
    } else {
        d.providers.join(", ")
    };
    let gpu = if d.gpu.is_empty() {
        "CPU only".to_string()
    } else {
        d.gpu
    };
    view! {
        <tr>
            <td>
                <a class="row-link" href=to.href()>{d.name}</a>
                <span class="sub">{format::group(d.dseq.to_string().parse().unwrap_or(0))}</span>
            </td>
            <td><State kind word /></td>
            <td class="wide-only">{gpu} <span class="sub">{provider}</span></td>
            <td class="num">
                {if rate > 0.0 { format::usd_per_hour(rate) } else { "–".into() }}
                <span class="sub">{format!("{left:.2}\u{a0}ACT left")}</span>
            </td>
            <td class="num wide-only">{runway}</td>
        </tr>
    }
}

#[component]
fn DeploymentsCard() -> impl IntoView {
    let deployments = query!(deployment_list(Empty {}));
    let open = deployments.map(|d| {
        d.deployments
            .iter()
            .filter(|x| x.state != DeploymentState::Closed)
            .cloned()
            .collect::<Vec<_>>()
    });
    let seen = deployments.map(|d| d.seen.0);
    let count = Signal::derive(move || open.with(|o| o.as_ref().map_or(0, Vec::len)));
    let body = move || match (open.get(), deployments.error()) {
        (None, Some(e)) => view! {
            <ErrorBox
                title="The deployments can't be read."
                text=sentence(&e)
                icon=Glyph::WifiOff
                on_retry=deployments.retry()
            />
        }
        .into_any(),
        (None, None) => view! { <Skeleton waits_for="the node's answer" /> }.into_any(),
        (Some(list), _) if list.is_empty() => view! {
            <EmptyBox
                glyph=Glyph::Layers
                title="No deployments on this network"
                text="Start from a template or an SDL file."
            >
                <PlaceLink
                    to=Route::Studio(None)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Small
                    icon=Glyph::Plus
                >
                    "New deployment"
                </PlaceLink>
            </EmptyBox>
        }
        .into_any(),
        (Some(list), _) => {
            let rows = list.into_iter().map(row).collect_view();
            view! {
                <Table label="Deployments" tall=true>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"State"</th>
                            <th scope="col" class="wide-only">"Compute"</th>
                            <th scope="col" class="num">"Per hour"</th>
                            <th scope="col" class="num wide-only">"Runway"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </Table>
            }
            .into_any()
        }
    };
    view! {
        <Card
            title="Deployments"
            count=count
            flush=true
            beside=move || seen.get().map(|at| view! { <Age at /> })
            end=|| view! { <PlaceLink to=Route::Deployments more=true>"All deployments"</PlaceLink> }
        >
            {body}
        </Card>
    }
}

/// How an outcome is shown.
pub(crate) fn outcome(outcome: &Outcome) -> (StateKind, String) {
    match outcome {
        Outcome::Pending => (StateKind::Wait, "Sent".into()),
        Outcome::Included { height } => (
            StateKind::Run,
            format!("Block {}", format::group(u128::from(height.0))),
        ),
        Outcome::Refused { .. } => (StateKind::Error, "Refused".into()),
        Outcome::Expired => (StateKind::Off, "Expired".into()),
        Outcome::Signed => (StateKind::Off, "Signed".into()),
    }
}

#[component]
fn LastActivity() -> impl IntoView {
    let activity = query!(activity(ActivityRequest::default()));
    let now = platform::clock();
    let body = move || {
        match (activity.data(), activity.error()) {
        (None, Some(e)) => view! {
            <ErrorBox title="The activity can't be read." text=sentence(&e) on_retry=activity.retry() />
        }
        .into_any(),
        (None, None) => view! { <Skeleton waits_for="the store" /> }.into_any(),
        (Some(list), _) if list.entries.is_empty() => view! {
            <EmptyBox glyph=Glyph::ScrollText title="Nothing signed yet" text="What you sign is listed here." />
        }
        .into_any(),
        (Some(list), _) => {
            let rows = list
                .entries
                .into_iter()
                .take(6)
                .map(|entry| {
                    let (kind, word) = outcome(&entry.outcome);
                    view! {
                        <li>
                            <div class="grow">
                                <p class="cut-2">{entry.sentences.join(" ")}</p>
                                <p class="small text-2">
                                    <State kind word />
                                </p>
                            </div>
                            <span class="age" title=platform::date_time(entry.at.0)>
                                {platform::when(entry.at.0, now.get_untracked())}
                            </span>
                        </li>
                    }
                })
                .collect_view();
            view! { <ul class="items">{rows}</ul> }.into_any()
        }
    }
    };
    view! {
        <Card
            title="Activity"
            flush=true
            end=|| view! { <PlaceLink to=Route::Wallet more=true>"Wallet"</PlaceLink> }
        >
            {body}
        </Card>
    }
}
