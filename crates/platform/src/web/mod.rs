//! The home of a dedicated worker in a browser: IndexedDB, fetch, websockets.

mod chosen;
mod database;
mod kept;
mod part;
mod sockets;

pub use chosen::ChosenFiles;
pub use database::IdbStore;
pub(crate) use part::{Sent, sent_as_part};
pub use sockets::WebSockets;

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use types::{Moment, UnixMillis};
use wasm_bindgen::JsCast;

use crate::{BridgeGateway, Clock, Home, ReqwestHttp, Shell, StoreError, SystemRng};

/// The folder of the browser's own storage in which pulled images lie until they are saved; the page reads it, too.
pub const IMAGES: &str = "images";

/// The browser's clock and timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct BrowserClock;

#[async_trait::async_trait(?Send)]
impl Clock for BrowserClock {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn now(&self) -> UnixMillis {
        UnixMillis(js_sys::Date::now() as u64)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn moment(&self) -> Moment {
        let wall = self.now();
        // Only very old browsers lack `performance` in a worker; the wall clock stands in there.
        let steady = js_sys::Reflect::get(&js_sys::global(), &"performance".into())
            .ok()
            .and_then(|p| p.dyn_into::<web_sys::Performance>().ok())
            .map_or(wall.0, |p| p.now() as u64);
        Moment { wall, steady }
    }

    async fn sleep(&self, millis: u64) {
        TimeoutFuture::new(u32::try_from(millis).unwrap_or(u32::MAX)).await;
    }
}

/// Requests by `fetch`.
#[must_use]
pub fn http() -> ReqwestHttp {
    ReqwestHttp::new(reqwest::Client::new())
}

/// The home of a worker whose page came from `origin`, such as `http://localhost:8417`, and which reads the files
/// that were chosen there.
///
/// # Errors
/// [`StoreError`] when the browser refuses IndexedDB.
// A worker is one thread, and what it holds is bound to it; the home is the same as a process's.
#[allow(clippy::arc_with_non_send_sync)]
pub async fn home(origin: &str, files: ChosenFiles, read_only: bool) -> Result<Home, StoreError> {
    let http = Arc::new(http());
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
        disk: Arc::new(files),
        clock: Arc::new(BrowserClock),
        rng: Arc::new(SystemRng),
        shell: Shell {
            page: Some(origin.to_owned()),
            ..Shell::default()
        },
        place: "this browser".into(),
        read_only,
    })
}
