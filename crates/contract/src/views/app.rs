//! Vault, accounts, networks, settings.

use serde::{Deserialize, Serialize};
use types::{Address, ChainId, Height, UnixMillis};

use crate::Hidden;

/// Whether there is a vault and whether it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// None on this device: show the first run.
    Absent,
    /// Sealed: accounts can be looked at, nothing can be signed.
    Locked,
    /// Open.
    Open,
}

/// What every screen stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppView {
    /// Vault state.
    pub vault: VaultState,
    /// Name of the vault; empty when there is none.
    pub vault_name: String,
    /// A throwaway vault for simulated networks, without a password.
    pub demo: bool,
    /// A vault without keys and without a password: another wallet signs for its accounts.
    pub keyless: bool,
    /// The vault has words of its own, from which accounts are derived.
    pub has_words: bool,
    /// The words were written down and checked, or a backup of everything was.
    pub backup_checked: bool,
    /// Accounts, in their order.
    pub accounts: Vec<AccountView>,
    /// The chosen account.
    pub account: Option<Address>,
    /// The chosen network.
    pub network: NetworkView,
    /// Another window or process owns the data: nothing can be changed here.
    pub read_only: bool,
    /// This page is the companion of a desktop, over a connection that is not safe enough for keys.
    #[serde(default)]
    pub companion: bool,
    /// Where the data is kept: a folder, or `this browser`.
    pub storage: String,
    /// Whether the browser promised to keep the data; none on the desktop or before it was asked.
    pub storage_persistent: Option<bool>,
    /// Seconds to wait before the next password is tried; zero for none.
    pub throttle_seconds: u32,
    /// Version of Slipway.
    pub version: String,
}

impl AppView {
    /// Whether addresses may be given away: on a real network only when what opens them is known to be kept elsewhere.
    #[must_use]
    pub const fn may_receive(&self) -> bool {
        self.network.simulated || self.backup_checked
    }
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Its address.
    pub address: Address,
    /// Its name.
    pub name: String,
    /// Its colour, 0 to 11.
    pub colour: u8,
    /// Its derivation path, none for an imported key or a watch-only account.
    pub path: Option<String>,
    /// Its key is not here: it can be looked at, nothing can be signed.
    pub watch_only: bool,
    /// The other wallet that signs for it now, if one is connected.
    pub wallet: Option<String>,
    /// It is kept out of lists.
    pub hidden: bool,
}

/// The words of a vault. Shown once, never kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsView {
    /// The words, in order.
    pub words: Vec<Hidden>,
}

/// Which words the backup check asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupCheckView {
    /// Positions from 1, three of them, rising.
    pub positions: Vec<u8>,
}

/// A network profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkView {
    /// Profile id.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Chain id, once a node said it.
    pub chain_id: Option<ChainId>,
    /// Address of the RPC, as the person would type it; of the first node where there are several.
    pub rpc: String,
    /// Addresses of the further nodes.
    #[serde(default)]
    pub more_rpc: Vec<String>,
    /// Everything on it is simulated.
    pub simulated: bool,
    /// It has a faucet.
    pub faucet: bool,
    /// It comes with Slipway and can't be removed.
    pub built_in: bool,
}

/// All profiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworksView {
    /// The profiles.
    pub networks: Vec<NetworkView>,
    /// Id of the chosen one.
    pub chosen: String,
}

/// How the node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeState {
    /// Not asked yet.
    Connecting,
    /// Answers, in step.
    Healthy,
    /// Answers, but is catching up or its last block is old.
    Behind,
    /// Does not answer.
    Offline,
    /// Answers for another chain than the profile's.
    WrongChain,
}

/// Health of the chosen network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthView {
    /// How the node is.
    pub state: NodeState,
    /// Newest block.
    pub height: Option<Height>,
    /// Time of the newest block.
    pub block_time: Option<UnixMillis>,
    /// Average seconds per block, measured, times 1000.
    pub block_millis: Option<u32>,
    /// Round trip to the node in milliseconds.
    pub latency_millis: Option<u32>,
    /// When this was seen.
    pub seen: UnixMillis,
    /// What is wrong, in words.
    pub problem: Option<String>,
    /// All nodes of the network, the one that is asked first.
    #[serde(default)]
    pub nodes: Vec<NodeView>,
}

/// One node of a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeView {
    /// Address of its RPC.
    pub rpc: String,
    /// How it is.
    pub state: NodeState,
    /// Its newest block.
    pub height: Option<Height>,
    /// Round trip in milliseconds.
    pub latency_millis: Option<u32>,
    /// What is wrong, in words.
    pub problem: Option<String>,
}

/// How the window looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Settings of this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// Theme.
    pub theme: Theme,
    /// Minutes without use until the vault locks, 1 to 240.
    pub idle_lock_minutes: u16,
    /// Unknown message content may be approved.
    pub expert: bool,
}
