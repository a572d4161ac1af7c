//! Where randomness comes from; an argument everywhere, so that tests can repeat a run.

/// The source of randomness failed. Nothing was created with what it gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no randomness")]
pub struct EntropyError;

/// A source of cryptographic randomness.
pub trait Entropy {
    /// Fills the whole buffer.
    ///
    /// # Errors
    /// [`EntropyError`] when the source can't; the buffer's content is then unspecified.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

/// The operating system's (or the browser's) generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(bytes).map_err(|_| EntropyError)
    }
}

/// A fresh array from `entropy`.
pub(crate) fn array<const N: usize>(entropy: &mut dyn Entropy) -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}

/// A repeatable source for tests: SHA-256 of a seed and a counter.
#[cfg(test)]
pub(crate) struct TestEntropy(pub u64);

#[cfg(test)]
impl Entropy for TestEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        use sha2::{Digest, Sha256};
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            let block = Sha256::digest(self.0.to_be_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_gives_different_bytes() {
        let mut os = OsEntropy;
        assert_ne!(array::<32>(&mut os).unwrap(), array::<32>(&mut os).unwrap());
    }
}
