//! Connected apps (WalletConnect): who may ask for signatures.

use serde::{Deserialize, Serialize};
use types::{Address, ChainId, UnixMillis};

/// How the relay is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RelayState {
    /// None is configured, so apps can't be connected.
    Off,
    /// Not connected, because nothing needs it or the vault is locked.
    Idle,
    /// Being connected.
    Connecting,
    /// Connected.
    Online,
    /// Not reachable; it is tried again by itself.
    Offline {
        /// What happened.
        problem: String,
    },
    /// It refuses this client; trying again does not help.
    Refused {
        /// What it says.
        problem: String,
    },
}

/// What is known about where an app comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppOrigin {
    /// A third party confirms its address.
    Verified,
    /// Nobody confirms its address.
    Unverified,
    /// A third party names another address.
    Mismatch,
    /// The address is known for fraud.
    Threat,
}

/// What an app says about itself, made fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppPeer {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its address.
    pub url: String,
    /// What is known about that.
    pub origin: AppOrigin,
}

/// An app that wants to be connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalView {
    /// Its id.
    pub id: String,
    /// Who asks.
    pub peer: AppPeer,
    /// Chains of our networks that it wants.
    pub chains: Vec<ChainId>,
    /// What it would be allowed to ask, in words.
    pub methods: Vec<String>,
    /// Account that would be shown to it.
    pub account: Address,
    /// Why it can't be connected, if so.
    pub blocked: Option<String>,
    /// When it ends by itself.
    pub expires: UnixMillis,
}

/// A connected app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppSessionView {
    /// Names it.
    pub topic: String,
    /// Who it is.
    pub peer: AppPeer,
    /// Chains it may ask for.
    pub chains: Vec<ChainId>,
    /// What it may ask, in words.
    pub methods: Vec<String>,
    /// Account that it sees.
    pub account: String,
    /// The app is known to have the connection, too.
    pub confirmed: bool,
    /// When it was connected.
    pub connected: UnixMillis,
    /// When it last asked or was answered.
    pub used: UnixMillis,
    /// When it ends by itself.
    pub expires: UnixMillis,
}

/// A request of an app that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRequestView {
    /// The connection.
    pub topic: String,
    /// Its id.
    pub id: String,
    /// Name of the app.
    pub app: String,
    /// What is asked, in words.
    pub what: String,
    /// Why it can't be decided now, if so: another network, or the node is away.
    pub held: Option<String>,
    /// When it ends by itself.
    pub expires: UnixMillis,
}

/// A request that was refused without asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRefusalView {
    /// Name of the app.
    pub app: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: UnixMillis,
}

/// All connected apps and what they want.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppsView {
    /// How the relay is.
    #[serde(flatten)]
    pub relay: RelayState,
    /// The relay's address, when there is one.
    pub relay_url: Option<String>,
    /// The address is the person's own choice.
    pub relay_own: bool,
    /// Connections being asked for, oldest first.
    pub proposals: Vec<ProposalView>,
    /// An address was used and the app's proposal has not come yet.
    pub pairing: bool,
    /// A link handed over an address, which waits for the person.
    #[serde(default)]
    pub handed: bool,
    /// Connections, last used first.
    pub sessions: Vec<AppSessionView>,
    /// Requests, oldest first.
    pub requests: Vec<AppRequestView>,
    /// The last few requests that were refused without asking.
    pub refused: Vec<AppRefusalView>,
}

/// The address that a link handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedView {
    /// It; none when it was taken already.
    pub uri: Option<crate::Hidden>,
}
