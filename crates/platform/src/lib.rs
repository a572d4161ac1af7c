//! What the core needs from its home: store, http, socket, gateway, transfer, disk, clock, rng, and what a desktop adds.
//!
//! The traits are here; the two homes are [`native`] (a process) and [`web`] (a dedicated worker in
//! a browser). `cfg` of the platform lives in this crate and nowhere else: the core is written once
//! against [`Home`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bridge;
mod clock;
mod disk;
#[cfg(any(test, feature = "suite"))]
pub mod fake;
pub mod fault;
mod gateway;
mod http;
mod memory;
mod packed;
pub mod relayed;
mod share;
mod shell;
mod socket;
mod store;
mod transfer;

#[cfg(not(target_arch = "wasm32"))]
pub mod native;
#[cfg(any(test, feature = "suite"))]
pub mod suite;
#[cfg(target_arch = "wasm32")]
pub mod web;

pub use bridge::BridgeGateway;
pub use clock::{Clock, Rng, SystemRng};
pub use disk::{Disk, DiskError, DiskKind, NoDisk, Source, Target};
pub use gateway::{Gateway, GatewayPeer};
pub use http::{Http, HttpRequest, HttpResponse, Method, ReqwestHttp};
pub use memory::MemoryStore;
pub use relayed::BridgeTransfer;
pub use share::{Share, ShareError, ShareOpen, ShareOrder, SharedNetwork, is_local};
pub use shell::{
    ChooserError, Clipboard, ClipboardError, FileChooser, Keychain, KeychainError, Shell,
    SystemSignal, SystemSignals, Wanted,
};
pub use socket::{Message, Socket, Sockets};
pub use store::{Change, Store, StoreError};
pub use transfer::{Body, Part, Pieces, Transfer, TransferRequest, TransferResponse};

use std::future::Future;
use std::sync::Arc;

/// `Send` where the home has threads, nothing in a browser.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}
/// `Send` where the home has threads, nothing in a browser.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// `Sync` where the home has threads, nothing in a browser.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSync: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> MaybeSync for T {}
/// `Sync` where the home has threads, nothing in a browser.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSync {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSync for T {}

/// Why something outside this process could not be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// Nothing answers there.
    #[error("{host} can't be reached: {reason}")]
    Unreachable {
        /// Host that was tried.
        host: String,
        /// What the system said.
        reason: String,
    },
    /// No answer in time.
    #[error("{host} did not answer in time")]
    Timeout {
        /// Host that was tried.
        host: String,
    },
    /// The certificate is neither the one on chain nor one that the system trusts.
    #[error("the certificate of {host} is not the one registered on chain")]
    Certificate {
        /// Host that was tried.
        host: String,
    },
    /// The address can't be used.
    #[error("this address can't be used: {0}")]
    Address(String),
    /// The connection was opened, then broke.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The server refused to open a socket.
    #[error("refused with status {status}: {body}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Text of the answer.
        body: String,
    },
}

/// Runs a future to its end in the background of this home.
pub fn spawn(future: impl Future<Output = ()> + MaybeSend + 'static) {
    #[cfg(not(target_arch = "wasm32"))]
    tokio::spawn(future);
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_futures::spawn_local(future);
}

/// All that the core needs from its home.
#[derive(Clone)]
pub struct Home {
    /// What must last.
    pub store: Arc<dyn Store>,
    /// Requests to nodes and faucets.
    pub http: Arc<dyn Http>,
    /// Sockets to nodes.
    pub sockets: Arc<dyn Sockets>,
    /// Requests and sockets to provider gateways.
    pub gateway: Arc<dyn Gateway>,
    /// Exchanges with registries: streamed both ways.
    pub transfer: Arc<dyn Transfer>,
    /// Files that a person names.
    pub disk: Arc<dyn Disk>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// What a desktop shell adds.
    pub shell: Shell,
    /// Where the data is kept, for people: a folder or `this browser`.
    pub place: String,
    /// Another process or tab owns the data.
    pub read_only: bool,
}
