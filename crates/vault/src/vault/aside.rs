//! What is sealed with a key of the vault but kept beside its file.
//!
//! Things that change often, such as the sessions of connected apps, don't belong into the file that holds
//! the keys: each change would rewrite it. The vault holds a key of their own instead, which moves
//! along when the vault is sealed anew.

use zeroize::Zeroizing;

use super::record;
use super::unlocked::UnlockedVault;
use crate::entropy::{Entropy, EntropyError};
use crate::sealed::{open, seal};
use crate::secret::SecretKey32;

/// Why something kept aside can't be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AsideError {
    /// It belongs to another vault, or was changed.
    #[error("this was sealed by another vault, or it was changed")]
    Tampered,
}

/// What was kept aside, opened; overwritten when dropped. It is never a key to an account.
pub struct Aside(Zeroizing<Vec<u8>>);

impl Aside {
    /// The contents.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl UnlockedVault {
    /// Whether there is a key for `name` yet; without one, the first [`UnlockedVault::seal_aside`] makes it
    /// and the vault has to be saved.
    #[must_use]
    pub fn has_aside(&self, name: &str) -> bool {
        self.records.contains_key(&record::aside(name))
    }

    /// Seals `plain` for `name`.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn seal_aside(
        &mut self,
        name: &str,
        plain: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, EntropyError> {
        let id = record::aside(name);
        if !self.records.contains_key(&id) {
            let fresh = SecretKey32::random(entropy)?;
            self.put(id.clone(), fresh.expose(), entropy)?;
        }
        let key = self.aside_key(&id).ok_or(EntropyError)?;
        seal(key.expose(), id.as_bytes(), plain, entropy)
    }

    /// Opens what [`UnlockedVault::seal_aside`] sealed for `name`.
    ///
    /// # Errors
    /// [`AsideError`].
    pub fn open_aside(&self, name: &str, sealed: &[u8]) -> Result<Aside, AsideError> {
        let id = record::aside(name);
        let key = self.aside_key(&id).ok_or(AsideError::Tampered)?;
        let plain = open(key.expose(), id.as_bytes(), sealed);
        plain.map(Aside).ok_or(AsideError::Tampered)
    }

    fn aside_key(&self, id: &str) -> Option<SecretKey32> {
        let bytes = self.get(id)?;
        let bytes: &[u8; 32] = bytes.as_slice().try_into().ok()?;
        Some(SecretKey32::copied(bytes))
    }
}

#[cfg(test)]
mod tests {
    use crate::entropy::TestEntropy;
    use crate::secret::Password;
    use crate::vault::testing;

    #[test]
    fn what_is_kept_aside_opens_for_its_vault_and_name_only() {
        let mut rng = TestEntropy(3);
        let mut vault = testing::empty(&mut rng);
        assert!(!vault.has_aside("apps"));
        let sealed = vault.seal_aside("apps", b"sessions", &mut rng).unwrap();
        assert!(vault.has_aside("apps"));
        assert_eq!(
            vault.open_aside("apps", &sealed).unwrap().expose(),
            b"sessions"
        );
        let other = vault.seal_aside("other", b"x", &mut rng).unwrap();
        assert!(vault.open_aside("apps", &other).is_err());
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        assert!(vault.open_aside("apps", &changed).is_err());
        let stranger = testing::empty(&mut rng);
        assert!(stranger.open_aside("apps", &sealed).is_err());
    }

    #[test]
    fn a_new_password_does_not_lose_it() {
        let mut rng = TestEntropy(4);
        let mut vault = testing::empty(&mut rng);
        let sealed = vault.seal_aside("apps", b"sessions", &mut rng).unwrap();
        let new = testing::strong("another horse 22");
        vault
            .change_password(
                &Password::new(testing::PASSWORD),
                &new,
                testing::CHEAP,
                &mut rng,
            )
            .unwrap();
        assert_eq!(
            vault.open_aside("apps", &sealed).unwrap().expose(),
            b"sessions"
        );
    }
}
