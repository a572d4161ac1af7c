//! A vault: locked as a file, unlocked in memory, and everything that changes it.

mod accounts;
mod aside;
mod certificates;
mod check;
mod file;
mod keyfiles;
mod locks;
mod sealed_texts;
mod unlocked;

pub use accounts::AccountError;
pub use aside::{Aside, AsideError};
pub use check::{BackupChallenge, CheckError};
pub use file::{OpenError, Opener, VaultFile, VaultHead, WrapInfo};
pub use keyfiles::KeyFileError;
pub use locks::{LockChangeError, NewLock, RevealError};
pub use unlocked::{CreateError, UnlockedVault};

/// Names of the records inside a vault file.
mod record {
    use crate::id::{KeyId, SeedId};

    pub(super) const INDEX: &str = "index";

    pub(super) fn words(id: SeedId) -> String {
        format!("words/{id}")
    }

    pub(super) fn seed(id: SeedId) -> String {
        format!("seed/{id}")
    }

    pub(super) fn certificate(account: KeyId, serial: u64) -> String {
        format!("certificate/{account}/{serial}")
    }

    pub(super) fn aside(name: &str) -> String {
        format!("aside/{name}")
    }

    pub(super) fn key(id: KeyId) -> String {
        format!("key/{id}")
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! Cheap vaults for tests.

    use types::UnixMillis;

    use super::{NewLock, UnlockedVault};
    use crate::account::Name;
    use crate::entropy::TestEntropy;
    use crate::sealed::{KdfBounds, KdfCost};
    use crate::secret::Password;
    use crate::strength::StrongPassword;

    pub(crate) const PASSWORD: &str = "correct horse 1";
    pub(crate) const CHEAP: KdfCost = KdfCost {
        memory_kib: 8,
        passes: 1,
    };

    pub(crate) fn bounds() -> KdfBounds {
        let high = KdfCost {
            memory_kib: 64,
            passes: 4,
        };
        KdfBounds::new(CHEAP, CHEAP, high).unwrap()
    }

    pub(crate) fn strong(text: &str) -> StrongPassword {
        StrongPassword::new(Password::new(text)).unwrap()
    }

    pub(crate) fn empty(rng: &mut TestEntropy) -> UnlockedVault {
        let lock = NewLock::Password {
            password: &strong(PASSWORD),
            cost: CHEAP,
        };
        UnlockedVault::create(
            Name::new("Mine").unwrap(),
            UnixMillis(1),
            lock,
            bounds(),
            rng,
        )
        .unwrap()
    }
}
