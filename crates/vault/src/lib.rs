//! The vault: words, derivation, the encrypted store, consent and signers.
//!
//! Pure over bytes: the caller stores what [`UnlockedVault::seal`] gives and hands it to
//! [`VaultFile::parse`] again. Randomness and time are arguments. Key bytes never leave the crate;
//! outside it a key is a [`KeyId`], and words leave only through [`UnlockedVault::reveal_words`].
//!
//! The way of a signature: [`Payload`] (checked bytes) → [`Consent::file`] → words shown from the
//! same bytes → [`Consent::decide`] → [`Grant`] → [`Signer::sign`].
//!
//! ```
//! use vault::{
//!     ApprovalRequest, Colour, Consent, Decision, HdPath, KdfBounds, KdfCost, Name, NewLock,
//!     OffChainDoc, OsEntropy, Password, Payload, RequestOrigin, Signer, StrongPassword,
//!     UnlockedVault, Verdict, WordCount, Words,
//! };
//! use types::UnixMillis;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut rng = OsEntropy;
//! # let cheap = KdfCost { memory_kib: 64, passes: 1 };
//! # let bounds = KdfBounds::new(cheap, cheap, cheap)?;
//! // The product uses KdfBounds::PRODUCT; this example lowers the cost.
//! let password = StrongPassword::new(Password::new("four plain words do"))?;
//! let lock = NewLock::Password { password: &password, cost: bounds.create() };
//! let mut vault =
//!     UnlockedVault::create(Name::new("Main")?, UnixMillis(0), lock, bounds, &mut rng)?;
//! let words = Words::generate(WordCount::TwentyFour, &mut rng)?;
//! let seed = vault.add_generated_words(&words, &mut rng)?;
//! let path = HdPath::cosmos(0, 0)?;
//! let account = vault.add_derived(seed, path, Name::new("One")?, Colour::default(), &mut rng)?;
//!
//! let chain: types::ChainId = "demo-1".parse()?;
//! let mut consent = Consent::new();
//! consent.unlocked(account, chain.clone());
//! let address = vault.head().accounts[0].address.clone();
//! let asked = consent.file(
//!     ApprovalRequest {
//!         account,
//!         chain_id: chain.clone(),
//!         payload: Payload::OffChain(OffChainDoc::new(address, b"hello".to_vec())?),
//!         origin: RequestOrigin::Slipway,
//!     },
//!     UnixMillis(1),
//!     &mut rng,
//! )?;
//! let yes = Decision {
//!     id: asked.id,
//!     account,
//!     chain_id: chain,
//!     hash: asked.hash,
//!     verdict: Verdict::Approve,
//! };
//! let grant = consent.decide(&yes)?.ok_or("approved")?;
//! let signed = vault.sign(grant)?;
//! assert!(signed.public_key.verify(&asked.hash, &signed.signature));
//! # Ok(())
//! # }
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod account;
mod armor;
mod backup;
mod certificate;
mod consent;
mod entropy;
mod generations;
mod id;
mod idle;
mod keys;
mod passkey;
mod sealed;
mod secret;
mod sign;
mod strength;
mod throttle;
mod vault;
#[cfg(test)]
mod vectors;

pub use account::{
    Account, BackupState, Capability, Colour, ColourError, Name, NameError, Origin, SeedInfo,
    Visibility,
};
pub use armor::ArmorError;
pub use backup::{BackupError, BackupGap, BackupSeal, OpenBackup};
pub use certificate::{Certificate, CertificateError};
pub use consent::{
    ApprovalRequest, Consent, DecideError, Decision, FileError, Grant, GrantError, PendingRequest,
    RequestOrigin, RequestState, RuleError, TokenRule, TopUpRule, Verdict, VoidReason,
};
pub use entropy::{Entropy, EntropyError, OsEntropy};
pub use generations::{
    CURRENT_KEY, Chosen, DEVICE_KEY, KEYLESS_KEY, PREVIOUS_KEY, VAULT_BUCKET, choose, save_plan,
};
pub use id::{IdError, KeyId, RequestId, SeedId, VaultId, WrapId};
pub use idle::{IdleMinutes, IdleMinutesError, IdleTimer, SleepWatch};
pub use keys::{HdPath, KeyError, PathError, PublicKey, WordCount, Words, WordsError, suggest};
pub use passkey::{Ceremony, PasskeyDoc, PasskeyDocError, PasskeyError, PasskeyId, PasskeyInfo};
pub use sealed::{FormatError, KdfBounds, KdfCost, KdfError, KdfParams, WrapKind};
pub use secret::{Password, Secret, SecretKey32};
pub use sign::{
    AminoDoc, AminoError, DeploymentAccess, DirectDoc, DirectError, LeaseAccess, OffChainDoc,
    OffChainError, Payload, ProviderAccess, Scope, SignError, Signed, Signer, TokenAlgorithm,
    TokenClaims, TokenDoc, TokenError, canonical_json,
};
pub use strength::{StrongPassword, WeakPassword};
pub use throttle::{Attempt, AttemptOutcome, FREE_TRIES, LONGEST_WAIT, Throttle, ThrottleError};
pub use vault::{
    AccountError, Aside, AsideError, BackupChallenge, CheckError, CreateError, KeyFileError,
    LockChangeError, NewLock, OpenError, Opener, RevealError, UnlockedVault, VaultFile, VaultHead,
    WrapInfo,
};
