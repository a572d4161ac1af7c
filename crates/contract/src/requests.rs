//! What the user interface asks. One struct per shape; passwords and words are never logged or kept.

use serde::{Deserialize, Serialize};
use types::{Address, Amount, Coin, Dseq, Hash32, LeaseId};

use crate::{FeeSpeed, KeySource, PresentVault};

/// Nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Empty {}

/// A text that must not be shown: password or words. `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(pub String);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden(…)")
    }
}

/// For `vault_create`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultCreateRequest {
    /// Password that seals the vault.
    pub password: Hidden,
    /// 12 or 24.
    pub word_count: u8,
    /// Name of the first account.
    pub account_name: String,
    /// Name of the vault; none for the usual one.
    #[serde(default)]
    pub vault_name: Option<String>,
    /// What becomes of a vault that is here.
    #[serde(default)]
    pub present: PresentVault,
}

/// For `vault_import`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultImportRequest {
    /// The key or words.
    pub key: KeySource,
    /// Password that seals the vault.
    pub password: Hidden,
    /// Name of the first account.
    pub account_name: String,
    /// Name of the vault; none for the usual one.
    #[serde(default)]
    pub vault_name: Option<String>,
    /// What becomes of a vault that is here.
    #[serde(default)]
    pub present: PresentVault,
}

/// For `vault_unlock`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultUnlockRequest {
    /// The password.
    pub password: Hidden,
}

/// For `vault_change_password`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePasswordRequest {
    /// The present password.
    pub old: Hidden,
    /// The new one.
    pub new: Hidden,
}

/// For `words_reveal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsRevealRequest {
    /// The password, asked again; ignored for a demo vault, which has none.
    pub password: Hidden,
}

/// For `backup_check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupCheckRequest {
    /// The three words, in the order of the positions asked for.
    pub words: Vec<Hidden>,
}

/// For `vault_wipe`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultWipeRequest {
    /// Must be true: the person confirmed that without the words the money is gone.
    pub confirmed: bool,
}

/// Names an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRequest {
    /// Which account.
    pub address: Address,
}

/// For `network_add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkAddRequest {
    /// Name to show.
    pub name: String,
    /// Address of a CometBFT RPC, `https://…` (or `http://` on this machine).
    pub rpc: String,
    /// Faucet address, if the network has one.
    pub faucet: Option<String>,
}

/// For `activity`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRequest {
    /// Of every account of the vault on every network; otherwise of the chosen account on the chosen one.
    pub all: bool,
}

/// Names a network profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkRequest {
    /// Profile id.
    pub id: String,
}

/// For `send`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendRequest {
    /// Who receives.
    pub to: Address,
    /// What is sent.
    pub coin: Coin,
    /// Public note, at most 256 characters.
    #[serde(default)]
    pub memo: String,
}

/// Id of a request for approval.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApprovalId(pub String);

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Sign it.
    Approve,
    /// Do not.
    Reject,
}

/// For `approval_decide`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideRequest {
    /// Which request.
    pub id: ApprovalId,
    /// Hash of the bytes that were shown (that of the chosen fee).
    pub hash: Hash32,
    /// Chosen fee.
    pub fee: FeeSpeed,
    /// What was decided.
    pub decision: Decision,
    /// The person ticked that the warnings were read; needed where the view has danger warnings.
    #[serde(default)]
    pub warnings_read: bool,
}

/// Names a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRequest {
    /// Draft id.
    pub id: String,
}

/// For `draft_save`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSaveRequest {
    /// Draft id; none for a new draft.
    pub id: Option<String>,
    /// Name of the draft.
    pub name: String,
    /// The SDL text, whole and as typed, also when it is not valid.
    pub text: String,
}

/// For `deploy_start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeployStartRequest {
    /// The draft it came from.
    pub draft: Option<String>,
    /// Name to show.
    pub name: String,
    /// The SDL text.
    pub sdl: String,
    /// Deposit in uact.
    pub deposit: Amount,
}

/// Names a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowRequest {
    /// Flow id.
    pub id: String,
}

/// For `bid_accept`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidAcceptRequest {
    /// The flow.
    pub flow: String,
    /// One bid per group of the deployment.
    pub bids: Vec<LeaseId>,
}

/// Names a deployment of the chosen account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentRequest {
    /// Its number.
    pub dseq: Dseq,
}

/// Names a lease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaseRequest {
    /// Which lease.
    pub lease: LeaseId,
}

/// For `deployment_deposit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositRequest {
    /// Which deployment.
    pub dseq: Dseq,
    /// How much, in uact.
    pub amount: Amount,
}

/// For `deployment_update`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateRequest {
    /// Which deployment.
    pub dseq: Dseq,
    /// The new SDL text; its groups must equal those on chain.
    pub sdl: String,
}

/// What a stream shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamKind {
    /// Log lines of the services.
    Logs,
    /// Events of the provider's cluster.
    Events,
}

/// For `stream_open`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamOpenRequest {
    /// Which lease.
    pub lease: LeaseId,
    /// Logs or events.
    pub kind: StreamKind,
    /// How many past lines; none for all.
    pub tail: Option<u32>,
}

/// Id of an open stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StreamId(pub u64);

/// Names an open stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamRequest {
    /// Which stream.
    pub stream: StreamId,
}
