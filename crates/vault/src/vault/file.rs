//! The locked vault: what its bytes tell without a key, and how it is opened.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use types::{Hash32, UnixMillis};

use super::record;
use super::unlocked::UnlockedVault;
use crate::account::{Account, Name, SeedInfo};
use crate::certificate::Certificate;
use crate::id::{KeyId, SeedId, VaultId, WrapId};
use crate::sealed::{
    FormatError, KdfBounds, KdfError, RawFile, VERSION, Wrap, WrapKind, derived_kek, open,
};
use crate::secret::{Password, SecretKey32};

/// What can be read of a vault while it is locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultHead {
    /// Names the vault.
    pub id: VaultId,
    /// The person's name for it.
    pub name: Name,
    /// True for a demo vault: it opens without a password and may only be used on simulated networks.
    pub demo: bool,
    /// Counts the saves; the higher of two files is the newer one.
    pub generation: u64,
    /// When the vault was made.
    pub created: UnixMillis,
    /// The accounts in the person's order.
    pub accounts: Vec<Account>,
    /// The sets of words, without the words.
    pub seeds: Vec<SeedInfo>,
    /// True for a vault without keys: another wallet signs for its accounts. It opens without a password, and no
    /// key can be added to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keyless: bool,
    /// Client certificates for providers, without their keys.
    #[serde(default)]
    pub certificates: Vec<Certificate>,
}

impl VaultHead {
    /// The account with this id.
    #[must_use]
    pub fn account(&self, id: KeyId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// The words with this id, without the words.
    #[must_use]
    pub fn seed(&self, id: SeedId) -> Option<&SeedInfo> {
        self.seeds.iter().find(|seed| seed.id == id)
    }
}

/// A way to open the vault, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrapInfo {
    /// Names the wrap.
    pub id: WrapId,
    /// What opens it.
    pub kind: WrapKind,
}

/// The secret that opens a vault.
#[derive(Debug)]
pub enum Opener<'a> {
    /// The password.
    Password(&'a Password),
    /// The key kept beside a vault without a password.
    Device(&'a SecretKey32),
    /// The PRF output of the passkey that belongs to this wrap.
    Passkey(WrapId, &'a SecretKey32),
    /// The key that the OS keychain gave for this wrap.
    Keychain(WrapId, &'a SecretKey32),
}

/// Why a vault was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The bytes are not a sound vault file.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The password, key or passkey is another one.
    #[error("this does not open the vault")]
    WrongKey,
    /// The vault has no such way to be opened.
    #[error("the vault can't be opened this way")]
    NoSuchLock,
    /// The stored cost is refused, or there is too little memory.
    #[error(transparent)]
    Kdf(#[from] KdfError),
    /// The key is right, but the contents don't belong together: someone changed the file.
    #[error("the vault file was changed by something other than Slipway")]
    Tampered,
}

#[derive(Serialize, Deserialize)]
struct FileHead {
    wraps: Vec<Wrap>,
    vault: VaultHead,
}

/// The sealed twin of the head: it makes the plain one, and the set of records, trustworthy.
#[derive(Serialize, Deserialize)]
struct Index {
    vault: VaultHead,
    wraps: Hash32,
    records: BTreeMap<String, Hash32>,
}

/// A vault as it lies in the store: sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultFile {
    vault: VaultHead,
    wraps: Vec<Wrap>,
    records: BTreeMap<String, Vec<u8>>,
}

impl VaultFile {
    /// Reads the bytes of a vault file. Nothing is opened.
    ///
    /// # Errors
    /// [`FormatError`] when the bytes are something else, newer or damaged.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormatError> {
        let raw = RawFile::parse(bytes)?;
        let head: FileHead = serde_json::from_slice(&raw.head).map_err(|_| FormatError::Damaged)?;
        let count = raw.records.len();
        let records: BTreeMap<_, _> = raw
            .records
            .into_iter()
            .map(|record| (record.id, record.sealed))
            .collect();
        if records.len() != count {
            return Err(FormatError::Damaged);
        }
        Ok(Self {
            vault: head.vault,
            wraps: head.wraps,
            records,
        })
    }

    /// Names, accounts and addresses: what may be shown while locked.
    #[must_use]
    pub const fn head(&self) -> &VaultHead {
        &self.vault
    }

    /// The ways to open it.
    pub fn wraps(&self) -> impl Iterator<Item = WrapInfo> + '_ {
        self.wraps.iter().map(info)
    }

    /// Opens the vault. With a password this takes as long as the derivation (150 to 1,000 ms).
    ///
    /// # Errors
    /// [`OpenError::WrongKey`] for a wrong secret; the others say what is wrong with the file.
    pub fn unlock(
        &self,
        opener: &Opener<'_>,
        bounds: KdfBounds,
    ) -> Result<UnlockedVault, OpenError> {
        let data_key = open_wrap(&self.wraps, opener, &bounds)?;
        let aad = record_aad(&self.wraps, record::INDEX);
        let sealed = self.records.get(record::INDEX).ok_or(OpenError::Tampered)?;
        let index = open(data_key.expose(), &aad, sealed).ok_or(OpenError::Tampered)?;
        let index: Index = serde_json::from_slice(&index).map_err(|_| OpenError::Tampered)?;
        let mut records = self.records.clone();
        records.remove(record::INDEX);
        if index.vault != self.vault
            || index.wraps != wraps_hash(&self.wraps)
            || index.records != hashes(&records)
        {
            return Err(OpenError::Tampered);
        }
        Ok(UnlockedVault {
            head: self.vault.clone(),
            wraps: self.wraps.clone(),
            data_key,
            records,
            bounds,
            challenge: None,
        })
    }
}

pub(super) fn info(wrap: &Wrap) -> WrapInfo {
    WrapInfo {
        id: wrap.id,
        kind: wrap.kind.clone(),
    }
}

/// Finds the wrap that `opener` means and opens the data key with it.
pub(super) fn open_wrap(
    wraps: &[Wrap],
    opener: &Opener<'_>,
    bounds: &KdfBounds,
) -> Result<SecretKey32, OpenError> {
    let wrap = wraps
        .iter()
        .find(|wrap| match (opener, &wrap.kind) {
            (Opener::Password(_), WrapKind::Password { .. })
            | (Opener::Device(_), WrapKind::Device) => true,
            (Opener::Passkey(id, _), WrapKind::Passkey { .. })
            | (Opener::Keychain(id, _), WrapKind::Keychain { .. }) => *id == wrap.id,
            _ => false,
        })
        .ok_or(OpenError::NoSuchLock)?;
    let kek = match (opener, &wrap.kind) {
        (Opener::Password(password), WrapKind::Password { kdf }) => kdf.derive(password, bounds)?,
        (Opener::Device(key) | Opener::Passkey(_, key) | Opener::Keychain(_, key), kind) => {
            derived_kek(kind, key)
        }
        (Opener::Password(_), _) => return Err(OpenError::NoSuchLock),
    };
    wrap.open(&kek).ok_or(OpenError::WrongKey)
}

/// The associated data of a record: version ‖ KDF parameters (length first) ‖ record id.
pub(super) fn record_aad(wraps: &[Wrap], id: &str) -> Vec<u8> {
    let kdf = wraps
        .iter()
        .find_map(|wrap| match &wrap.kind {
            WrapKind::Password { kdf } => Some(kdf.to_bytes()),
            _ => None,
        })
        .unwrap_or_default();
    let mut out = vec![VERSION, u8::try_from(kdf.len()).expect("34 bytes")];
    out.extend_from_slice(&kdf);
    out.extend_from_slice(id.as_bytes());
    out
}

/// The sealed index for the given contents, as JSON.
pub(super) fn index_json(
    vault: &VaultHead,
    wraps: &[Wrap],
    records: &BTreeMap<String, Vec<u8>>,
) -> Vec<u8> {
    let index = Index {
        vault: vault.clone(),
        wraps: wraps_hash(wraps),
        records: hashes(records),
    };
    serde_json::to_vec(&index).expect("plain data always serialises")
}

/// The bytes of a file with the given contents; `records` holds the index as well.
pub(super) fn file_bytes(
    vault: &VaultHead,
    wraps: &[Wrap],
    records: &BTreeMap<String, Vec<u8>>,
) -> Vec<u8> {
    let head = FileHead {
        wraps: wraps.to_vec(),
        vault: vault.clone(),
    };
    RawFile {
        head: serde_json::to_vec(&head).expect("plain data always serialises"),
        records: records
            .iter()
            .map(|(id, sealed)| crate::sealed::RawRecord {
                id: id.clone(),
                sealed: sealed.clone(),
            })
            .collect(),
    }
    .to_bytes()
}

fn wraps_hash(wraps: &[Wrap]) -> Hash32 {
    Hash32::of(&serde_json::to_vec(wraps).expect("plain data always serialises"))
}

fn hashes(records: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Hash32> {
    records
        .iter()
        .map(|(id, sealed)| (id.clone(), Hash32::of(sealed)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;
    use crate::vault::testing::{self, PASSWORD};

    #[test]
    fn opens_with_the_password_only() {
        let mut rng = TestEntropy(1);
        let bytes = testing::empty(&mut rng).seal(&mut rng).unwrap();
        let file = VaultFile::parse(&bytes).unwrap();
        assert_eq!(file.head().generation, 1);
        let right = Password::new(PASSWORD);
        assert!(
            file.unlock(&Opener::Password(&right), testing::bounds())
                .is_ok()
        );
        let wrong = Password::new("correct horse 2");
        assert_eq!(
            file.unlock(&Opener::Password(&wrong), testing::bounds())
                .unwrap_err(),
            OpenError::WrongKey
        );
        let key = SecretKey32::copied(&[0; 32]);
        assert_eq!(
            file.unlock(&Opener::Device(&key), testing::bounds())
                .unwrap_err(),
            OpenError::NoSuchLock
        );
    }

    #[test]
    fn the_product_refuses_a_cheap_file() {
        let mut rng = TestEntropy(1);
        let bytes = testing::empty(&mut rng).seal(&mut rng).unwrap();
        let file = VaultFile::parse(&bytes).unwrap();
        assert!(matches!(
            file.unlock(
                &Opener::Password(&Password::new(PASSWORD)),
                KdfBounds::PRODUCT
            ),
            Err(OpenError::Kdf(KdfError::OutOfBounds { .. }))
        ));
    }

    #[test]
    fn a_forged_head_is_found_at_unlock() {
        let mut rng = TestEntropy(1);
        let bytes = testing::empty(&mut rng).seal(&mut rng).unwrap();
        let mut raw = RawFile::parse(&bytes).unwrap();
        let text = String::from_utf8(raw.head).unwrap();
        raw.head = text.replace("\"Mine\"", "\"Ours\"").into_bytes();
        let forged = VaultFile::parse(&raw.to_bytes()).unwrap();
        assert_eq!(forged.head().name.as_str(), "Ours");
        assert_eq!(
            forged
                .unlock(
                    &Opener::Password(&Password::new(PASSWORD)),
                    testing::bounds()
                )
                .unwrap_err(),
            OpenError::Tampered
        );
    }
}
