//! The system's keychain: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

use keyring::{Entry, Error};
use platform::{Keychain, KeychainError};
use zeroize::{Zeroize, Zeroizing};

/// Under which service the entries lie.
const SERVICE: &str = "Slipway";

/// The keychain of the person who is logged in.
pub(crate) struct SystemKeychain;

/// The libraries wait for answers of the system, so they get a thread of their own.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, KeychainError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|e| describe(&e)),
        Err(_) => Err(KeychainError::Missing("it stopped in the middle".into())),
    }
}

/// An error may carry the secret that could not be read; only its kind is told.
fn describe(error: &Error) -> KeychainError {
    match error {
        Error::NoDefaultStore => KeychainError::Missing("there is none in this session".into()),
        Error::NoStorageAccess(_) => KeychainError::Refused("it is locked".into()),
        Error::PlatformFailure(e) => KeychainError::Refused(e.to_string()),
        Error::Ambiguous(_) => KeychainError::Refused("it holds two keys of this name".into()),
        _ => KeychainError::Refused("the entry can't be used".into()),
    }
}

#[async_trait::async_trait]
impl Keychain for SystemKeychain {
    async fn is_there(&self) -> bool {
        apart(|| Ok(Entry::store_status().is_ok()))
            .await
            .unwrap_or_default()
    }

    async fn put(&self, entry: &str, secret: &[u8; 32]) -> Result<(), KeychainError> {
        let (entry, secret) = (entry.to_owned(), Zeroizing::new(*secret));
        apart(move || Entry::new(SERVICE, &entry)?.set_secret(secret.as_ref())).await
    }

    async fn get(&self, entry: &str) -> Result<Option<Zeroizing<[u8; 32]>>, KeychainError> {
        let entry = entry.to_owned();
        let kept = apart(move || match Entry::new(SERVICE, &entry)?.get_secret() {
            Err(Error::NoEntry) => Ok(None),
            other => other.map(Some),
        })
        .await?;
        Ok(kept.and_then(|mut bytes| {
            let key = <[u8; 32]>::try_from(bytes.as_slice()).ok();
            bytes.zeroize();
            key.map(Zeroizing::new)
        }))
    }

    async fn delete(&self, entry: &str) -> Result<(), KeychainError> {
        let entry = entry.to_owned();
        apart(
            move || match Entry::new(SERVICE, &entry)?.delete_credential() {
                Err(Error::NoEntry) => Ok(()),
                other => other,
            },
        )
        .await
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::shell::testing::Bus;

    const CHILD: &str = "SLIPWAY_TEST_KEYCHAIN";

    /// The child, in a session of its own: the library connects once for the whole process.
    #[tokio::test]
    async fn child_uses_the_keychain() {
        let Ok(mode) = std::env::var(CHILD) else {
            return;
        };
        let keychain = SystemKeychain;
        if mode == "none" {
            assert!(!keychain.is_there().await);
            let error = keychain.put("a", &[1; 32]).await.unwrap_err();
            assert!(matches!(error, KeychainError::Missing(_)), "{error}");
            return;
        }
        assert!(keychain.is_there().await);
        assert_eq!(keychain.get("vault-x").await.unwrap(), None);
        keychain.put("vault-x", &[7; 32]).await.unwrap();
        keychain.put("vault-x", &[8; 32]).await.unwrap();
        assert_eq!(
            **keychain.get("vault-x").await.unwrap().as_ref().unwrap(),
            [8; 32]
        );
        keychain.delete("vault-x").await.unwrap();
        keychain.delete("vault-x").await.unwrap();
        assert_eq!(keychain.get("vault-x").await.unwrap(), None);
    }

    fn child(mode: &str, bus: &str, home: &std::path::Path) {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "shell::keychain::tests::child_uses_the_keychain",
                "--nocapture",
            ])
            .env(CHILD, mode)
            .env("DBUS_SESSION_BUS_ADDRESS", bus)
            .env("HOME", home)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned();
        assert!(
            child.status.success() && said.contains("1 passed"),
            "{said}"
        );
    }

    #[test]
    fn a_session_without_a_keychain_says_so() {
        let home = tempfile::tempdir().unwrap();
        child("none", "unix:path=/nonexistent/bus", home.path());
    }

    /// GNOME's keyring, unlocked, on a bus of its own.
    #[test]
    fn the_real_keychain_keeps_and_forgets() {
        let home = tempfile::tempdir().unwrap();
        let bus = Bus::start(home.path());
        let _keyring = bus.keyring(home.path());
        child("real", &bus.address, home.path());
    }
}
