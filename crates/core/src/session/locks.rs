//! Other ways to open the vault than its password, and a new data key.

use contract::{AppView, LockKind, LockView, SecurityView, Tag};
use vault::{
    FREE_TRIES, LONGEST_WAIT, Opener, OsEntropy, SecretKey32, UnlockedVault, VaultFile, WrapId,
    WrapInfo, WrapKind,
};

use super::no_vault;
use crate::error::{self, Result};
use crate::{Core, clipboard, lock};

impl Core {
    /// How the vault is guarded.
    pub(crate) async fn security_view(&self) -> SecurityView {
        let keychain = match &self.home().shell.keychain {
            Some(keychain) => keychain.is_there().await,
            None => false,
        };
        let shell = &self.home().shell;
        SecurityView {
            locks: self.locks().iter().filter_map(view).collect(),
            keychain,
            copy_seconds: shell.clipboard.is_some().then_some(clipboard::SECONDS),
            signals: shell.signals.is_some(),
            free_tries: FREE_TRIES,
            longest_wait: u32::try_from(LONGEST_WAIT / 1_000).unwrap_or(u32::MAX),
        }
    }

    /// The ways to open the vault, as it is or as it lies in the store.
    pub(super) fn locks(&self) -> Vec<WrapInfo> {
        let session = lock(&self.0.session);
        match (&session.open, &session.file) {
            (Some(open), _) => open.wraps().collect(),
            (None, Some(file)) => file.wraps().collect(),
            (None, None) => Vec::new(),
        }
    }

    /// Opens the vault without its password.
    pub(crate) async fn unlock_with(&self, kind: LockKind) -> Result<AppView> {
        if self.is_open() {
            return self.app_view();
        }
        let file = lock(&self.0.session).file.clone().ok_or_else(no_vault)?;
        let open = match kind {
            LockKind::Password => {
                return Err(error::invalid("The password has a command of its own."));
            }
            LockKind::Passkey => self.open_by_passkey(&file).await?,
            LockKind::Keychain => self.open_by_keychain(&file).await?,
        };
        {
            let mut session = lock(&self.0.session);
            // While the person was asked, the vault may have been changed, removed or opened.
            if session.file.as_ref() != Some(&file) || session.open.is_some() {
                return Err(error::invalid("The vault was changed meanwhile.").hint("Try again."));
            }
            session.open = Some(open);
        }
        self.session_opened();
        self.start_apps().await;
        self.resume().await;
        self.app_view()
    }

    async fn open_by_keychain(&self, file: &VaultFile) -> Result<UnlockedVault> {
        let keychain = self.keychain()?;
        let mut answer = Err(error::invalid(
            "The vault is not opened by the system's keychain.",
        ));
        for wrap in file.wraps() {
            let WrapKind::Keychain { entry } = &wrap.kind else {
                continue;
            };
            let Some(secret) = keychain.get(entry).await.map_err(error::keychain)? else {
                answer = Err(
                    error::invalid("The system's keychain has no key for this vault.")
                        .safe("The password opens it as before.")
                        .hint("Remove the entry in Settings, Security, and add it again."),
                );
                continue;
            };
            let secret = SecretKey32::copied(&secret);
            match file.unlock(&Opener::Keychain(wrap.id, &secret), self.0.config.kdf) {
                Ok(open) => return Ok(open),
                Err(e) => answer = Err(wrong_key(e)),
            }
        }
        answer
    }

    fn keychain(&self) -> Result<std::sync::Arc<dyn platform::Keychain>> {
        self.home()
            .shell
            .keychain
            .clone()
            .ok_or_else(|| error::invalid("There is no keychain of the system here."))
    }

    /// Adds an entry of the system's keychain: written there first, so that a vault never names a key that nobody has.
    pub(crate) async fn add_keychain(&self, password: &str) -> Result<SecurityView> {
        let keychain = self.keychain()?;
        self.with_password(password, |open, typed| Ok(open.check_password(typed)?))?;
        let secret = SecretKey32::random(&mut OsEntropy).map_err(error::internal)?;
        let entry = self.entry_name()?;
        keychain
            .put(&entry, secret.expose())
            .await
            .map_err(error::keychain)?;
        let added = self.with_password(password, |open, typed| {
            open.add_keychain(typed, entry.clone(), &secret, &mut OsEntropy)
        });
        let kept = match added {
            Ok(id) => self.keep_lock(id).await,
            Err(e) => Err(e),
        };
        if let Err(e) = kept {
            forget(&*keychain, &entry).await;
            return Err(e);
        }
        Ok(self.security_view().await)
    }

    /// A name for a keychain entry: this vault, and a random part, since another copy of it may lie on this machine.
    fn entry_name(&self) -> Result<String> {
        let id = lock(&self.0.session)
            .head()
            .map(|h| h.id.to_string())
            .ok_or_else(no_vault)?;
        let mut random = [0; 4];
        self.home().rng.fill(&mut random);
        Ok(format!("vault-{id}-{}", hex::encode(random)))
    }

    /// Saves a way to open the vault that was just added; takes it away again when that fails.
    pub(super) async fn keep_lock(&self, id: WrapId) -> Result<()> {
        let saved = self.save_vault().await;
        if saved.is_err()
            && let Some(open) = lock(&self.0.session).open.as_mut()
        {
            // It was added a moment ago; that it is gone already is as good.
            let _ = open.remove_wrap(id);
        }
        self.changed(&[Tag::App]);
        saved
    }

    /// Takes a way to open the vault away.
    pub(crate) async fn remove_lock(&self, id: &str) -> Result<SecurityView> {
        let id: WrapId = id
            .parse()
            .map_err(|_| error::invalid("The vault is not opened this way any more."))?;
        let removed = self.locks().into_iter().find(|wrap| wrap.id == id);
        {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            open.remove_wrap(id).map_err(error::lock_change)?;
        }
        self.save_vault().await?;
        self.forget_entries(removed.as_slice()).await;
        self.changed(&[Tag::App]);
        Ok(self.security_view().await)
    }

    /// A new data key; passkeys and keychain entries fall away with the old one.
    pub(crate) async fn rekey(&self, password: &str) -> Result<SecurityView> {
        let before = self.locks();
        self.with_password(password, |open, typed| open.rekey(typed, &mut OsEntropy))?;
        self.save_vault().await?;
        self.forget_entries(&before).await;
        self.changed(&[Tag::App]);
        Ok(self.security_view().await)
    }

    /// Removes what the keychain holds for wraps that are gone. A failure leaves a key there that opens nothing.
    pub(super) async fn forget_entries(&self, wraps: &[WrapInfo]) {
        let Some(keychain) = self.home().shell.keychain.clone() else {
            return;
        };
        for wrap in wraps {
            if let WrapKind::Keychain { entry } = &wrap.kind {
                forget(&*keychain, entry).await;
            }
        }
    }
}

async fn forget(keychain: &dyn platform::Keychain, entry: &str) {
    if let Err(e) = keychain.delete(entry).await {
        tracing::warn!("a keychain entry that opens nothing is left: {e}");
    }
}

/// The key is not the vault's: to say "password" would mislead.
pub(super) fn wrong_key(e: vault::OpenError) -> contract::ApiError {
    match e {
        vault::OpenError::WrongKey => error::invalid("This key does not open the vault any more.")
            .safe("The password opens it as before.")
            .hint("Remove it in Settings, Security, and add it again."),
        e => error::open(e),
    }
}

fn view(wrap: &WrapInfo) -> Option<LockView> {
    let kind = match wrap.kind {
        WrapKind::Password { .. } => LockKind::Password,
        WrapKind::Passkey { .. } => LockKind::Passkey,
        WrapKind::Keychain { .. } => LockKind::Keychain,
        WrapKind::Device => return None,
    };
    Some(LockView {
        id: wrap.id.to_string(),
        kind,
    })
}
