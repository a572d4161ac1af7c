//! What this system adds to the core's home: its signals, its keychain, its clipboard, its file dialogs.

mod chooser;
mod clipboard;
mod keychain;
#[cfg(target_os = "linux")]
mod signals;
#[cfg(all(test, target_os = "linux"))]
mod testing;

use std::sync::Arc;

use platform::{Share, Shell, SystemSignals};

/// Longest wait for the system's buses.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);

/// Everything that this system has.
pub(crate) async fn of_this_system(app: tauri::AppHandle, share: Arc<dyn Share>) -> Shell {
    // A bus that accepts and says nothing must not keep the core from starting.
    let signals = tokio::time::timeout(PATIENCE, signals()).await;
    Shell {
        signals: signals.ok().flatten(),
        keychain: Some(Arc::new(keychain::SystemKeychain)),
        clipboard: Some(Arc::new(clipboard::SystemClipboard::default())),
        chooser: Some(Arc::new(chooser::SystemChooser(app))),
        page: None,
        share: Some(share),
        companion: false,
    }
}

#[cfg(target_os = "linux")]
async fn signals() -> Option<Arc<dyn SystemSignals>> {
    // Without a bus the machine still wakes up locked: the core notices the gap in its timer.
    let system = zbus::Connection::system().await.ok();
    let session = zbus::Connection::session().await.ok();
    let signals = signals::DbusSignals::listen(system, session).await?;
    Some(Arc::new(signals))
}

#[cfg(not(target_os = "linux"))]
async fn signals() -> Option<Arc<dyn SystemSignals>> {
    None
}
