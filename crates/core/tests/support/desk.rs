//! A core on a desk that a test commands: clock, signals, keychain, clipboard.

use std::path::Path;
use std::sync::Arc;

use contract::*;
use platform::fake::{FakeChooser, FakeClipboard, FakeClock, FakeKeychain, FakeSignals};
use platform::{Home, MemoryStore, Shell};
use slipway_core::{Core, CoreConfig};
use types::UnixMillis;

pub use super::net::{PASSWORD, WORDS, cheap};
use super::net::{profile, words};

/// What the test holds in its hands.
pub struct Desk {
    pub core: Core,
    pub clock: Arc<FakeClock>,
    pub signals: Arc<FakeSignals>,
    pub keychain: Arc<FakeKeychain>,
    pub clipboard: Arc<FakeClipboard>,
    pub chooser: Arc<FakeChooser>,
    pub store: Arc<dyn platform::Store>,
    /// How many tasks of the core sleep between two looks.
    pub watchers: usize,
}

impl Desk {
    /// A desktop without a vault.
    pub async fn new() -> Self {
        Self::in_store(Arc::new(MemoryStore::default()), true).await
    }

    /// A home without a desktop's shell.
    pub async fn bare() -> Self {
        Self::in_store(Arc::new(MemoryStore::default()), false).await
    }

    /// A desktop whose data is in files.
    pub async fn in_folder(folder: &Path) -> Self {
        let store = platform::native::FileStore::open(folder).unwrap();
        Self::in_store(Arc::new(store), true).await
    }

    async fn in_store(store: Arc<dyn platform::Store>, shell: bool) -> Self {
        let clock = Arc::new(FakeClock::at(UnixMillis(1_800_000_000_000)));
        let signals = Arc::new(FakeSignals::default());
        let keychain = Arc::new(FakeKeychain::default());
        let clipboard = Arc::new(FakeClipboard::default());
        let chooser = Arc::new(FakeChooser::default());
        let home = Home {
            store: store.clone(),
            http: Arc::new(platform::native::http().unwrap()),
            sockets: Arc::new(platform::native::NativeSockets),
            gateway: Arc::new(platform::native::NativeGateway::default()),
            transfer: Arc::new(platform::native::transfer().unwrap()),
            disk: Arc::new(platform::native::NativeDisk),
            clock: clock.clone(),
            rng: Arc::new(platform::SystemRng),
            shell: if shell {
                Shell {
                    signals: Some(signals.clone()),
                    keychain: Some(keychain.clone()),
                    clipboard: Some(clipboard.clone()),
                    chooser: Some(chooser.clone()),
                    ..Shell::default()
                }
            } else {
                Shell::default()
            },
            place: "a test".into(),
            read_only: false,
        };
        let config = CoreConfig {
            networks: vec![profile(None, true)],
            custom_networks: true,
            kdf: cheap(),
        };
        let core = Core::start(home, config).await.unwrap();
        // The idle watch and what asks the node.
        Self {
            core,
            clock,
            signals,
            keychain,
            clipboard,
            chooser,
            store,
            watchers: 2,
        }
    }

    /// A desktop with an open vault.
    pub async fn with_vault() -> Self {
        let desk = Self::new().await;
        desk.import().await;
        desk
    }

    pub async fn import(&self) {
        let request = VaultImportRequest {
            key: words(),
            password: Hidden(PASSWORD.into()),
            account_name: "Main".into(),
            vault_name: None,
            present: PresentVault::None,
        };
        self.core.vault_import(request).await.unwrap();
    }

    pub async fn unlock(&self, password: &str) -> Result<AppView, ApiError> {
        let password = Hidden(password.into());
        self.core
            .vault_unlock(VaultUnlockRequest { password })
            .await
    }

    pub async fn unlock_with(&self, kind: LockKind) -> Result<AppView, ApiError> {
        self.core
            .vault_unlock_with(UnlockWithRequest { kind })
            .await
    }

    pub async fn add_keychain(&self, password: &str) -> Result<SecurityView, ApiError> {
        let password = Hidden(password.into());
        self.core
            .keychain_add(FreshPasswordRequest { password })
            .await
    }

    pub async fn add_passkey(&self, password: &str) -> Result<SecurityView, ApiError> {
        let password = Hidden(password.into());
        self.core
            .passkey_add(FreshPasswordRequest { password })
            .await
    }

    pub async fn copy(&self, text: &str) -> Result<SecretCopyView, ApiError> {
        let text = Hidden(text.into());
        self.core.secret_copy(SecretCopyRequest { text }).await
    }

    pub async fn vault_bytes(&self) -> Vec<u8> {
        let get = self.store.get(vault::VAULT_BUCKET, vault::CURRENT_KEY);
        get.await.unwrap().unwrap()
    }
}
