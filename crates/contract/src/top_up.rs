//! Standing rules that top deployments up.

use serde::{Deserialize, Serialize};
use types::{Address, Amount, ChainId, Dseq, UnixMillis};

use crate::Hidden;

/// A standing rule: a deployment is topped up without asking when its escrow runs low, while the vault is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUpRuleView {
    /// The account that pays; the deployment is its own.
    pub account: Address,
    /// On which network.
    pub chain_id: ChainId,
    /// Which deployment.
    pub dseq: Dseq,
    /// It is topped up when the escrow lasts less than so many seconds.
    pub below_seconds: u64,
    /// uact of one top-up.
    pub each: Amount,
    /// uact that all top-ups of 30 days come to at most.
    pub most: Amount,
    /// uact of the top-ups of the last 30 days.
    pub spent: Amount,
    /// Top-ups since the rule was made.
    pub times: u32,
    /// When the last one was signed.
    pub last: Option<UnixMillis>,
    /// Why it can't top up although it is due.
    pub problem: Option<String>,
}

/// The rules of the open vault for the chosen account and network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUpRulesView {
    /// By deployment, oldest first.
    pub rules: Vec<TopUpRuleView>,
}

/// For `top_up_rule_set`: makes the rule of a deployment, or changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUpRuleRequest {
    /// Which deployment.
    pub dseq: Dseq,
    /// Runway in seconds below which it is topped up: an hour to 30 days.
    pub below_seconds: u64,
    /// uact of one top-up.
    pub each: Amount,
    /// uact of all top-ups within 30 days, one or more of `each`.
    pub most: Amount,
    /// The vault's password, typed for this; empty for a demo vault.
    pub password: Hidden,
}
