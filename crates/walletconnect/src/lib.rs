//! WalletConnect v2 (Sign API) for both roles, without I/O.
//!
//! Time and randomness are arguments, frames of the relay are text in and text out: whoever owns a
//! socket feeds [`Machine`] and sends what it gives. The machine holds pairings, proposals, sessions
//! and requests, and can be written down ([`Machine::export`]) and restored at any moment.
//!
//! ```
//! use walletconnect::PairingUri;
//!
//! let text = "wc:84126d0dd850199be29021aadbaee68cb9199047b1cb7ec9894ddb1e3562783c@2\
//!             ?expiryTimestamp=1700000300&relay-protocol=irn\
//!             &symKey=5555555555555555555555555555555555555555555555555555555555555555";
//! let uri = PairingUri::parse(text)?;
//! assert_eq!(uri.expires, Some(1_700_000_300));
//! # Ok::<(), walletconnect::UriError>(())
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod attestation;
mod caip;
pub mod cosmos;
mod envelope;
mod identity;
mod keys;
mod machine;
mod message;
mod metadata;
mod method;
mod namespace;
mod reason;
mod relay;
mod topic;
mod uri;

pub use attestation::{Origin, VerifyKey, VerifyKeyError, check as check_attestation};
pub use caip::{AccountRef, CaipError, ChainRef};
pub use envelope::{EnvelopeError, Nonce, open, seal, seal_from};
pub use identity::{ClientId, RelayIdentity, TokenError};
pub use keys::{KeyError, PeerKey, PeerSecret, SymKey};
pub use machine::{
    Answer, AnswerError, Approval, ApproveError, Asked, Ending, Incoming, Machine, MachineEvent,
    Now, PairError, Proposal, ProposeError, RequestError, RestoreError, Role, Session,
    SessionError,
};
pub use message::{MessageError, PeerError, PeerMessage, RpcId};
pub use metadata::{Metadata, Redirect, readable};
pub use method::{Method, Publishing};
pub use namespace::{Namespace, NamespaceError, Namespaces, Wanted, WantedNamespaces};
pub use reason::Reason;
pub use relay::{Delivery, RelayCall, RelayFrame, RelayId, connect_url};
pub use topic::{Topic, TopicError};
pub use uri::{PairingUri, UriError};
