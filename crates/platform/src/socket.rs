//! Websockets.

use crate::{MaybeSend, MaybeSync, NetError};

/// A message of a socket. Pings are answered inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Vec<u8>),
    /// The peer closed with this code; 1006 when it dropped the connection without a close frame.
    Closed(u16, String),
}

/// An open socket.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Socket: MaybeSend {
    /// Sends a text.
    ///
    /// # Errors
    /// [`NetError::Broken`] when the connection is gone.
    async fn send(&mut self, text: String) -> Result<(), NetError>;
    /// Waits for the next message; after [`Message::Closed`] nothing more comes.
    ///
    /// # Errors
    /// [`NetError::Broken`] when the connection broke in the middle.
    async fn next(&mut self) -> Result<Message, NetError>;
}

/// Opens sockets to nodes.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Sockets: MaybeSend + MaybeSync {
    /// Opens a socket to `ws://` or `wss://`.
    ///
    /// # Errors
    /// [`NetError`] when it can't be opened.
    async fn connect(&self, url: &str) -> Result<Box<dyn Socket>, NetError>;
}
