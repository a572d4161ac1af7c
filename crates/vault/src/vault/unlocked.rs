//! The unlocked vault: the data key in memory, every record still sealed.

use std::collections::BTreeMap;
use std::fmt;

use types::UnixMillis;
use zeroize::Zeroizing;

use super::check::BackupChallenge;
use super::file::{self, OpenError, VaultHead, WrapInfo};
use super::locks::NewLock;
use super::record;
use crate::account::Name;
use crate::entropy::{Entropy, EntropyError};
use crate::id::VaultId;
use crate::sealed::{KdfBounds, KdfError, Wrap, open, seal};
use crate::secret::SecretKey32;

/// A record's name and its opened contents.
pub(crate) type PlainRecord = (String, Zeroizing<Vec<u8>>);

/// Why a vault was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreateError {
    /// The cost of the password is refused, or there is too little memory.
    #[error(transparent)]
    Kdf(#[from] KdfError),
    /// There was no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// A vault that can sign.
///
/// It holds the data key and the sealed records; words and keys are opened for the length of one
/// call and overwritten after it. Changes live in memory until [`UnlockedVault::seal`]'s bytes are
/// stored. Dropping it locks it.
pub struct UnlockedVault {
    pub(super) head: VaultHead,
    pub(super) wraps: Vec<Wrap>,
    pub(super) data_key: SecretKey32,
    pub(super) records: BTreeMap<String, Vec<u8>>,
    pub(super) bounds: KdfBounds,
    pub(super) challenge: Option<BackupChallenge>,
}

impl UnlockedVault {
    /// Makes an empty vault. With [`NewLock::Device`] it is a demo vault.
    ///
    /// # Errors
    /// [`CreateError`] when the key can't be derived or there is no randomness.
    pub fn create(
        name: Name,
        created: UnixMillis,
        lock: NewLock<'_>,
        bounds: KdfBounds,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, CreateError> {
        let data_key = SecretKey32::random(entropy)?;
        let demo = matches!(lock, NewLock::Device(_));
        let wrap = lock.wrap(&data_key, &bounds, entropy)?;
        Ok(Self {
            head: VaultHead {
                id: VaultId::random(entropy)?,
                name,
                demo,
                keyless: false,
                generation: 0,
                created,
                accounts: Vec::new(),
                seeds: Vec::new(),
                certificates: Vec::new(),
            },
            wraps: vec![wrap],
            data_key,
            records: BTreeMap::new(),
            bounds,
            challenge: None,
        })
    }

    /// Makes a vault that holds no keys: accounts in it are watched, and another wallet signs for them. What it seals
    /// (connections to that wallet) opens with `beside`, which is kept beside it.
    ///
    /// # Errors
    /// [`CreateError`] when there is no randomness.
    pub fn create_keyless(
        name: Name,
        created: UnixMillis,
        beside: &SecretKey32,
        bounds: KdfBounds,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, CreateError> {
        let mut vault = Self::create(name, created, NewLock::Device(beside), bounds, entropy)?;
        vault.head.demo = false;
        vault.head.keyless = true;
        Ok(vault)
    }

    /// Makes a vault from a backup's head and plain records.
    pub(crate) fn restore(
        head: VaultHead,
        secrets: &BTreeMap<String, Zeroizing<Vec<u8>>>,
        lock: NewLock<'_>,
        bounds: KdfBounds,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, CreateError> {
        let mut vault = Self::create(head.name.clone(), head.created, lock, bounds, entropy)?;
        vault.head = VaultHead {
            demo: vault.head.demo,
            keyless: false,
            ..head
        };
        for (id, plain) in secrets {
            vault.put(id.clone(), plain, entropy)?;
        }
        Ok(vault)
    }

    /// The sealed bytes to be stored, one generation further.
    ///
    /// # Errors
    /// [`EntropyError`] when there is no randomness for a nonce.
    pub fn seal(&mut self, entropy: &mut dyn Entropy) -> Result<Vec<u8>, EntropyError> {
        self.head.generation += 1;
        let index = file::index_json(&self.head, &self.wraps, &self.records);
        let aad = file::record_aad(&self.wraps, record::INDEX);
        let sealed = seal(self.data_key.expose(), &aad, &index, entropy)?;
        let mut records = self.records.clone();
        records.insert(record::INDEX.into(), sealed);
        Ok(file::file_bytes(&self.head, &self.wraps, &records))
    }

    /// Locks the vault: the data key is overwritten. The same as dropping it.
    pub fn lock(self) {}

    /// Names, accounts and addresses.
    #[must_use]
    pub const fn head(&self) -> &VaultHead {
        &self.head
    }

    /// The ways to open it.
    pub fn wraps(&self) -> impl Iterator<Item = WrapInfo> + '_ {
        self.wraps.iter().map(file::info)
    }

    /// Gives the vault another name.
    pub fn rename(&mut self, name: Name) {
        self.head.name = name;
    }

    pub(crate) fn put(
        &mut self,
        id: String,
        plain: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<(), EntropyError> {
        let aad = file::record_aad(&self.wraps, &id);
        let sealed = seal(self.data_key.expose(), &aad, plain, entropy)?;
        self.records.insert(id, sealed);
        Ok(())
    }

    /// Removes a record. False when there was none.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        self.records.remove(id).is_some()
    }

    /// Names of the records that begin with `prefix`.
    pub(crate) fn record_names(&self, prefix: &'static str) -> impl Iterator<Item = String> + '_ {
        self.records
            .keys()
            .filter(move |name| name.starts_with(prefix))
            .cloned()
    }

    /// Opens every record, for a backup or to be sealed anew.
    pub(crate) fn plain_records(&self) -> Result<Vec<PlainRecord>, OpenError> {
        self.records
            .keys()
            .map(|id| Ok((id.clone(), self.get(id).ok_or(OpenError::Tampered)?)))
            .collect()
    }

    /// Opens one record for the length of a call.
    pub(crate) fn get(&self, id: &str) -> Option<Zeroizing<Vec<u8>>> {
        let sealed = self.records.get(id)?;
        let aad = file::record_aad(&self.wraps, id);
        open(self.data_key.expose(), &aad, sealed)
    }
}

impl fmt::Debug for UnlockedVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnlockedVault")
            .field("id", &self.head.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Colour;
    use crate::entropy::TestEntropy;
    use crate::keys::{WordCount, Words};
    use crate::secret::{Password, Secret};
    use crate::vault::AccountError;
    use crate::vault::testing::{self, PASSWORD};
    use crate::vault::{Opener, VaultFile};

    #[test]
    fn each_save_is_a_generation_further_and_looks_different() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let first = vault.seal(&mut rng).unwrap();
        let second = vault.seal(&mut rng).unwrap();
        assert_ne!(first, second);
        assert_eq!(VaultFile::parse(&second).unwrap().head().generation, 2);
    }

    #[test]
    fn a_vault_without_keys_takes_none_and_opens_with_what_lies_beside_it() {
        let mut rng = TestEntropy(1);
        let key = SecretKey32::copied(&[5; 32]);
        let name = || Name::new("Wallet").unwrap();
        let mut vault = UnlockedVault::create_keyless(
            name(),
            UnixMillis(0),
            &key,
            KdfBounds::PRODUCT,
            &mut rng,
        )
        .unwrap();
        let words = Words::generate(WordCount::Twelve, &mut rng).unwrap();
        assert_eq!(
            vault.add_generated_words(&words, &mut rng),
            Err(AccountError::Keyless)
        );
        let hex = Secret::new("11".repeat(32));
        let added = vault.add_hex(&hex, name(), Colour::default(), &mut rng);
        assert_eq!(added, Err(AccountError::Keyless));
        let sealed = vault.seal_aside("apps", b"sessions", &mut rng).unwrap();
        let file = VaultFile::parse(&vault.seal(&mut rng).unwrap()).unwrap();
        assert!(file.head().keyless && !file.head().demo);
        let open = file
            .unlock(&Opener::Device(&key), KdfBounds::PRODUCT)
            .unwrap();
        assert_eq!(
            open.open_aside("apps", &sealed).unwrap().expose(),
            b"sessions"
        );
    }

    #[test]
    fn a_demo_vault_opens_with_its_device_key() {
        let mut rng = TestEntropy(1);
        let key = SecretKey32::copied(&[5; 32]);
        let mut vault = UnlockedVault::create(
            Name::new("Demo").unwrap(),
            UnixMillis(0),
            NewLock::Device(&key),
            KdfBounds::PRODUCT,
            &mut rng,
        )
        .unwrap();
        assert!(vault.head().demo);
        let file = VaultFile::parse(&vault.seal(&mut rng).unwrap()).unwrap();
        assert!(
            file.unlock(&Opener::Device(&key), KdfBounds::PRODUCT)
                .is_ok()
        );
        let other = SecretKey32::copied(&[6; 32]);
        assert!(
            file.unlock(&Opener::Device(&other), KdfBounds::PRODUCT)
                .is_err()
        );
    }

    #[test]
    fn a_new_name_survives_the_file() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        vault.rename(Name::new("Other").unwrap());
        let file = VaultFile::parse(&vault.seal(&mut rng).unwrap()).unwrap();
        let open = file
            .unlock(
                &Opener::Password(&Password::new(PASSWORD)),
                testing::bounds(),
            )
            .unwrap();
        assert_eq!(open.head().name.as_str(), "Other");
        assert!(!format!("{open:?}").contains("Other"));
        open.lock();
    }
}
