//! The home of a dedicated worker in a browser: IndexedDB, fetch, websockets.

mod database;
mod sockets;

pub use database::IdbStore;
pub use sockets::WebSockets;

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use types::UnixMillis;

use crate::{BridgeGateway, Clock, Home, NoDisk, ReqwestHttp, StoreError, SystemRng};

/// The browser's clock and timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct BrowserClock;

#[async_trait::async_trait(?Send)]
impl Clock for BrowserClock {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn now(&self) -> UnixMillis {
        UnixMillis(js_sys::Date::now() as u64)
    }

    async fn sleep(&self, millis: u64) {
        TimeoutFuture::new(u32::try_from(millis).unwrap_or(u32::MAX)).await;
    }
}

/// The home of a worker whose page came from `origin`, such as `http://localhost:8417`.
///
/// # Errors
/// [`StoreError`] when the browser refuses IndexedDB.
// There is one thread here and what the browser gives is bound to it.
#[allow(clippy::arc_with_non_send_sync)]
pub async fn home(origin: &str, read_only: bool) -> Result<Home, StoreError> {
    let http = Arc::new(ReqwestHttp::new(reqwest::Client::new()));
    Ok(Home {
        store: Arc::new(IdbStore::open("slipway", read_only).await?),
        http: http.clone(),
        sockets: Arc::new(WebSockets),
        gateway: Arc::new(BridgeGateway::new(
            origin,
            http.clone(),
            Arc::new(WebSockets),
        )),
        transfer: http,
        disk: Arc::new(NoDisk),
        clock: Arc::new(BrowserClock),
        rng: Arc::new(SystemRng),
        place: "this browser".into(),
        read_only,
    })
}
