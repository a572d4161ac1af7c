//! What every page stands on: vault, account, network, health.

use contract::{AccountView, AppView, Empty, HealthView, NetworkView, NodeState};
use leptos::prelude::*;

use crate::backend::Query;
use crate::kit::StateKind;
use crate::query;

/// Shared reads of the open app; in the context of every page.
#[derive(Clone, Copy)]
pub struct Session {
    /// Vault, accounts, network.
    pub app: Query<AppView>,
    /// Health of the node.
    pub health: Query<HealthView>,
}

impl Session {
    /// The session of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Begins the reads and puts them into the context.
    pub fn provide() -> Self {
        let session = Self {
            app: query!(app_state(Empty {})),
            health: query!(network_health(Empty {})),
        };
        provide_context(session);
        session
    }

    /// The chosen account, tracked.
    #[must_use]
    pub fn account(self) -> Option<AccountView> {
        self.app.data().and_then(|app| chosen(&app))
    }

    /// The chosen account's address, tracked; empty before it is known.
    #[must_use]
    pub fn address(self) -> Signal<String> {
        let address = self
            .app
            .map(|app| app.account.as_ref().map(ToString::to_string));
        Signal::derive(move || address.get().flatten().unwrap_or_default())
    }

    /// The chosen network, tracked.
    #[must_use]
    pub fn network(self) -> Option<NetworkView> {
        self.app.data().map(|app| app.network)
    }

    /// Whether everything on the chosen network is simulated, tracked.
    #[must_use]
    pub fn simulated(self) -> bool {
        self.network().is_some_and(|n| n.simulated)
    }
}

fn chosen(app: &AppView) -> Option<AccountView> {
    let address = app.account.as_ref()?;
    app.accounts.iter().find(|a| a.address == *address).cloned()
}

/// How a node's state is shown.
#[must_use]
pub const fn node_state(state: NodeState) -> (StateKind, &'static str) {
    match state {
        NodeState::Connecting => (StateKind::Wait, "Connecting"),
        NodeState::Healthy => (StateKind::Run, "In step"),
        NodeState::Behind => (StateKind::Warn, "Behind"),
        NodeState::Offline => (StateKind::Error, "No answer"),
        NodeState::WrongChain => (StateKind::Error, "Another chain"),
    }
}
