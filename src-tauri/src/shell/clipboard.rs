//! The system's clipboard.

use std::sync::{Arc, Mutex, PoisonError};

use arboard::Error;
use platform::{Clipboard, ClipboardError};
use zeroize::Zeroizing;

/// The clipboard of this session. It is opened at its first use and stays open: on X11 the program that copied something
/// hands it out.
#[derive(Clone, Default)]
pub(crate) struct SystemClipboard(Arc<Mutex<Option<arboard::Clipboard>>>);

impl SystemClipboard {
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut arboard::Clipboard) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, ClipboardError> {
        let shared = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            let mut place = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let clipboard = match place.as_mut() {
                Some(clipboard) => clipboard,
                None => place.insert(arboard::Clipboard::new()?),
            };
            work(clipboard)
        });
        match done.await {
            Ok(done) => done.map_err(|e| ClipboardError(e.to_string())),
            Err(_) => Err(ClipboardError("the system did not answer".into())),
        }
    }
}

#[async_trait::async_trait]
impl Clipboard for SystemClipboard {
    async fn put(&self, secret: &str) -> Result<(), ClipboardError> {
        let secret = Zeroizing::new(secret.to_owned());
        self.with(move |clipboard| {
            // Histories of clipboards leave out what has this mark.
            #[cfg(target_os = "macos")]
            use arboard::SetExtApple as _;
            #[cfg(target_os = "linux")]
            use arboard::SetExtLinux as _;
            #[cfg(target_os = "windows")]
            use arboard::SetExtWindows as _;
            clipboard.set().exclude_from_history().text(secret.as_str())
        })
        .await
    }

    async fn text(&self) -> Result<Option<Zeroizing<String>>, ClipboardError> {
        self.with(|clipboard| match clipboard.get_text() {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(Error::ContentNotAvailable) => Ok(None),
            Err(e) => Err(e),
        })
        .await
    }

    async fn clear(&self) -> Result<(), ClipboardError> {
        self.with(arboard::Clipboard::clear).await
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::shell::testing::Display;

    const CHILD: &str = "SLIPWAY_TEST_CLIPBOARD";

    /// The child, with a display of its own.
    #[tokio::test]
    async fn child_uses_the_clipboard() {
        if std::env::var_os(CHILD).is_none() {
            return;
        }
        let (ours, other) = (SystemClipboard::default(), SystemClipboard::default());
        assert_eq!(ours.text().await.unwrap(), None);
        ours.put("zoo zoo").await.unwrap();
        assert_eq!(**other.text().await.unwrap().as_ref().unwrap(), *"zoo zoo");
        other.put("a list").await.unwrap();
        assert_eq!(**ours.text().await.unwrap().as_ref().unwrap(), *"a list");
        ours.clear().await.unwrap();
        assert_eq!(other.text().await.unwrap(), None);
    }

    #[test]
    fn the_real_clipboard_is_filled_and_emptied() {
        let display = Display::start();
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "shell::clipboard::tests::child_uses_the_clipboard",
                "--nocapture",
            ])
            .env(CHILD, "1")
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned();
        assert!(
            child.status.success() && said.contains("1 passed"),
            "{said}"
        );
    }
}
