//! The list of deployments.

use contract::{DeploymentSummary, Empty as Nothing};
use leptos::prelude::*;

use super::model::{self, RunwayKind, Scope};
use crate::backend::sentence;
use crate::features::common::deployment_state;
use crate::format;
use crate::kit::{
    Age, Button, ButtonKind, ButtonSize, Card, Choice, Empty, ErrorBox, Glyph, PlaceLink,
    SearchField, Segmented, Skeleton, State, Table,
};
use crate::query;
use crate::route::{Route, Router};
use crate::shell::Page;

fn place(d: &DeploymentSummary) -> Route {
    d.flow.clone().map_or_else(
        || Route::Deployment(d.dseq.to_string(), String::new()),
        Route::Deploy,
    )
}

/// All deployments of the chosen account.
#[component]
pub fn DeploymentsPage() -> impl IntoView {
    let list = query!(deployment_list(Nothing {}));
    let query = RwSignal::new(String::new());
    let scope = RwSignal::new(Scope::Active);
    let all = Memo::new(move |_| list.data().map(|v| v.deployments).unwrap_or_default());
    let rows = Memo::new(move |_| all.with(|a| model::shown(a, scope.get(), &query.get())));
    let seen = list.map(|v| v.seen.0);
    let loaded = Memo::new(move |_| list.get().data.is_some());
    let error = Memo::new(move |_| list.error().map(|e| sentence(&e)));
    let scopes = Scope::ALL
        .map(|(_, value, label)| Choice::named(value, label))
        .to_vec();
    let scopes = Signal::derive(move || scopes.clone());
    let tools = move || {
        view! {
            <Segmented
                label="Which deployments"
                options=scopes
                value=Signal::derive(move || scope.get().value().to_string())
                on_change=Callback::new(move |value: String| scope.set(Scope::of(&value)))
            />
        }
    };
    let new = move || {
        view! {
            <PlaceLink to=Route::Studio(None) kind=ButtonKind::Primary icon=Glyph::Plus>
                "New deployment"
            </PlaceLink>
        }
    };
    view! {
        <Page title="Deployments" actions=new>
        <div class="page-fill">
        <div class="page col gap-16">
            <div class="row wrap">
                <span class="list-filter">
                    <SearchField
                        label="Filter deployments"
                        value=query
                        on_input=Callback::new(move |text| query.set(text))
                    />
                </span>
                {tools}
                <span class="push row">
                    {move || seen.get().map(|at| view! { <Age at=at period=60 word="read" /> })}
                </span>
            </div>
            {move || {
                error
                    .get()
                    .filter(|_| loaded.get())
                    .map(|text| view! { <p class="small warn" role="status">{text}</p> })
            }}
            <Card flush=true foot=ViewFn::from(move || view! { <span class="small text-2 tabular">{move || all.with(|a| model::together(a))}</span> })>
                {move || {
                    if !loaded.get() {
                        match error.get() {
                            Some(text) => {
                                view! { <ErrorBox title="The deployments can't be read" text=text on_retry=list.retry() /> }
                                    .into_any()
                            }
                            None => view! { <Skeleton rows=4 waits_for="the node's list of deployments" /> }.into_any(),
                        }
                    } else if all.with(Vec::is_empty) {
                        view! {
                            <Empty
                                glyph=Glyph::Layers
                                title="No deployment yet"
                                text="A deployment runs your images on a provider's machine and is paid by the block."
                            >
                                <PlaceLink to=Route::Studio(None) kind=ButtonKind::Default>
                                    "Open Studio"
                                </PlaceLink>
                            </Empty>
                        }
                            .into_any()
                    } else if rows.with(Vec::is_empty) {
                        view! {
                            <Empty glyph=Glyph::ListFilter title=Signal::derive(move || model::nothing(scope.get(), &query.get()).to_string())>
                                <Button
                                    size=ButtonSize::Small
                                    on_press=move |()| {
                                        query.set(String::new());
                                        scope.set(Scope::All);
                                    }
                                >
                                    "Show all"
                                </Button>
                            </Empty>
                        }
                            .into_any()
                    } else {
                        view! { <Rows rows /> }.into_any()
                    }
                }}
            </Card>
        </div>
        <div class="foot-bar foot-bar-narrow">
            <span class="grow"></span>
            {new()}
        </div>
        </div>
        </Page>
    }
}

#[component]
fn Rows(rows: Memo<Vec<DeploymentSummary>>) -> impl IntoView {
    view! {
        <Table label="Deployments" tall=true class="deployments">
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col">"State"</th>
                    <th scope="col" class="col-gpu">
                        "GPU"
                    </th>
                    <th scope="col" class="col-provider">
                        "Provider"
                    </th>
                    <th scope="col" class="num">
                        "Per hour"
                    </th>
                    <th scope="col" class="num">
                        "Runway"
                    </th>
                </tr>
            </thead>
            <tbody>
                <For each=move || rows.get() key=|d| format!("{d:?}") let(d)>
                    <Row d />
                </For>
            </tbody>
        </Table>
    }
}

#[component]
fn Row(d: DeploymentSummary) -> impl IntoView {
    let (kind, word) = deployment_state(d.state);
    let to = place(&d);
    let href = to.href();
    let runway = match model::runway_kind(&d.escrow) {
        RunwayKind::Fine => "tabular",
        RunwayKind::Low => "tabular warn",
        RunwayKind::Out => "tabular bad",
    };
    let dseq = format::group(d.dseq.to_string().parse::<u64>().map_or(0, u128::from));
    view! {
        <tr on:click=move |_| Router::here().go(&to)>
            <td>
                <a class="row-link medium cut" href=href on:click=|ev| ev.stop_propagation()>
                    {d.name.clone()}
                </a>
                <span class="sub mono">{dseq}</span>
            </td>
            <td class="col-state">
                <State kind word />
            </td>
            <td class="col-gpu">{if d.gpu.is_empty() { "–".to_string() } else { d.gpu.clone() }}</td>
            <td class="col-provider cut">{if d.providers.is_empty() { "–".to_string() } else { d.providers.join(", ") }}</td>
            <td class="num">
                <span class="medium">{model::per_hour(&d.escrow)}</span>
                <span class="sub">{model::act_words(d.escrow.balance)} " left"</span>
            </td>
            <td class="num col-runway">
                <span class=runway>{model::runway(&d.escrow)}</span>
            </td>
        </tr>
    }
}
