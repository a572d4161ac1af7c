//! Consent: the one way to a signature.
//!
//! A request names account, chain, exact bytes and where it comes from. A decision must repeat
//! request id, account, chain and hash; only then a [`Grant`] exists, and a signer takes nothing
//! else. Lock, switch of account and switch of network void requests and grants alike.

mod machine;
mod request;
mod rule;
mod top_up;

pub use machine::{Consent, DecideError, FileError};
pub use request::{
    ApprovalRequest, Decision, Grant, GrantError, PendingRequest, RequestOrigin, RequestState,
    Verdict, VoidReason,
};
pub use rule::{RuleError, TokenRule};
pub use top_up::TopUpRule;
