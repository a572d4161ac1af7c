//! Cheap vaults and repeatable randomness for the tests of the vault.
#![allow(dead_code, reason = "each test binary uses a part")]

#[cfg(unix)]
pub mod files;

use sha2::{Digest, Sha256};
use types::UnixMillis;
use vault::{
    Entropy, EntropyError, KdfBounds, KdfCost, Name, NewLock, Password, StrongPassword,
    UnlockedVault,
};

/// The password of every test vault.
pub const PASSWORD: &str = "correct horse 1";

/// The cheapest Argon2id there is.
pub const CHEAP: KdfCost = KdfCost {
    memory_kib: 8,
    passes: 1,
};

/// SHA-256 of a counter.
pub struct Counter(pub u64);

impl Entropy for Counter {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            let block = Sha256::digest(self.0.to_be_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

/// Bounds that take [`CHEAP`] and little more: a file that claims a higher cost is refused quickly.
pub fn bounds() -> KdfBounds {
    let high = KdfCost {
        memory_kib: 64,
        passes: 4,
    };
    KdfBounds::new(CHEAP, CHEAP, high).unwrap()
}

/// An empty vault locked with [`PASSWORD`].
pub fn vault(rng: &mut dyn Entropy) -> UnlockedVault {
    let password = StrongPassword::new(Password::new(PASSWORD)).unwrap();
    let lock = NewLock::Password {
        password: &password,
        cost: CHEAP,
    };
    let name = Name::new("Test").unwrap();
    UnlockedVault::create(name, UnixMillis(1), lock, bounds(), rng).unwrap()
}
