//! Ways to open a vault: change of password, added and removed wraps, a new data key, and what a
//! fresh password alone may do.

use super::file::{OpenError, Opener, open_wrap};
use super::record;
use super::unlocked::UnlockedVault;
use crate::entropy::{Entropy, EntropyError};
use crate::id::{SeedId, WrapId};
use crate::keys::Words;
use crate::sealed::{KdfBounds, KdfCost, KdfError, KdfParams, Wrap, WrapKind, derived_kek};
use crate::secret::{Password, SecretKey32};
use crate::strength::StrongPassword;

/// What a new vault is locked with.
#[derive(Debug)]
pub enum NewLock<'a> {
    /// A password, at a cost of at least [`KdfBounds::create`].
    Password {
        /// The password.
        password: &'a StrongPassword,
        /// Memory and passes, for example from [`KdfBounds::calibrate_by`].
        cost: KdfCost,
    },
    /// A random key kept beside the file; this makes a demo vault.
    Device(&'a SecretKey32),
}

impl NewLock<'_> {
    pub(super) fn wrap(
        &self,
        data_key: &SecretKey32,
        bounds: &KdfBounds,
        entropy: &mut dyn Entropy,
    ) -> Result<Wrap, KdfError> {
        let (kind, kek) = match self {
            Self::Password { password, cost } => {
                let kdf = KdfParams::fresh(*cost, bounds, entropy)?;
                let kek = kdf.derive(password.password(), bounds)?;
                (WrapKind::Password { kdf }, kek)
            }
            Self::Device(key) => (WrapKind::Device, derived_kek(&WrapKind::Device, key)),
        };
        Ok(Wrap::new(kind, &kek, data_key.expose(), entropy)?)
    }
}

/// Why the ways to open a vault were not changed. The vault is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LockChangeError {
    /// The current password is another one, or the vault has none.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The new password's cost is refused, or there is too little memory.
    #[error(transparent)]
    Kdf(#[from] KdfError),
    /// There was no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A passkey or keychain entry only ever stands beside a password.
    #[error("a vault always keeps its password")]
    PasswordStays,
    /// There is no such wrap.
    #[error("the vault has no such lock")]
    NoSuchLock,
    /// A vault that opens by itself has no other locks.
    #[error("a vault without a password has no other locks")]
    Demo,
}

/// Why words or a key were not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RevealError {
    /// The password is another one, or the vault has none.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The vault has no such words or key.
    #[error("the vault does not hold this")]
    NotHere,
}

impl UnlockedVault {
    /// Checks a freshly typed password against the vault.
    ///
    /// # Errors
    /// [`OpenError::WrongKey`] when it is another one, [`OpenError::NoSuchLock`] on a demo vault.
    pub fn check_password(&self, password: &Password) -> Result<(), OpenError> {
        open_wrap(&self.wraps, &Opener::Password(password), &self.bounds).map(|_| ())
    }

    /// Shows a set of words, behind a freshly typed password; those of a demo vault behind its
    /// device key. The only way words leave the vault.
    ///
    /// # Errors
    /// [`RevealError`] when the password is wrong or the words aren't here; a passkey or a keychain
    /// entry is no password ([`OpenError::NoSuchLock`]).
    pub fn reveal_words(&self, seed: SeedId, opener: &Opener<'_>) -> Result<Words, RevealError> {
        self.check_fresh(opener)?;
        let record = self.get(&record::words(seed)).ok_or(RevealError::NotHere)?;
        Words::from_record(&record).ok_or(RevealError::NotHere)
    }

    /// Checks a password, or the device key of a demo vault; nothing else counts as fresh.
    ///
    /// # Errors
    /// [`OpenError::WrongKey`] when it is another one, [`OpenError::NoSuchLock`] for any other way in.
    pub fn check_fresh(&self, opener: &Opener<'_>) -> Result<(), OpenError> {
        match opener {
            Opener::Password(_) => {}
            Opener::Device(_) if self.head.demo => {}
            _ => return Err(OpenError::NoSuchLock),
        }
        open_wrap(&self.wraps, opener, &self.bounds).map(|_| ())
    }

    /// Changes the password. Every record is sealed anew, since the parameters are bound to it;
    /// other wraps stay.
    ///
    /// # Errors
    /// [`LockChangeError`]; the old password then still holds.
    pub fn change_password(
        &mut self,
        current: &Password,
        new: &StrongPassword,
        cost: KdfCost,
        entropy: &mut dyn Entropy,
    ) -> Result<(), LockChangeError> {
        self.check_password(current)?;
        let lock = NewLock::Password {
            password: new,
            cost,
        };
        let wrap = lock.wrap(&self.data_key, &self.bounds, entropy)?;
        let mut wraps = vec![wrap];
        wraps.extend(self.wraps.iter().filter(|w| !is_password(w)).cloned());
        self.reseal(wraps, None, entropy)?;
        Ok(())
    }

    /// Replaces the data key, so that an old copy of the file and an old wrap are worth nothing for
    /// what is saved from now on. Passkey and keychain wraps are dropped and named in the answer.
    ///
    /// # Errors
    /// [`LockChangeError`]; nothing changed then.
    pub fn rekey(
        &mut self,
        password: &Password,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<WrapId>, LockChangeError> {
        self.check_password(password)?;
        let old = self.wraps.iter().find(|w| is_password(w));
        let Some(WrapKind::Password { kdf }) = old.map(|wrap| &wrap.kind) else {
            return Err(LockChangeError::NoSuchLock);
        };
        let fresh = KdfParams::fresh(kdf.cost, &self.bounds, entropy)
            .or_else(|_| KdfParams::fresh(self.bounds.create(), &self.bounds, entropy))?;
        let kek = fresh.derive(password, &self.bounds)?;
        let key = SecretKey32::random(entropy)?;
        let wrap = Wrap::new(
            WrapKind::Password { kdf: fresh },
            &kek,
            key.expose(),
            entropy,
        )?;
        let dropped = self
            .wraps
            .iter()
            .filter(|w| !is_password(w))
            .map(|w| w.id)
            .collect();
        self.reseal(vec![wrap], Some(key), entropy)?;
        Ok(dropped)
    }

    /// Adds a passkey: `prf` is what it answered for `salt`. Needs the password once more.
    ///
    /// # Errors
    /// [`LockChangeError`]; nothing changed then.
    pub fn add_passkey(
        &mut self,
        password: &Password,
        credential: String,
        salt: [u8; 32],
        prf: &SecretKey32,
        entropy: &mut dyn Entropy,
    ) -> Result<WrapId, LockChangeError> {
        self.add(
            password,
            WrapKind::Passkey { credential, salt },
            prf,
            entropy,
        )
    }

    /// Adds an entry of the OS keychain that holds `secret`. Needs the password once more.
    ///
    /// # Errors
    /// [`LockChangeError`]; nothing changed then.
    pub fn add_keychain(
        &mut self,
        password: &Password,
        entry: String,
        secret: &SecretKey32,
        entropy: &mut dyn Entropy,
    ) -> Result<WrapId, LockChangeError> {
        self.add(password, WrapKind::Keychain { entry }, secret, entropy)
    }

    /// Removes a passkey or keychain wrap.
    ///
    /// # Errors
    /// [`LockChangeError::PasswordStays`] for the password, [`LockChangeError::NoSuchLock`].
    pub fn remove_wrap(&mut self, id: WrapId) -> Result<(), LockChangeError> {
        let at = self
            .wraps
            .iter()
            .position(|wrap| wrap.id == id)
            .ok_or(LockChangeError::NoSuchLock)?;
        match self.wraps[at].kind {
            WrapKind::Password { .. } => Err(LockChangeError::PasswordStays),
            WrapKind::Device => Err(LockChangeError::Demo),
            WrapKind::Passkey { .. } | WrapKind::Keychain { .. } => {
                self.wraps.remove(at);
                Ok(())
            }
        }
    }

    fn add(
        &mut self,
        password: &Password,
        kind: WrapKind,
        secret: &SecretKey32,
        entropy: &mut dyn Entropy,
    ) -> Result<WrapId, LockChangeError> {
        if self.head.demo || self.head.keyless {
            return Err(LockChangeError::Demo);
        }
        self.check_password(password)?;
        let kek = derived_kek(&kind, secret);
        let wrap = Wrap::new(kind, &kek, self.data_key.expose(), entropy)?;
        let id = wrap.id;
        self.wraps.push(wrap);
        Ok(id)
    }

    /// Seals every record for `wraps`, under `key` when there is a new one; all or nothing.
    fn reseal(
        &mut self,
        wraps: Vec<Wrap>,
        key: Option<SecretKey32>,
        entropy: &mut dyn Entropy,
    ) -> Result<(), LockChangeError> {
        let plain = self.plain_records()?;
        let mut next = Self {
            head: self.head.clone(),
            wraps,
            data_key: key.unwrap_or_else(|| SecretKey32::copied(self.data_key.expose())),
            records: std::collections::BTreeMap::new(),
            bounds: self.bounds,
            challenge: self.challenge.take(),
        };
        for (id, record) in plain {
            next.put(id, &record, entropy)?;
        }
        *self = next;
        Ok(())
    }
}

fn is_password(wrap: &Wrap) -> bool {
    matches!(wrap.kind, WrapKind::Password { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Colour, Name};
    use crate::entropy::TestEntropy;
    use crate::keys::{HdPath, WordCount};
    use crate::vault::VaultFile;
    use crate::vault::testing::{self, CHEAP, PASSWORD, bounds, strong};

    fn with_words(rng: &mut TestEntropy) -> (UnlockedVault, SeedId) {
        let mut vault = testing::empty(rng);
        let words = Words::generate(WordCount::Twelve, rng).unwrap();
        let seed = vault.add_generated_words(&words, rng).unwrap();
        let path = HdPath::cosmos(0, 0).unwrap();
        let name = Name::new("One").unwrap();
        vault
            .add_derived(seed, path, name, Colour::default(), rng)
            .unwrap();
        (vault, seed)
    }

    fn reopen(vault: &mut UnlockedVault, password: &str, rng: &mut TestEntropy) -> bool {
        let file = VaultFile::parse(&vault.seal(rng).unwrap()).unwrap();
        file.unlock(&Opener::Password(&Password::new(password)), bounds())
            .is_ok()
    }

    #[test]
    fn words_are_shown_behind_the_password_only() {
        let mut rng = TestEntropy(1);
        let (vault, seed) = with_words(&mut rng);
        assert_eq!(
            vault
                .reveal_words(seed, &Opener::Password(&Password::new("another one 9")))
                .unwrap_err(),
            RevealError::Open(OpenError::WrongKey)
        );
        let words = vault
            .reveal_words(seed, &Opener::Password(&Password::new(PASSWORD)))
            .unwrap();
        assert_eq!(words.expose().count(), 12);
    }

    #[test]
    fn the_password_changes_and_the_old_one_stops_working() {
        let mut rng = TestEntropy(1);
        let (mut vault, seed) = with_words(&mut rng);
        let new = strong("a second password");
        assert!(matches!(
            vault.change_password(&Password::new("guess"), &new, CHEAP, &mut rng),
            Err(LockChangeError::Open(OpenError::WrongKey))
        ));
        assert!(reopen(&mut vault, PASSWORD, &mut rng));
        vault
            .change_password(&Password::new(PASSWORD), &new, CHEAP, &mut rng)
            .unwrap();
        assert!(!reopen(&mut vault, PASSWORD, &mut rng));
        assert!(reopen(&mut vault, "a second password", &mut rng));
        assert!(
            vault
                .reveal_words(seed, &Opener::Password(&Password::new("a second password")))
                .is_ok()
        );
    }

    #[test]
    fn a_passkey_opens_and_is_taken_away() {
        let mut rng = TestEntropy(1);
        let (mut vault, _) = with_words(&mut rng);
        let prf = SecretKey32::copied(&[3; 32]);
        let password = Password::new(PASSWORD);
        let id = vault
            .add_passkey(&password, "cred".into(), [1; 32], &prf, &mut rng)
            .unwrap();
        assert_eq!(
            vault.check_fresh(&Opener::Passkey(id, &prf)),
            Err(OpenError::NoSuchLock)
        );
        let file = VaultFile::parse(&vault.seal(&mut rng).unwrap()).unwrap();
        assert_eq!(file.wraps().count(), 2);
        assert!(file.unlock(&Opener::Passkey(id, &prf), bounds()).is_ok());
        assert!(file.unlock(&Opener::Keychain(id, &prf), bounds()).is_err());
        let password_wrap = vault.wraps().next().unwrap().id;
        assert_eq!(
            vault.remove_wrap(password_wrap),
            Err(LockChangeError::PasswordStays)
        );
        vault.remove_wrap(id).unwrap();
        let file = VaultFile::parse(&vault.seal(&mut rng).unwrap()).unwrap();
        assert_eq!(
            file.unlock(&Opener::Passkey(id, &prf), bounds())
                .unwrap_err(),
            OpenError::NoSuchLock
        );
    }

    #[test]
    fn a_new_data_key_drops_other_wraps_and_keeps_the_words() {
        let mut rng = TestEntropy(1);
        let (mut vault, seed) = with_words(&mut rng);
        let password = Password::new(PASSWORD);
        let secret = SecretKey32::copied(&[3; 32]);
        let id = vault
            .add_keychain(&password, "slipway".into(), &secret, &mut rng)
            .unwrap();
        let before = *vault.data_key.expose();
        assert_eq!(vault.rekey(&password, &mut rng).unwrap(), [id]);
        assert_ne!(&before, vault.data_key.expose());
        assert!(
            vault
                .reveal_words(seed, &Opener::Password(&password))
                .is_ok()
        );
        assert!(reopen(&mut vault, PASSWORD, &mut rng));
    }

    #[test]
    fn a_demo_vault_has_its_device_key_and_no_password() {
        let mut rng = TestEntropy(1);
        let key = SecretKey32::copied(&[5; 32]);
        let mut vault = UnlockedVault::create(
            Name::new("Demo").unwrap(),
            types::UnixMillis(0),
            NewLock::Device(&key),
            bounds(),
            &mut rng,
        )
        .unwrap();
        let words = Words::generate(WordCount::Twelve, &mut rng).unwrap();
        let seed = vault.add_generated_words(&words, &mut rng).unwrap();
        let password = Password::new(PASSWORD);
        assert_eq!(
            vault
                .reveal_words(seed, &Opener::Password(&password))
                .unwrap_err(),
            RevealError::Open(OpenError::NoSuchLock)
        );
        assert!(vault.reveal_words(seed, &Opener::Device(&key)).is_ok());
        assert_eq!(
            vault.add_keychain(&password, "x".into(), &key, &mut rng),
            Err(LockChangeError::Demo)
        );
    }
}
