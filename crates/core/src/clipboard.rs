//! Secrets in the system's clipboard, and out of it again.

use contract::SecretCopyView;
use types::Hash32;

use crate::error::{self, Result};
use crate::{Core, lock};

/// Seconds that a secret stays.
pub(crate) const SECONDS: u32 = 30;

impl Core {
    /// Puts a secret into the clipboard; it is taken out after half a minute, at a lock and at the
    /// end of the program, unless something else was copied meanwhile.
    pub(crate) async fn copy_secret(&self, text: String) -> Result<SecretCopyView> {
        let text = zeroize::Zeroizing::new(text);
        let clipboard = self.home().shell.clipboard.clone().ok_or_else(|| {
            error::invalid(
                "Secrets can't be copied here: a page can't take them out of the clipboard again.",
            )
        })?;
        let hash = Hash32::of(text.as_bytes());
        // Told before it is put in, so that a lock in between finds it.
        *lock(&self.0.copied) = Some(hash);
        clipboard.put(&text).await.map_err(|e| {
            error::invalid(format!("{}.", error::capital(&e.to_string())))
                .safe("Nothing was copied.")
        })?;
        let core = self.clone();
        platform::spawn(async move {
            core.home().clock.sleep(u64::from(SECONDS) * 1_000).await;
            // Another secret that was copied since has a time of its own.
            if *lock(&core.0.copied) == Some(hash) {
                core.clear_copied_secret().await;
            }
        });
        Ok(SecretCopyView { seconds: SECONDS })
    }

    /// Empties the clipboard if the copied secret is still in it.
    pub(crate) async fn clear_copied_secret(&self) {
        let Some(hash) = lock(&self.0.copied).take() else {
            return;
        };
        let Some(clipboard) = self.home().shell.clipboard.clone() else {
            return;
        };
        let there = match clipboard.text().await {
            Ok(text) => text.is_some_and(|text| Hash32::of(text.as_bytes()) == hash),
            // What can't be read may be the secret.
            Err(_) => true,
        };
        if there && let Err(e) = clipboard.clear().await {
            tracing::warn!("a copied secret could not be taken out of the clipboard: {e}");
        }
    }
}
