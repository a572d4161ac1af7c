//! What can be signed, and who signs it.
//!
//! Every payload names its exact bytes; the signature is always over their SHA-256, so the hash that
//! a person approves is the hash that is signed.

mod amino;
mod direct;
mod offchain;
mod signer;
mod token;

pub use amino::{AminoDoc, AminoError, canonical_json};
pub use direct::{DirectDoc, DirectError};
pub use offchain::{OffChainDoc, OffChainError};
pub use signer::{SignError, Signed, Signer};
#[cfg(test)]
pub(crate) use token::signed_bytes;
pub use token::{
    DeploymentAccess, LeaseAccess, ProviderAccess, Scope, TokenAlgorithm, TokenClaims, TokenDoc,
    TokenError,
};

use types::{Address, Hash32};

use crate::passkey::PasskeyDoc;

/// Something to be signed, already checked for its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// A transaction in SIGN_MODE_DIRECT: the bytes of a `cosmos.tx.v1beta1.SignDoc`.
    Direct(DirectDoc),
    /// A transaction in SIGN_MODE_LEGACY_AMINO_JSON: the canonical JSON of a StdSignDoc.
    Amino(AminoDoc),
    /// An off-chain text (ADR-036); it can't be a transaction.
    OffChain(OffChainDoc),
    /// A provider token (AEP-64).
    Token(TokenDoc),
    /// A passkey ceremony; it gives no signature of the account.
    Passkey(PasskeyDoc),
}

impl Payload {
    /// The exact bytes whose SHA-256 is signed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Direct(doc) => doc.bytes(),
            Self::Amino(doc) => doc.bytes(),
            Self::OffChain(doc) => doc.bytes(),
            Self::Token(doc) => doc.bytes(),
            Self::Passkey(doc) => doc.bytes(),
        }
    }

    /// SHA-256 of [`Payload::bytes`]: what is approved and what is signed.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        Hash32::of(self.bytes())
    }

    /// The chain that the bytes themselves are bound to, where they are bound to one.
    #[must_use]
    pub fn chain_id(&self) -> Option<&str> {
        match self {
            Self::Direct(doc) => Some(doc.chain_id()),
            Self::Amino(doc) => Some(doc.chain_id()),
            Self::OffChain(_) | Self::Token(_) | Self::Passkey(_) => None,
        }
    }

    /// The account that the bytes themselves name as their signer, where they name one.
    #[must_use]
    pub fn signer(&self) -> Option<&Address> {
        match self {
            Self::Direct(_) | Self::Amino(_) | Self::Passkey(_) => None,
            Self::OffChain(doc) => Some(doc.signer()),
            Self::Token(doc) => Some(&doc.claims().issuer),
        }
    }
}
