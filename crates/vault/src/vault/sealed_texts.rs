//! Secrets of services that are no keys: sessions and passwords of registries. Sealed like everything else.

use super::unlocked::UnlockedVault;
use crate::entropy::{Entropy, EntropyError};
use crate::secret::Secret;

const PREFIX: &str = "service/";

impl UnlockedVault {
    /// Keeps a service's secret; one of the same name is replaced.
    ///
    /// # Errors
    /// [`EntropyError`] when there is no randomness for a nonce.
    pub fn keep_service_secret(
        &mut self,
        service: &str,
        secret: &Secret<String>,
        entropy: &mut dyn Entropy,
    ) -> Result<(), EntropyError> {
        // Exposed to be sealed.
        self.put(
            format!("{PREFIX}{service}"),
            secret.expose().as_bytes(),
            entropy,
        )
    }

    /// A service's secret: the text that was kept, never a key.
    #[must_use]
    pub fn service_secret(&self, service: &str) -> Option<Secret<String>> {
        let plain = self.get(&format!("{PREFIX}{service}"))?;
        let text = std::str::from_utf8(&plain).ok()?;
        Some(Secret::new(text.to_owned()))
    }

    /// Forgets a service's secret. False when there was none.
    pub fn forget_service_secret(&mut self, service: &str) -> bool {
        self.remove(&format!("{PREFIX}{service}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;
    use crate::vault::testing;

    #[test]
    fn a_secret_is_sealed_found_and_forgotten() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let secret = Secret::new("token-of-a-session".to_owned());
        vault
            .keep_service_secret("r.example", &secret, &mut rng)
            .unwrap();
        let file = vault.seal(&mut rng).unwrap();
        assert!(!file.windows(8).any(|w| w == b"token-of"));
        assert_eq!(
            vault.service_secret("r.example").unwrap().expose(),
            "token-of-a-session"
        );
        assert!(vault.service_secret("other").is_none());
        assert!(vault.forget_service_secret("r.example"));
        assert!(!vault.forget_service_secret("r.example"));
    }
}
