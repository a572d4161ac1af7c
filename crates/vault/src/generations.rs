//! The newest file and the one before it: what to store at a save, what to take at a start.
//!
//! Pure: the caller's store does the reading and writing. A store keeps each value whole (old or
//! new); on top of that the generation before is kept, for damage that no rename prevents.

use crate::sealed::FormatError;
use crate::vault::VaultFile;

/// The bucket that the vault lies in, in every home.
pub const VAULT_BUCKET: &str = "vault";
/// Key of the newest file.
pub const CURRENT_KEY: &str = "current";
/// Key of the file before it.
pub const PREVIOUS_KEY: &str = "previous";
/// Key of the device key of a demo vault (32 raw bytes).
pub const DEVICE_KEY: &str = "device-key";
/// Where the key of a vault without keys lies.
pub const KEYLESS_KEY: &str = "keyless-key";

/// The values to write, in this order, when `sealed` is saved over `current`: the good old file goes
/// beside first. A damaged old file is not worth keeping.
#[must_use]
pub fn save_plan(current: Option<Vec<u8>>, sealed: Vec<u8>) -> Vec<(&'static str, Vec<u8>)> {
    let mut plan = Vec::with_capacity(2);
    if let Some(old) = current.filter(|old| VaultFile::parse(old).is_ok()) {
        plan.push((PREVIOUS_KEY, old));
    }
    plan.push((CURRENT_KEY, sealed));
    plan
}

/// Which of the two files is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// The newest one.
    Current(VaultFile),
    /// The newest one is missing or damaged; this is the one before. The person is told.
    Previous(VaultFile),
}

impl Chosen {
    /// The file itself.
    #[must_use]
    pub fn into_file(self) -> VaultFile {
        match self {
            Self::Current(file) | Self::Previous(file) => file,
        }
    }
}

/// Picks the file to open.
///
/// # Errors
/// [`FormatError`] of the newest file when neither can be read; [`FormatError::NotAVault`] when
/// there is none. A file of a newer version is never passed over for an older one.
pub fn choose(current: Option<&[u8]>, previous: Option<&[u8]>) -> Result<Chosen, FormatError> {
    let reason = match current.map(VaultFile::parse) {
        Some(Ok(file)) => return Ok(Chosen::Current(file)),
        Some(Err(newer @ FormatError::Version(_))) => return Err(newer),
        Some(Err(reason)) => reason,
        None => FormatError::NotAVault,
    };
    match previous.map(VaultFile::parse) {
        Some(Ok(file)) => Ok(Chosen::Previous(file)),
        _ => Err(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;
    use crate::vault::testing;

    #[test]
    fn the_good_old_file_goes_beside() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let first = vault.seal(&mut rng).unwrap();
        let second = vault.seal(&mut rng).unwrap();
        assert_eq!(
            save_plan(None, first.clone()),
            [(CURRENT_KEY, first.clone())]
        );
        assert_eq!(
            save_plan(Some(first.clone()), second.clone()),
            [(PREVIOUS_KEY, first.clone()), (CURRENT_KEY, second.clone())]
        );
        let broken = Some(first[..9].to_vec());
        assert_eq!(save_plan(broken, second).len(), 1);
    }

    #[test]
    fn damage_falls_back_and_a_newer_version_does_not() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let old = vault.seal(&mut rng).unwrap();
        let new = vault.seal(&mut rng).unwrap();
        let generation = |chosen: Result<Chosen, FormatError>| {
            chosen.map_or(0, |c| c.into_file().head().generation)
        };
        assert_eq!(generation(choose(Some(&new), Some(&old))), 2);
        assert_eq!(generation(choose(Some(&new[..50]), Some(&old))), 1);
        assert_eq!(generation(choose(None, Some(&old))), 1);
        let mut newer = new;
        newer[0] = 9;
        assert_eq!(
            choose(Some(&newer), Some(&old)),
            Err(FormatError::Version(9))
        );
        assert_eq!(choose(None, None), Err(FormatError::NotAVault));
    }
}
