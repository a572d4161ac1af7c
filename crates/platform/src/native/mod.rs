//! The home of a process: files, sockets, threads.

mod clock;
mod disk;
mod files;
mod gateway;
mod sockets;
mod tls;

pub use clock::SystemClock;
pub use disk::NativeDisk;
pub use files::FileStore;
pub use gateway::NativeGateway;
pub use sockets::NativeSockets;

use std::path::Path;
use std::sync::Arc;

use crate::{Home, ReqwestHttp, Shell, StoreError, SystemRng};

/// The home of a process whose data is in `folder`.
///
/// # Errors
/// [`StoreError`] when the folder can't be used.
pub fn home(folder: &Path) -> Result<Home, StoreError> {
    let store = FileStore::open(folder)?;
    let read_only = store.is_read_only();
    Ok(Home {
        store: Arc::new(store),
        http: Arc::new(http()?),
        sockets: Arc::new(NativeSockets),
        gateway: Arc::new(NativeGateway::default()),
        transfer: Arc::new(transfer()?),
        disk: Arc::new(NativeDisk),
        clock: Arc::new(SystemClock),
        rng: Arc::new(SystemRng),
        shell: Shell::default(),
        place: folder.display().to_string(),
        read_only,
    })
}

/// A client for nodes and faucets: system roots, TLS 1.2 or newer, no redirects.
///
/// # Errors
/// [`StoreError::Refused`] when the system's trust store can't be read.
pub fn http() -> Result<ReqwestHttp, StoreError> {
    client(|builder| builder)
}

/// A client for large bodies: as [`http`], but giving up on a connection that can't be made within 15 seconds.
///
/// # Errors
/// [`StoreError::Refused`] when the system's trust store can't be read.
pub fn transfer() -> Result<ReqwestHttp, StoreError> {
    client(|builder| builder.connect_timeout(std::time::Duration::from_secs(15)))
}

fn client(
    adjust: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<ReqwestHttp, StoreError> {
    let refused = |e: &dyn std::fmt::Display| StoreError::Refused(e.to_string());
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::system().map_err(|e| refused(&e))?)
        .redirect(reqwest::redirect::Policy::none());
    adjust(builder)
        .build()
        .map(ReqwestHttp::new)
        .map_err(|e| refused(&e))
}
