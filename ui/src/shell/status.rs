//! The status bar: network and node at the left, money at the right. On narrow screens it is a sheet.

use contract::Empty;
use leptos::prelude::*;

use super::session::node_state;
use super::{Overlays, Session};
use crate::kit::{
    Age, Button, ButtonKind, Glyph, Icon, Pairs, PlaceLink, Sheet, SheetSize, Simulated, State,
    StateKind,
};
use crate::route::{Route, SettingsPage};
use crate::{format, query};

/// The name of the network, marked when simulated.
#[component]
pub fn NetworkBadge() -> impl IntoView {
    let session = Session::here();
    let network = Memo::new(move |_| session.network().map(|n| (n.name, n.simulated)));
    move || {
        network.get().map(|(name, simulated)| {
            if simulated {
                view! { <Simulated name=name /> }.into_any()
            } else {
                view! { <span class="badge">{name}</span> }.into_any()
            }
        })
    }
}

/// The bar.
#[component]
pub fn StatusBar() -> impl IntoView {
    let session = Session::here();
    let balances = query!(balances(Empty {}));
    let health = session.health;
    let kind = Signal::derive(move || {
        health
            .data()
            .map_or(StateKind::Wait, |h| node_state(h.state).0)
    });
    let chain = Signal::derive(move || {
        let known = session.network().and_then(|n| n.chain_id);
        known.map_or_else(|| "Connecting".into(), |c| c.to_string())
    });
    let height = health.map(|h| h.height.map(|n| n.0));
    let block_at = health.map(|h| h.block_time.map(|t| t.0));
    let latency = health.map(|h| h.latency_millis);
    let rpc = move || session.network().map(|n| n.rpc).unwrap_or_default();
    let burn = balances.map(|b| b.burn_per_hour.to_f64_lossy() / 1e6);
    let runway = balances.map(|b| b.runway_seconds);
    let price = balances.map(|b| b.usd_per_akt.map(|p| p.to_f64_lossy()));
    view! {
        <footer class="status" aria-label="Network status">
            <NetworkBadge />
            <span class="row gap-6"><State kind /> <span class="status-chain">{chain}</span></span>
            <span class="cut">{rpc}</span>
            {move || height.get().flatten().map(|h| format!("Block {}", format::group(u128::from(h))))}
            {move || block_at.get().flatten().map(|at| view! { <Age at period=10 /> })}
            {move || latency.get().flatten().map(|ms| format!("{ms}\u{a0}ms"))}
            <span class="push row">
                {move || {
                    burn.get()
                        .filter(|b| *b > 0.0)
                        .map(|b| {
                            view! {
                                <span class="row gap-4">
                                    <Icon glyph=Glyph::Flame size=12 />
                                    {format!("{}/h", format::usd(b))}
                                </span>
                            }
                        })
                }}
                {move || {
                    runway
                        .get()
                        .flatten()
                        .map(|s| {
                            view! {
                                <span class="row gap-4" class:warn=s < 43_200>
                                    <Icon glyph=Glyph::Hourglass size=12 />
                                    {format::duration(s)}
                                </span>
                            }
                        })
                }}
                {move || price.get().flatten().map(|p| format!("AKT\u{a0}{}", format::usd(p)))}
            </span>
        </footer>
    }
}

/// The same as a sheet, for narrow screens.
#[component]
pub fn NetworkSheet() -> impl IntoView {
    let overlays = Overlays::here();
    let session = Session::here();
    let close = move |()| overlays.network.set(false);
    let rows = Signal::derive(move || {
        let mut rows = Vec::new();
        if let Some(network) = session.network() {
            rows.push(("Network".to_string(), network.name));
            rows.push(("Node".to_string(), network.rpc));
            if let Some(chain) = network.chain_id {
                rows.push(("Chain".to_string(), chain.to_string()));
            }
        }
        if let Some(health) = session.health.data() {
            rows.push(("State".to_string(), node_state(health.state).1.to_string()));
            if let Some(height) = health.height {
                rows.push(("Block".to_string(), format::group(u128::from(height.0))));
            }
            if let Some(ms) = health.latency_millis {
                rows.push(("Round trip".to_string(), format!("{ms}\u{a0}ms")));
            }
        }
        rows
    });
    view! {
        <Sheet
            open=overlays.network
            label="Network"
            size=SheetSize::Small
            on_close=close
            foot=move || {
                view! {
                    <Button on_press=close>"Close"</Button>
                    <span on:click=move |_| close(())>
                        <PlaceLink to=Route::Settings(SettingsPage::Networks) kind=ButtonKind::Default>
                            "Networks"
                        </PlaceLink>
                    </span>
                }
            }
        >
            <span class="row">
                <NetworkBadge />
            </span>
            <Pairs rows />
        </Sheet>
    }
}
