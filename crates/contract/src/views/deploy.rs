//! A deployment in the making, and the bids on it.

use serde::{Deserialize, Serialize};
use types::{Address, Amount, Dec18, Dseq, Hash32, Height, LeaseId, UnixMillis};

use crate::{ApiError, ApprovalId};

/// The steps of a deployment, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The transaction is approved and signed.
    Signed,
    /// It is in a block.
    InBlock,
    /// Bids arrive and one is chosen. Absent in an update.
    Bids,
    /// The lease is in a block. Absent in an update.
    Lease,
    /// The provider has the manifest.
    Manifest,
    /// All services are available.
    Running,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// To come.
    Waiting,
    /// Now.
    Active,
    /// Done.
    Done,
    /// It failed; see the flow's problem.
    Failed,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Which.
    pub kind: StepKind,
    /// Where it stands.
    pub state: StepState,
    /// When it was done.
    pub at: Option<UnixMillis>,
    /// Its transaction.
    pub tx: Option<Hash32>,
    /// Its block.
    pub height: Option<Height>,
}

/// What a flow makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowKind {
    /// A new deployment.
    Deploy,
    /// New content of a deployment.
    Update,
}

/// What the person can do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowNeeds {
    /// Nothing: it goes on by itself.
    Nothing,
    /// A decision on the filed approval.
    Approval,
    /// A bid to be chosen.
    Bid,
    /// A retry, or giving up.
    Retry,
    /// It is over: running, abandoned or closed.
    Finished,
}

/// A flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowView {
    /// Flow id.
    pub id: String,
    /// New deployment or update.
    pub kind: FlowKind,
    /// Name to show.
    pub name: String,
    /// The draft it came from.
    pub draft: Option<String>,
    /// Number of the deployment.
    pub dseq: Dseq,
    /// Deposit in uact.
    pub deposit: Amount,
    /// The steps, in order.
    pub steps: Vec<StepView>,
    /// What the person can do now.
    pub needs: FlowNeeds,
    /// The approval that it waits for.
    pub approval: Option<ApprovalId>,
    /// Open bids at this moment.
    pub bid_count: u32,
    /// Its leases.
    pub leases: Vec<LeaseId>,
    /// Addresses of the running services.
    pub uris: Vec<String>,
    /// What went wrong.
    pub problem: Option<ApiError>,
    /// The person gave up, or it was closed.
    pub abandoned: bool,
    /// The SDL text that is deployed.
    pub sdl: String,
    /// When it began.
    pub started: UnixMillis,
}

/// All flows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowsView {
    /// Newest first.
    pub flows: Vec<FlowView>,
}

/// State of a bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BidState {
    /// Can be accepted.
    Open,
    /// Became a lease.
    Active,
    /// Another bid was taken.
    Lost,
    /// Withdrawn.
    Closed,
}

/// One bid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidView {
    /// Its id.
    pub id: LeaseId,
    /// State.
    pub state: BidState,
    /// Name of the provider.
    pub provider_name: String,
    /// Region attribute.
    pub region: Option<String>,
    /// Auditors that signed attributes of the provider.
    pub audited_by: Vec<Address>,
    /// GPUs really offered, such as `h100 80Gi sxm × 1`; empty for none.
    pub gpus: Vec<String>,
    /// uact per block.
    pub price: Dec18,
    /// uact per hour at the measured block time.
    pub per_hour: Dec18,
    /// uact per month of 730.5 h.
    pub per_month: Dec18,
    /// Share of the order's maximum price, in tenths of a percent.
    pub cap_permille: u32,
    /// Reclamation window in seconds that the provider offers.
    pub reclamation_seconds: Option<u64>,
    /// Score from 0 to 100: price and audit.
    pub score: u8,
    /// When it was made (block time).
    pub at: UnixMillis,
}

/// Why a provider did not bid, as far as its on-chain attributes show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionView {
    /// The provider.
    pub provider: Address,
    /// Its name.
    pub name: String,
    /// The one constraint that excludes it.
    pub reason: String,
}

/// A change of the draft that lets more providers bid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyView {
    /// What to press, such as `Allow any GPU with 80Gi`.
    pub label: String,
    /// How many more providers match then.
    pub wins: u32,
    /// The SDL text with that change.
    pub sdl: String,
}

/// A provider whose on-chain attributes meet every group of an SDL. Whether it has room is not on chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidderView {
    /// The provider.
    pub provider: Address,
    /// Its name.
    pub name: String,
    /// Region attribute.
    pub region: Option<String>,
    /// Auditors that signed attributes of it.
    pub audited_by: Vec<Address>,
    /// GPUs of it that the SDL accepts, such as `h100 80Gi sxm`.
    pub gpus: Vec<String>,
}

/// Who could bid on an SDL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BiddersView {
    /// Those whose attributes match, audited ones first.
    pub can: Vec<BidderView>,
    /// What keeps each of the others out.
    pub cannot: Vec<ExclusionView>,
    /// What would let more of them bid, most first.
    pub remedies: Vec<RemedyView>,
    /// When the attributes were read.
    pub seen: UnixMillis,
}

/// Bids on the orders of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidsView {
    /// All bids, best score first.
    pub bids: Vec<BidView>,
    /// Count of groups; one bid is chosen for each.
    pub groups: u32,
    /// Seconds since the order was opened.
    pub open_seconds: u64,
    /// Why others did not bid.
    pub excluded: Vec<ExclusionView>,
    /// What would win more bids; filled when there are none after 30 seconds.
    pub remedies: Vec<RemedyView>,
    /// When this was read.
    pub seen: UnixMillis,
}
