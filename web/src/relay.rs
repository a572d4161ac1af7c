//! `/relay/<network>`: the network's relay behind the door of a share.
//!
//! A page on a plain address of the local network reaches this server alone; the relay itself stays on this machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::{Shared, pipe, proxy, refused};

/// Largest frame of a page: twice the relay's largest message.
const FRAME: usize = 1 << 20;

/// Counts a page for as long as it is connected.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A websocket to the relay.
pub(crate) async fn any(
    State(shared): State<Arc<Shared>>,
    Path(network): Path<String>,
    request: Request,
) -> Response {
    let Some(network) = shared.network(&network) else {
        return proxy::unknown();
    };
    let relay = network.relay.clone().filter(|_| shared.door.is_some());
    let Some(relay) = relay else {
        return refused(StatusCode::NOT_FOUND, "There is no relay to pass on to.");
    };
    let query = request.uri().query().unwrap_or_default();
    let address = format!("{}/?{query}", relay.trim_end_matches('/'));
    pipe::pass(
        shared,
        request,
        address,
        FRAME,
        |_| true,
        |shared| Counted::new(&shared.phones),
    )
    .await
}
