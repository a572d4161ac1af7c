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

    /// Whether an address may be given away, tracked: on a real network only when what opens it is known to be kept.
    #[must_use]
    pub fn may_receive(self) -> Memo<bool> {
        let may = self.app.map(AppView::may_receive);
        Memo::new(move |_| may.get().unwrap_or_default())
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

#[cfg(test)]
mod tests {
    use super::*;
    use contract::VaultState;
    use types::Address;

    fn account(byte: u8, name: &str) -> AccountView {
        AccountView {
            address: Address::from_bytes(&[byte; 20]).unwrap(),
            name: name.into(),
            colour: 0,
            path: None,
            watch_only: false,
            wallet: None,
            hidden: false,
        }
    }

    fn app(chosen: Option<Address>) -> AppView {
        AppView {
            vault: VaultState::Open,
            vault_name: "Slipway".into(),
            demo: false,
            keyless: false,
            has_words: true,
            backup_checked: false,
            accounts: vec![account(1, "Main"), account(2, "Ops")],
            account: chosen,
            network: NetworkView {
                id: "x".into(),
                name: "X".into(),
                chain_id: None,
                rpc: String::new(),
                more_rpc: vec![],
                simulated: false,
                faucet: false,
                built_in: false,
            },
            read_only: false,
            companion: false,
            storage: String::new(),
            storage_persistent: None,
            throttle_seconds: 0,
            version: String::new(),
        }
    }

    #[test]
    fn the_chosen_account_is_found_by_its_address() {
        assert_eq!(
            chosen(&app(Some(account(2, "").address))).unwrap().name,
            "Ops"
        );
        assert!(chosen(&app(Some(account(3, "").address))).is_none());
        assert!(chosen(&app(None)).is_none());
    }

    #[test]
    fn a_real_network_waits_for_the_backup() {
        let mut app = app(None);
        assert!(!app.may_receive());
        app.backup_checked = true;
        assert!(app.may_receive());
        app.backup_checked = false;
        app.network.simulated = true;
        assert!(app.may_receive());
    }

    #[test]
    fn only_a_node_in_step_looks_well() {
        for state in [
            NodeState::Connecting,
            NodeState::Behind,
            NodeState::Offline,
            NodeState::WrongChain,
        ] {
            assert_ne!(node_state(state).0, StateKind::Run);
        }
        assert_eq!(node_state(NodeState::Healthy).0, StateKind::Run);
    }
}
