//! Networks and nodes.

use contract::{Empty, NetworkAddRequest, NetworkRequest, NetworkView};
use leptos::prelude::*;

use super::model::{address_verdict, profile_ready, rpc_verdict};
use crate::backend::{Core, Task, in_window, sentence};
use crate::kit::{
    Age, Button, ButtonSize, Card, ErrorBox, Glyph, IconButton, Note, RadioGroup, RadioRow, Sheet,
    SheetFoot, Simulated, Skeleton, State, StateKind, TextField, Toast, Toaster, Tone, Verdict,
    bind,
};
use crate::shell::{Session, node_state};
use crate::{call, format, query};

/// Profiles, choosing, adding, and the health of the chosen one.
#[component]
pub fn Networks() -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let list = query!(network_list(Empty {}));
    let adding = RwSignal::new(false);
    let task = Task::default();
    let select = Callback::new(move |id: String| {
        task.run(
            call!(core, network_select(NetworkRequest { id })),
            move |view| {
                let name = view
                    .networks
                    .iter()
                    .find(|n| n.id == view.chosen)
                    .map(|n| n.name.clone());
                toaster.show(Toast::done(format!("Now on {}", name.unwrap_or_default())));
            },
        );
    });
    let remove = Callback::new(move |id: String| {
        task.run(call!(core, network_remove(NetworkRequest { id })), |_| ());
    });
    let chosen = list.map(|l| l.chosen.clone());
    let ids = list.map(|l| l.networks.iter().map(|n| n.id.clone()).collect::<Vec<_>>());
    let body = move || match (list.data(), list.error()) {
        (None, Some(e)) => view! {
            <ErrorBox title="The networks can't be read." text=sentence(&e) on_retry=list.retry() />
        }
        .into_any(),
        (None, None) => view! { <Skeleton waits_for="the store" rows=2 /> }.into_any(),
        (Some(view), _) => {
            let rows = view
                .networks
                .into_iter()
                .map(|n| {
                    let on = n.id == view.chosen;
                    view! { <Row network=n on select remove /> }
                })
                .collect_view();
            view! {
                <RadioGroup
                    label="Network"
                    rows=true
                    values=Signal::derive(move || ids.get().unwrap_or_default())
                    value=Signal::derive(move || chosen.get().unwrap_or_default())
                    on_change=select
                >
                    {rows}
                </RadioGroup>
            }
            .into_any()
        }
    };
    view! {
        <div>
            <h2 class="title">"Networks and nodes"</h2>
            <p class="text-2">"Switching the network rejects whatever waits for approval."</p>
        </div>
        <Card flush=true>
            {body}
            {if in_window() {
                view! {
                    <div class="item item-foot">
                        <Button size=ButtonSize::Small icon=Glyph::Plus on_press=move |()| adding.set(true)>
                            "Add a network"
                        </Button>
                        <span class="small text-2">
                            "The address of a CometBFT RPC; its chain id is asked."
                        </span>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <p class="item item-foot small text-2">
                        "A page in a browser reaches the networks of its server only: whoever starts it names them (slipway web --network). The desktop app takes any."
                    </p>
                }
                    .into_any()
            }}
        </Card>
        {move || task.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
        <NodeCard />
        <crate::features::apps::RelayCard />
        <AddSheet open=adding />
    }
}

#[component]
fn Row(
    network: NetworkView,
    on: bool,
    select: Callback<String>,
    remove: Callback<String>,
) -> impl IntoView {
    let session = Session::here();
    let (id, gone) = (network.id.clone(), network.id.clone());
    let health = move || {
        on.then(|| session.health.data()).flatten().map(|h| {
            let (kind, word) = node_state(h.state);
            let text = match (kind, h.height) {
                (StateKind::Run, Some(height)) => {
                    format!("Block {}", format::group(u128::from(height.0)))
                }
                _ => word.to_string(),
            };
            view! { <State kind word=text /> }
        })
    };
    let detail = if network.simulated {
        "Inside this app. Simulated providers and prices.".to_string()
    } else if network.faucet {
        format!("{}, with a faucet", network.rpc)
    } else {
        network.rpc.clone()
    };
    let (name, title) = (network.name.clone(), network.name.clone());
    let removable = !network.built_in && !on;
    view! {
        <div class="network-row">
            <RadioRow
                label=network.name.clone()
                on=Signal::stored(on)
                on_pick=move |()| {
                    if !on {
                        select.run(id.clone());
                    }
                }
            >
                <span class="grow">
                    <span class="row gap-6 wrap">
                        <span class="medium">{title}</span>
                        {network.simulated.then(|| view! { <Simulated name="simulated" /> })}
                        <span class="small mono text-2">
                            {network.chain_id.as_ref().map(ToString::to_string)}
                        </span>
                    </span>
                    <span class="small text-2">{detail}</span>
                </span>
                <span class="small network-state">{health}</span>
            </RadioRow>
            {removable
                .then(|| {
                    view! {
                        <IconButton
                            icon=Glyph::Trash2
                            label=format!("Remove {name}")
                            on_press=move |()| remove.run(gone.clone())
                        />
                    }
                })}
        </div>
    }
}

#[component]
fn NodeCard() -> impl IntoView {
    let session = Session::here();
    let health = session.health;
    let seen = health.map(|h| h.seen.0);
    let rows = Signal::derive(move || {
        let Some(h) = health.data() else {
            return Vec::new();
        };
        let mut rows = vec![(
            "Node".to_string(),
            session.network().map(|n| n.rpc).unwrap_or_default(),
        )];
        if let Some(height) = h.height {
            rows.push(("Newest block".into(), format::group(u128::from(height.0))));
        }
        if let Some(ms) = h.block_millis {
            rows.push((
                "Time between blocks".into(),
                format!("{:.1}\u{a0}s", f64::from(ms) / 1000.0),
            ));
        }
        if let Some(ms) = h.latency_millis {
            rows.push(("Round trip".into(), format!("{ms}\u{a0}ms")));
        }
        rows
    });
    let state = move || {
        health.data().map(|h| {
            let (kind, word) = node_state(h.state);
            view! { <State kind word /> }
        })
    };
    view! {
        <Card
            title="Node"
            beside=move || seen.get().map(|at| view! { <Age at period=10 word="checked" /> })
            end=state
        >
            <div class="col gap-12">
                <crate::kit::Pairs rows />
                {move || {
                    health
                        .data()
                        .and_then(|h| h.problem)
                        .map(|p| view! { <Note tone=Tone::Warning>{p}</Note> })
                }}
            </div>
        </Card>
    }
}

#[component]
fn AddSheet(open: RwSignal<bool>) -> impl IntoView {
    let core = Core::here();
    let (name, rpc, faucet) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let task = Task::default();
    let close = move |()| {
        open.set(false);
        task.clear();
    };
    let ready =
        Memo::new(move |_| name.with(|n| rpc.with(|r| faucet.with(|f| profile_ready(n, r, f)))));
    let add = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let faucet_text = faucet.get_untracked().trim().to_string();
        let request = NetworkAddRequest {
            name: name.get_untracked().trim().to_string(),
            rpc: rpc.get_untracked().trim().to_string(),
            faucet: Some(faucet_text).filter(|f| !f.is_empty()),
        };
        task.run(call!(core, network_add(request)), move |_| {
            let _ = open.try_set(false);
            for field in [name, rpc, faucet] {
                let _ = field.try_set(String::new());
            }
        });
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=add>
                "Add the network"
            </SheetFoot>
        }
    };
    let verdict = |field: RwSignal<String>| Signal::derive(move || field.with(|f| rpc_verdict(f)));
    let faucet_verdict = Signal::derive(move || {
        faucet.with(|f| {
            if f.is_empty() {
                Verdict::None
            } else {
                address_verdict(f)
            }
        })
    });
    view! {
        <Sheet open label="Add a network" on_close=close foot=foot>
            <TextField label="Name" large=true autofocus=true value=name on_input=bind(name) />
            <TextField
                label="Node"
                large=true
                mono=true
                placeholder="https://rpc.example"
                value=rpc
                on_input=bind(rpc)
                on_enter=add
                verdict=verdict(rpc)
                hint="It sees your address and what you send. Several addresses, with spaces between them, stand in for each other."
            />
            <TextField
                label="Faucet"
                large=true
                mono=true
                placeholder="none"
                value=faucet
                on_input=bind(faucet)
                on_enter=add
                verdict=faucet_verdict
            />
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not added.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}
