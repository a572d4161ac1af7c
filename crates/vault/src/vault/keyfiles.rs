//! Single keys in and out: armor and the export of a raw key.

use super::file::Opener;
use super::locks::RevealError;
use super::unlocked::UnlockedVault;
use crate::account::{Colour, Name, Origin};
use crate::armor::{self, ArmorError};
use crate::entropy::Entropy;
use crate::id::KeyId;
use crate::secret::Secret;
use crate::strength::StrongPassword;
use crate::vault::AccountError;

/// Why a key file was not taken or given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// The armor can't be read or written.
    #[error(transparent)]
    Armor(#[from] ArmorError),
    /// The key can't be added.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The vault's password is wrong, or the account has no key.
    #[error(transparent)]
    Reveal(#[from] RevealError),
}

impl UnlockedVault {
    /// Adds the account of an armor that `akash keys export` printed. The password is tried as typed
    /// and then without white space at its ends, as that command cuts it.
    ///
    /// # Errors
    /// [`KeyFileError`]; nothing was added then.
    pub fn import_armor(
        &mut self,
        text: &str,
        typed: &Secret<String>,
        name: Name,
        colour: Colour,
        entropy: &mut dyn Entropy,
    ) -> Result<KeyId, KeyFileError> {
        let key = armor::open(text, typed.expose())?;
        Ok(self.add_key(&key, Origin::Imported, name, colour, entropy)?)
    }

    /// Writes an account's key as an armor that `akash keys import` takes, behind the vault's
    /// freshly typed password and sealed under `password`.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn export_armor(
        &self,
        account: KeyId,
        opener: &Opener<'_>,
        password: &StrongPassword,
        entropy: &mut dyn Entropy,
    ) -> Result<String, KeyFileError> {
        self.check_fresh(opener).map_err(RevealError::from)?;
        let key = self.key(account).ok_or(RevealError::NotHere)?;
        Ok(armor::seal(&key, password.password().text(), entropy)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;
    use crate::secret::Password;
    use crate::vault::OpenError;
    use crate::vault::testing::{self, PASSWORD, strong};

    #[test]
    fn a_key_goes_out_as_armor_and_comes_back() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let hex = Secret::new("7".repeat(64));
        let name = Name::new("One").unwrap();
        let id = vault
            .add_hex(&hex, name.clone(), Colour::default(), &mut rng)
            .unwrap();
        let out = strong("armor password 1");
        let wrong = Password::new("not the password");
        assert_eq!(
            vault
                .export_armor(id, &Opener::Password(&wrong), &out, &mut rng)
                .unwrap_err(),
            KeyFileError::Reveal(RevealError::Open(OpenError::WrongKey))
        );
        let right = Password::new(PASSWORD);
        let text = vault
            .export_armor(id, &Opener::Password(&right), &out, &mut rng)
            .unwrap();
        let mut other = testing::empty(&mut rng);
        let typed = Secret::new("armor password 1".to_owned());
        let back = other
            .import_armor(&text, &typed, name, Colour::default(), &mut rng)
            .unwrap();
        assert_eq!(
            other.head().account(back).unwrap().address,
            vault.head().account(id).unwrap().address
        );
    }
}
