//! What is shown before something is signed. Everything here is decoded from the bytes to be signed.

use serde::{Deserialize, Serialize};
use types::{Address, Amount, ChainId, Coin, Hash32, UnixMillis};

use crate::{ApprovalId, TextFileView};

/// Speed of inclusion, chosen by the gas price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeSpeed {
    /// Lowest price that nodes take.
    Low,
    /// The usual price.
    #[default]
    Normal,
    /// Above the usual price.
    High,
}

/// One fee and the bytes that go with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeOption {
    /// Which speed.
    pub speed: FeeSpeed,
    /// Fee in uakt.
    pub fee: Amount,
    /// Gas limit.
    pub gas: u64,
    /// Hash of the bytes to be signed with this fee.
    pub hash: Hash32,
}

/// What one message does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionView {
    /// One sentence.
    pub sentence: String,
    /// Name and value of what matters in it.
    pub facts: Vec<(String, String)>,
    /// Type URL of the message.
    pub type_url: String,
}

/// How grave a warning is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gravity {
    /// Worth knowing.
    Note,
    /// Read before approving: the person must tick it.
    Danger,
}

/// A warning in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarningView {
    /// How grave.
    pub gravity: Gravity,
    /// The warning.
    pub text: String,
}

/// Who asks for the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asker", rename_all = "snake_case")]
pub enum Asker {
    /// Slipway itself, from this place in it.
    Slipway {
        /// Such as `Studio`.
        place: String,
    },
    /// A connected app.
    App {
        /// What it says about itself, and what is known about that.
        app: super::AppPeer,
    },
}

/// One request for a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalView {
    /// Its id.
    pub id: ApprovalId,
    /// Who asks.
    #[serde(flatten)]
    pub asker: Asker,
    /// Account that signs.
    pub account: Address,
    /// Its name.
    pub account_name: String,
    /// Chain that the signature is bound to.
    pub chain_id: ChainId,
    /// Name of the network.
    pub network: String,
    /// Everything on that network is simulated.
    pub simulated: bool,
    /// What will happen.
    pub actions: Vec<ActionView>,
    /// What leaves the account now, without the fee.
    pub leaves_now: Vec<Coin>,
    /// What may leave later because of this, in words.
    pub may_leave_later: Vec<String>,
    /// Three fees with their hashes.
    pub fees: Vec<FeeOption>,
    /// Dangers first.
    pub warnings: Vec<WarningView>,
    /// Something in it is unknown, in words: it can't be approved unless expert mode is on.
    pub blocked: Option<String>,
    /// The decoded transaction as JSON, for the curious.
    pub raw_json: String,
    /// When it was filed.
    pub filed: UnixMillis,
    /// How it can be answered.
    pub way: SigningWay,
    /// It can be saved unsigned, to be signed on another machine.
    pub exportable: bool,
    /// The other wallet that signs it, with [`SigningWay::Wallet`].
    #[serde(default)]
    pub wallet: Option<super::WalletWait>,
}

/// How a request can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SigningWay {
    /// Signed here and sent.
    Send,
    /// The key is not here: it can only be saved unsigned.
    FileOnly,
    /// It came from a file: signed here, given back as a file.
    FileBack,
    /// Another wallet signs it; it is sent from here.
    Wallet,
}

/// All requests, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalsView {
    /// The requests.
    pub requests: Vec<ApprovalView>,
}

/// What came of a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionView {
    /// Hash of the transaction, when it was signed and sent.
    pub tx: Option<Hash32>,
    /// The signed transaction, when it came from a file.
    #[serde(default)]
    pub file: Option<TextFileView>,
    /// Another wallet was asked for the signature; the request stays until that one answers.
    #[serde(default)]
    pub asked: bool,
}
