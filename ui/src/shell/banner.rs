//! What stands above every page while the node doesn't answer or nothing can be saved.

use contract::{HealthView, NodeState};
use leptos::prelude::*;

use super::Session;
use crate::format;
use crate::kit::{Button, ButtonKind, ButtonSize, Glyph, Icon, PlaceLink};
use crate::platform;
use crate::route::{Route, SettingsPage};

/// What the banner says about a node, if anything.
fn words(health: &HealthView, network: &str, now: u64) -> Option<(String, String)> {
    let last = health.block_time.map_or_else(
        || "No block was seen yet.".to_string(),
        |t| format!("Last block {}.", format::ago(t.0, now)),
    );
    let detail = health.problem.clone().unwrap_or_default();
    match health.state {
        NodeState::Healthy | NodeState::Connecting => None,
        NodeState::Offline => Some((
            format!("The node of {network} doesn't answer."),
            format!("{last} Deployments run on; drafts and steps in progress are stored. {detail}"),
        )),
        NodeState::Behind => Some((
            format!("The node of {network} is behind."),
            format!("{last} Numbers may be old; what you sign still waits for the chain. {detail}"),
        )),
        NodeState::WrongChain => Some((
            format!("The node of {network} answers for another chain."),
            format!("Nothing is signed for it. {detail}"),
        )),
    }
}

/// The banner; absent while all is well.
#[component]
pub fn Banner() -> impl IntoView {
    let session = Session::here();
    let now = platform::clock();
    let read_only = session.app.map(|app| app.read_only);
    let state = session.health.map(|h| h.state);
    let offline = move || {
        // Re-rendered when the state changes, not at every tick: the age in it is refreshed by the health event.
        state.get()?;
        let health = session.health.data()?;
        let network = session.network().map(|n| n.name).unwrap_or_default();
        words(&health, &network, now.get_untracked())
    };
    view! {
        {move || {
            (read_only.get() == Some(true))
                .then(|| {
                    view! {
                        <div class="banner" role="status">
                            <Icon glyph=Glyph::Lock />
                            <p>
                                <b class="strong">"Another process owns the data folder."</b>
                                " You can look at everything here; nothing can be changed. Close the other one and open Slipway again."
                            </p>
                        </div>
                    }
                })
        }}
        {move || {
            offline()
                .map(|(strong, text)| {
                    view! {
                        <div class="banner" role="status">
                            <Icon glyph=Glyph::WifiOff />
                            <p class="grow">
                                <b class="strong">{strong}</b>
                                " "
                                {text}
                            </p>
                            <Button
                                size=ButtonSize::Small
                                icon=Glyph::RefreshCw
                                on_press=session.health.retry()
                            >
                                "Try again"
                            </Button>
                            <PlaceLink
                                to=Route::Settings(SettingsPage::Networks)
                                kind=ButtonKind::Quiet
                                size=ButtonSize::Small
                            >
                                "Networks"
                            </PlaceLink>
                        </div>
                    }
                })
        }}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::UnixMillis;

    fn health(state: NodeState) -> HealthView {
        HealthView {
            state,
            height: None,
            block_time: Some(UnixMillis(1_000)),
            block_millis: None,
            latency_millis: None,
            seen: UnixMillis(0),
            problem: None,
            nodes: Vec::new(),
        }
    }

    #[test]
    fn a_healthy_node_needs_no_words() {
        assert!(words(&health(NodeState::Healthy), "Demo", 0).is_none());
        assert!(words(&health(NodeState::Connecting), "Demo", 0).is_none());
    }

    #[test]
    fn an_absent_node_says_what_is_safe() {
        let (strong, text) = words(&health(NodeState::Offline), "Demo network", 241_000).unwrap();
        assert_eq!(strong, "The node of Demo network doesn't answer.");
        assert!(
            text.starts_with("Last block 4\u{a0}min ago. Deployments run on"),
            "{text}"
        );
        assert!(
            words(&health(NodeState::WrongChain), "x", 0)
                .unwrap()
                .1
                .contains("Nothing is signed")
        );
    }
}
