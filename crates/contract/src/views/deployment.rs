//! Deployments on chain and what their providers say.

use serde::{Deserialize, Serialize};
use types::{Dec18, Dseq, Hash32, Height, LeaseId, UnixMillis};

/// State of a deployment as a person understands it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentState {
    /// No lease yet.
    Bidding,
    /// Leased, services not all available.
    Starting,
    /// All services available, as far as was last seen.
    Running,
    /// The escrow is empty: the provider may stop it.
    OutOfFunds,
    /// A group is paused: it has no order and no lease.
    Paused,
    /// Closed.
    Closed,
}

/// The escrow of a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscrowView {
    /// uact left now: last settled balance less rent since (estimate).
    pub balance: Dec18,
    /// uact deposited in all.
    pub deposited: Dec18,
    /// uact paid to providers, with rent since the last settlement.
    pub spent: Dec18,
    /// uact per block.
    pub rate: Dec18,
    /// uact per hour at the measured block time.
    pub per_hour: Dec18,
    /// Seconds until it is empty; none without a lease.
    pub runway_seconds: Option<u64>,
    /// Block that this is true for.
    pub height: Height,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentSummary {
    /// Number.
    pub dseq: Dseq,
    /// Name given here, else the services' names.
    pub name: String,
    /// State.
    pub state: DeploymentState,
    /// Money.
    pub escrow: EscrowView,
    /// Names of the leased providers.
    pub providers: Vec<String>,
    /// GPUs asked for, in words; empty for none.
    pub gpu: String,
    /// When it was made.
    pub created: Height,
    /// The unfinished flow that makes it.
    pub flow: Option<String>,
}

/// Deployments of the chosen account, active ones first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentsView {
    /// The list.
    pub deployments: Vec<DeploymentSummary>,
    /// When it was read.
    pub seen: UnixMillis,
}

/// State of a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaseState {
    /// Running and paid.
    Active,
    /// Stopped for lack of funds.
    InsufficientFunds,
    /// Closed.
    Closed,
    /// The provider takes it back at a deadline.
    Reclaiming,
}

/// One lease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaseView {
    /// Its id.
    pub id: LeaseId,
    /// State.
    pub state: LeaseState,
    /// Name of the provider.
    pub provider_name: String,
    /// Where its gateway is.
    pub host_uri: String,
    /// Region attribute.
    pub region: Option<String>,
    /// uact per block.
    pub price: Dec18,
    /// uact per hour.
    pub per_hour: Dec18,
    /// When it was made.
    pub created: Height,
    /// Why it was closed, in words.
    pub closed_reason: Option<String>,
    /// When the provider takes it back.
    pub reclaim_deadline: Option<UnixMillis>,
}

/// One group on chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// Name of its placement.
    pub name: String,
    /// `open`, `paused`, `insufficient_funds`, `closed`.
    pub state: String,
    /// Resources in words, one line per unit.
    pub resources: Vec<String>,
}

/// One deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentView {
    /// As in the list.
    pub summary: DeploymentSummary,
    /// Its groups.
    pub groups: Vec<GroupView>,
    /// Its leases, newest first.
    pub leases: Vec<LeaseView>,
    /// Hash of the manifest on chain.
    pub version: Hash32,
    /// The SDL text kept on this device; none when it was deployed elsewhere.
    pub sdl: Option<String>,
    /// Whether that text has the hash on chain.
    pub sdl_matches: bool,
}

/// One service as the provider sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceStatusView {
    /// Name.
    pub name: String,
    /// Replicas that are available.
    pub available: u32,
    /// Replicas that are asked for.
    pub total: u32,
    /// Where it can be reached, with scheme.
    pub uris: Vec<String>,
    /// Forwarded ports as `host:port → port/proto`.
    pub ports: Vec<String>,
}

/// What the provider says of a lease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaseStatusView {
    /// The services; empty while the provider has no manifest yet.
    pub services: Vec<ServiceStatusView>,
    /// The provider has the manifest.
    pub manifest_received: bool,
    /// When it was asked.
    pub seen: UnixMillis,
}
