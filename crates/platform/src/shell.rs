//! What only a desktop has: the system's word that the person left, its keychain, its clipboard, its file dialogs. And
//! what only a page has: an address.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::{MaybeSend, MaybeSync, Share};

/// What the system says about the person at the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemSignal {
    /// The machine is about to sleep.
    Suspend,
    /// The screen was locked, or the session is to be locked.
    ScreenLock,
}

/// Hears what the system says.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait SystemSignals: MaybeSend + MaybeSync {
    /// The next signal; none when the system will say nothing more. To ask for the next one says
    /// that the one before was acted on: a suspend waits for that where the system allows it.
    async fn next(&self) -> Option<SystemSignal>;
}

/// Why the system's keychain did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// There is none, or it does not answer.
    #[error("the system's keychain does not answer: {0}")]
    Missing(String),
    /// It is locked and the person did not open it, or it refuses this program.
    #[error("the system's keychain refused: {0}")]
    Refused(String),
}

/// Keeps small secrets for this person on this machine.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Keychain: MaybeSend + MaybeSync {
    /// Whether it answers.
    async fn is_there(&self) -> bool;

    /// Keeps 32 secret bytes under a name, in place of what was there.
    ///
    /// # Errors
    /// [`KeychainError`]; nothing is kept then.
    async fn put(&self, entry: &str, secret: &[u8; 32]) -> Result<(), KeychainError>;

    /// What is kept under a name; none when there is nothing, or nothing of this size.
    ///
    /// # Errors
    /// [`KeychainError`].
    async fn get(&self, entry: &str) -> Result<Option<Zeroizing<[u8; 32]>>, KeychainError>;

    /// Forgets a name; forgetting nothing is fine.
    ///
    /// # Errors
    /// [`KeychainError`].
    async fn delete(&self, entry: &str) -> Result<(), KeychainError>;
}

/// The system refused to read or write its clipboard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the clipboard can't be used: {0}")]
pub struct ClipboardError(pub String);

/// The system's clipboard, for texts that must not stay in it.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Clipboard: MaybeSend + MaybeSync {
    /// Puts a secret text in, marked as such where the system has a mark.
    ///
    /// # Errors
    /// [`ClipboardError`].
    async fn put(&self, secret: &str) -> Result<(), ClipboardError>;

    /// The text in it, if it is a text.
    ///
    /// # Errors
    /// [`ClipboardError`].
    async fn text(&self) -> Result<Option<Zeroizing<String>>, ClipboardError>;

    /// Empties it.
    ///
    /// # Errors
    /// [`ClipboardError`].
    async fn clear(&self) -> Result<(), ClipboardError>;
}

/// What is chosen in a dialog of the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// An archive of images that is there.
    Archive,
    /// A folder that is there.
    Folder,
    /// A place for a new archive, with a name to begin with.
    Place(String),
}

/// The system could not show its dialog, or what was chosen can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ChooserError(pub String);

/// The system's own dialog for files and folders.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait FileChooser: MaybeSend + MaybeSync {
    /// Asks the person; the path that they chose, or none when they closed the dialog.
    ///
    /// # Errors
    /// [`ChooserError`].
    async fn choose(&self, wanted: Wanted) -> Result<Option<String>, ChooserError>;
}

/// What a desktop shell or a page adds to a [`crate::Home`]; the command line has none of it.
#[derive(Clone, Default)]
pub struct Shell {
    /// The system's word that the person left.
    pub signals: Option<Arc<dyn SystemSignals>>,
    /// The system's keychain.
    pub keychain: Option<Arc<dyn Keychain>>,
    /// The system's clipboard.
    pub clipboard: Option<Arc<dyn Clipboard>>,
    /// The system's file dialogs.
    pub chooser: Option<Arc<dyn FileChooser>>,
    /// Origin of the page, such as `http://localhost:8417`; the browser's own passkeys are bound to it.
    pub page: Option<String>,
    /// Serves phones on the local network.
    pub share: Option<Arc<dyn Share>>,
    /// This page came from such a share, over a connection that anybody in between can read: it must hold no keys.
    pub companion: bool,
}
