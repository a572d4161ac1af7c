//! Signing with the network off: transactions as files. And standing rules, which sign without asking.

use serde::{Deserialize, Serialize};
use types::{Address, Amount, ChainId, UnixMillis};

use crate::{ApprovalId, FeeSpeed};

/// For `offline_export`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineExportRequest {
    /// The waiting request; it is taken back.
    pub id: ApprovalId,
    /// Chosen fee.
    pub fee: FeeSpeed,
}

/// What a file without it can't tell: where the signer stands on the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignerDetails {
    /// The network that the signature is for.
    pub chain_id: ChainId,
    /// The account's number on it.
    pub account_number: u64,
    /// The account's next sequence.
    pub sequence: u64,
}

/// For `offline_import`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineImportRequest {
    /// Content of the file.
    pub text: String,
    /// For a file of another program, which doesn't say it; none to ask the node.
    #[serde(default)]
    pub details: Option<SignerDetails>,
}

/// What an imported file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "file", rename_all = "snake_case")]
pub enum OfflineImportView {
    /// An unsigned transaction: it waits for approval.
    Filed {
        /// The request.
        id: ApprovalId,
    },
    /// An unsigned transaction of another program, and no node to ask: details are needed.
    NeedsDetails {
        /// The chosen network's chain id, where it is known.
        chain_id: Option<ChainId>,
    },
    /// A signed transaction: it can be sent.
    Signed {
        /// What it is.
        transaction: SignedFileView,
    },
}

/// A signed transaction from a file, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedFileView {
    /// Who signed it.
    pub account: Address,
    /// The name of that account, if it is known.
    pub name: Option<String>,
    /// What it does, one sentence per message.
    pub sentences: Vec<String>,
    /// Fee in uakt.
    pub fee: Amount,
    /// Something in it can't be put into words.
    pub unknown: Option<String>,
}

/// For `offline_broadcast`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineBroadcastRequest {
    /// Content of the file.
    pub text: String,
}

/// A standing rule: provider tokens for an account's own leases are signed without asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleView {
    /// For which account.
    pub account: Address,
    /// On which network.
    pub chain_id: ChainId,
    /// It is in force; otherwise it was taken back.
    pub allowed: bool,
    /// Longest life of a token, in seconds.
    pub max_lifetime_seconds: u64,
    /// What tokens may allow, in words.
    pub scopes: Vec<String>,
    /// How many were signed under it since the start.
    pub used: u64,
    /// When the last one was.
    pub last_used: Option<UnixMillis>,
}

/// The standing rules of the vault's accounts on the chosen network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesView {
    /// One for each account that can sign.
    pub rules: Vec<RuleView>,
}

/// For `rule_set`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSetRequest {
    /// For which account, on the chosen network.
    pub account: Address,
    /// Whether it is in force.
    pub allowed: bool,
}
