//! The home of a process: files, sockets, threads.

mod clock;
mod files;
mod gateway;
mod sockets;
mod tls;

pub use clock::SystemClock;
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
    let refused = |e: &dyn std::fmt::Display| StoreError::Refused(e.to_string());
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls::system().map_err(|e| refused(&e))?)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map(ReqwestHttp::new)
        .map_err(|e| refused(&e))
}
