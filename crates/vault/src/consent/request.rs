//! What is asked, what is answered, and what an answer is good for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use types::{ChainId, Hash32, UnixMillis};

use crate::id::{KeyId, RequestId};
use crate::sign::Payload;

/// Who asks for a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum RequestOrigin {
    /// A screen of Slipway itself.
    Slipway,
    /// The command line.
    CommandLine,
    /// A connected app; name and address are its own claims.
    App {
        /// What the app calls itself.
        name: String,
        /// Where it says it comes from.
        url: String,
    },
    /// A standing rule that the person made.
    Rule,
}

/// A wish for a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRequest {
    /// The account that would sign.
    pub account: KeyId,
    /// The chain it is meant for.
    pub chain_id: ChainId,
    /// What would be signed.
    pub payload: Payload,
    /// Who asks.
    pub origin: RequestOrigin,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// Waiting for the person.
    Pending,
    /// Approved; its one grant was handed out.
    Approved,
    /// Rejected by the person.
    Rejected,
    /// Void; it can't be approved any more.
    Void(VoidReason),
}

/// Why a request became void.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoidReason {
    /// The vault was locked.
    Locked,
    /// Another account was chosen.
    AccountSwitched,
    /// Another network was chosen.
    NetworkSwitched,
    /// A decision named another account, chain or hash than was shown.
    Mismatch,
    /// Whoever asked took it back.
    Withdrawn,
}

/// A waiting request with its id and hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingRequest {
    /// Names the request.
    pub id: RequestId,
    /// SHA-256 of the exact bytes.
    pub hash: Hash32,
    /// When it was filed.
    pub filed_at: UnixMillis,
    /// What is asked.
    pub request: ApprovalRequest,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Sign it.
    Approve,
    /// Don't.
    Reject,
}

/// A person's answer; it repeats what was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The request that was shown.
    pub id: RequestId,
    /// The account that was shown.
    pub account: KeyId,
    /// The chain that was shown.
    pub chain_id: ChainId,
    /// The hash of the bytes that were decoded for showing.
    pub hash: Hash32,
    /// Yes or no.
    pub verdict: Verdict,
}

/// Why a grant is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// Lock or switch came between approval and signature.
    #[error("the approval is void: the vault was locked, or account or network changed")]
    Void,
}

/// Permission for one signature. It can't be copied and ends with the session it was given in.
#[derive(Debug)]
pub struct Grant {
    account: KeyId,
    payload: Payload,
    session: u64,
    current: Arc<AtomicU64>,
}

/// What a valid grant allows.
pub(crate) struct Approved {
    pub(crate) account: KeyId,
    pub(crate) payload: Payload,
}

impl Grant {
    pub(super) fn new(account: KeyId, payload: Payload, current: &Arc<AtomicU64>) -> Self {
        Self {
            account,
            payload,
            session: current.load(Ordering::SeqCst),
            current: Arc::clone(current),
        }
    }

    /// The account it is for.
    #[must_use]
    pub const fn account(&self) -> KeyId {
        self.account
    }

    /// The hash it is for.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        self.payload.hash()
    }

    /// Uses the grant up for a signer elsewhere: what that one is to sign.
    ///
    /// # Errors
    /// [`GrantError::Void`]; nothing may be asked of the other signer then.
    pub fn hand_over(self) -> Result<Payload, GrantError> {
        self.redeem().map(|approved| approved.payload)
    }

    /// Uses the grant up.
    pub(crate) fn redeem(self) -> Result<Approved, GrantError> {
        if self.current.load(Ordering::SeqCst) != self.session {
            return Err(GrantError::Void);
        }
        Ok(Approved {
            account: self.account,
            payload: self.payload,
        })
    }
}
