//! Who signs: the vault today; a Ledger, an air-gapped machine or another wallet later.

use types::Address;

use super::Payload;
use crate::account::Capability;
use crate::consent::{Grant, GrantError};
use crate::id::KeyId;
use crate::keys::{KeyError, PublicKey};
use crate::vault::UnlockedVault;

/// Why nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The approval is void.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// There is no such account here.
    #[error("the vault has no such account")]
    NoSuchAccount,
    /// The account is watch-only.
    #[error("this account has no key here")]
    NoKey,
    /// The document names another account as its signer.
    #[error("the document names another account as its signer")]
    OtherSigner,
    /// A passkey ceremony is answered by the passkey, not by an account's key.
    #[error("a passkey request is not signed by an account")]
    NotASignature,
    /// The signature could not be made.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A finished signature with what it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The account that signed.
    pub account: KeyId,
    /// Its address.
    pub address: Address,
    /// Its public key.
    pub public_key: PublicKey,
    /// What was signed.
    pub payload: Payload,
    /// r‖s, low s.
    pub signature: [u8; 64],
}

impl Signed {
    /// The bearer token, when the payload was one.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        match &self.payload {
            Payload::Token(doc) => Some(doc.finish(&self.signature)),
            _ => None,
        }
    }
}

/// Something that holds keys and signs what was approved.
///
/// A grant comes out of [`crate::Consent`] only, so there is no way to a signature around it.
pub trait Signer {
    /// The public key of an account, if this signer has it.
    fn public_key(&self, account: KeyId) -> Option<PublicKey>;

    /// Signs what the grant is for. The grant is used up.
    ///
    /// # Errors
    /// [`SignError`]; nothing was signed then.
    fn sign(&self, grant: Grant) -> Result<Signed, SignError>;
}

impl Signer for UnlockedVault {
    fn public_key(&self, account: KeyId) -> Option<PublicKey> {
        let account = self.head().account(account)?;
        match account.capability() {
            Capability::Everything => account.public_key,
            Capability::Nothing => None,
        }
    }

    fn sign(&self, grant: Grant) -> Result<Signed, SignError> {
        let approved = grant.redeem()?;
        if matches!(approved.payload, Payload::Passkey(_)) {
            return Err(SignError::NotASignature);
        }
        let account = self
            .head()
            .account(approved.account)
            .ok_or(SignError::NoSuchAccount)?;
        if approved
            .payload
            .signer()
            .is_some_and(|signer| *signer != account.address)
        {
            return Err(SignError::OtherSigner);
        }
        let key = self.key(account.id).ok_or(SignError::NoKey)?;
        let signature = key.sign(&approved.payload.hash())?;
        Ok(Signed {
            account: account.id,
            address: account.address.clone(),
            public_key: key.public(),
            payload: approved.payload,
            signature,
        })
    }
}
