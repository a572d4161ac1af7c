//! A relay for WalletConnect v2: sealed messages wait in mailboxes until their reader comes.
//!
//! It speaks the relay's JSON-RPC over websockets, both the `irn_*` calls and the two newer calls
//! `wc_proposeSession` and `wc_approveSession`. It sees topics, labels and sizes, never what is said, and it
//! logs no message. It listens on this machine only unless told otherwise, refuses pages of origins
//! that were not allowed, and takes a client only with a token that its key signed for this relay.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod calls;
mod limits;
mod mailbox;
mod serve;
mod socket;
mod token;

pub use limits::Limits;
pub use serve::{RelayConfig, Running, ServeError, serve};
