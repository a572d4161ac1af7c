//! The vault file in the data folder.

use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use futures::executor::block_on;
use platform::native::FileStore;
use platform::{Change, Store, StoreError};
use types::UnixMillis;
use vault::{
    CURRENT_KEY, Chosen, DEVICE_KEY, FormatError, KdfBounds, KdfCost, OpenError, Opener, OsEntropy,
    PREVIOUS_KEY, Password, SecretKey32, UnlockedVault, VAULT_BUCKET, VaultFile, choose, save_plan,
};

use crate::fail::{Failure, note};
use crate::vault::secrets;

/// The data folder, opened.
pub struct Shelf {
    store: FileStore,
}

impl Shelf {
    /// Opens the folder.
    ///
    /// # Errors
    /// [`Failure::Input`] when it can't be used.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        FileStore::open(folder)
            .map(|store| Self { store })
            .map_err(|e| Failure::input(format!("{}: {e}", folder.display())))
    }

    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        block_on(self.store.get(VAULT_BUCKET, key)).map_err(Failure::input)
    }

    /// The vault file, if there is one.
    ///
    /// # Errors
    /// [`Failure::Input`] when it is damaged and so is the one before.
    pub fn file(&self) -> Result<Option<VaultFile>, Failure> {
        let (current, previous) = (self.get(CURRENT_KEY)?, self.get(PREVIOUS_KEY)?);
        match choose(current.as_deref(), previous.as_deref()) {
            Ok(Chosen::Current(file)) => Ok(Some(file)),
            Ok(Chosen::Previous(file)) => {
                note("the newest vault file is damaged; using the one before it");
                Ok(Some(file))
            }
            Err(FormatError::NotAVault) if current.is_none() => Ok(None),
            Err(e) => Err(Failure::input(e)),
        }
    }

    /// The vault file; its absence is a refusal.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn expect(&self) -> Result<VaultFile, Failure> {
        self.file()?.ok_or_else(|| {
            Failure::refused("there is no vault here; make one with 'slipway vault create'")
        })
    }

    /// Asks for the password and opens the vault; a demo vault opens with its device key. The
    /// password is given back, for what needs a fresh one.
    ///
    /// # Errors
    /// [`Failure::Locked`] for a wrong password.
    pub fn unlock(&self, descriptor: Option<u32>) -> Result<(UnlockedVault, Credential), Failure> {
        let file = self.expect()?;
        let credential = if file.head().demo {
            let bytes = self.get(DEVICE_KEY)?.unwrap_or_default();
            let bytes: &[u8; 32] = bytes
                .as_slice()
                .try_into()
                .map_err(|_| Failure::refused("the key of the demo vault is gone"))?;
            Credential::Device(SecretKey32::copied(bytes))
        } else {
            let typed = secrets::read("Password of the vault", descriptor)?;
            Credential::Password(Password::new(typed.expose()))
        };
        match file.unlock(&credential.opener(), KdfBounds::PRODUCT) {
            Ok(open) => Ok((open, credential)),
            Err(OpenError::WrongKey) => Err(Failure::Locked("the password is wrong".into())),
            Err(e) => Err(Failure::refused(e)),
        }
    }

    /// Saves the vault, keeping the file before it.
    ///
    /// # Errors
    /// [`Failure::Refused`] when another process owns the folder or the disk refuses.
    pub fn save(&self, open: &mut UnlockedVault) -> Result<(), Failure> {
        let sealed = open.seal(&mut OsEntropy).map_err(Failure::refused)?;
        let changes = save_plan(self.get(CURRENT_KEY)?, sealed)
            .into_iter()
            .map(|(key, value)| Change::Put {
                bucket: VAULT_BUCKET.into(),
                key: key.into(),
                value,
            })
            .collect();
        block_on(self.store.apply(changes)).map_err(|e| match e {
            StoreError::ReadOnly => Failure::refused(
                "Slipway is running on this folder and owns it; close it, or use another folder",
            ),
            other => Failure::refused(other),
        })
    }
}

/// What opened the vault.
pub enum Credential {
    /// The typed password.
    Password(Password),
    /// The device key of a demo vault.
    Device(SecretKey32),
}

impl Credential {
    /// As an opener.
    pub const fn opener(&self) -> Opener<'_> {
        match self {
            Self::Password(password) => Opener::Password(password),
            Self::Device(key) => Opener::Device(key),
        }
    }
}

/// The wall clock.
pub fn now() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    UnixMillis(since.map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX)))
}

/// A cost for new passwords that takes 150 to 1,000 ms on this machine.
pub fn cost() -> KdfCost {
    let begin = Instant::now();
    KdfBounds::PRODUCT
        .calibrate_by(|| u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX))
}
