//! Balances and activity.

use serde::{Deserialize, Serialize};
use types::{Address, Amount, Coin, Dec18, Hash32, Height, UnixMillis};

/// Balances of the chosen account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalancesView {
    /// Whose.
    pub address: Address,
    /// uakt that can be spent.
    pub akt: Amount,
    /// uact that can be spent on deployments.
    pub act: Amount,
    /// Other coins.
    pub others: Vec<Coin>,
    /// uact that lies in the escrow of active deployments now (estimate between settlements).
    pub escrow_act: Dec18,
    /// uact per hour that active leases cost.
    pub burn_per_hour: Dec18,
    /// Seconds until the shortest-lived deployment runs dry; none without active leases.
    pub runway_seconds: Option<u64>,
    /// USD per AKT, where the chain's oracle has a fresh price.
    pub usd_per_akt: Option<Dec18>,
    /// Block that this is true for.
    pub height: Height,
    /// When it was read.
    pub seen: UnixMillis,
}

/// What became of something signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Sent, not in a block yet.
    Pending,
    /// In a block and accepted.
    Included {
        /// Its block.
        height: Height,
    },
    /// Refused by the node or the chain.
    Refused {
        /// Its reason.
        message: String,
    },
    /// It never got into a block and no longer can.
    Expired,
    /// Signed into a file; whoever has the file may have sent it.
    Signed,
}

/// One signed transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityEntry {
    /// When it was signed.
    pub at: UnixMillis,
    /// What it does, one sentence per message.
    pub sentences: Vec<String>,
    /// Transaction hash.
    pub hash: Hash32,
    /// Fee in uakt.
    pub fee: Amount,
    /// Who signed.
    pub account: Address,
    /// The name of that account.
    pub account_name: String,
    /// Name of the network.
    pub network: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What was signed here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityView {
    /// Newest first.
    pub entries: Vec<ActivityEntry>,
}
