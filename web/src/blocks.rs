//! `/rpc/<network>/websocket`: news of blocks, passed on unchanged.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use chain::BLOCKS_QUERY;
use serde_json::Value;

use crate::{Shared, pipe, proxy};

/// Largest call of a page: a subscription is far smaller.
const CALL: usize = 4096;

/// A websocket to the node of a network.
pub(crate) async fn any(
    State(shared): State<Arc<Shared>>,
    Path(network): Path<String>,
    request: Request,
) -> Response {
    let Some(network) = shared.network(&network) else {
        return proxy::unknown();
    };
    let base = network.rpc.trim_end_matches('/').replacen("http", "ws", 1);
    let node = format!("{base}/websocket");
    let (mut parts, _) = request.into_parts();
    let upgrade = match pipe::upgrade(&mut parts).await {
        Ok(upgrade) => upgrade,
        Err(response) => return response,
    };
    upgrade
        .max_message_size(CALL)
        .on_upgrade(async move |mut page| {
            let end = match shared.sockets.connect(&node).await {
                Ok(socket) => pipe::both_ways(&mut page, socket, is_subscription).await,
                Err(error) => Some(pipe::close(&error)),
            };
            if let Some(end) = end {
                // The page may be gone.
                page.send(end).await.ok();
            }
        })
}

/// Only news of blocks: other calls go through the proxy, which knows its methods.
fn is_subscription(text: &str) -> bool {
    let call: Value = serde_json::from_str(text).unwrap_or_default();
    match call["method"].as_str() {
        Some("subscribe" | "unsubscribe") => call["params"]["query"] == BLOCKS_QUERY,
        Some("unsubscribe_all") => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_news_of_blocks_pass() {
        let call = |method: &str, query: &str| {
            serde_json::json!({"method": method, "params": {"query": query}}).to_string()
        };
        assert!(is_subscription(&call("subscribe", BLOCKS_QUERY)));
        assert!(is_subscription(&call("unsubscribe_all", "")));
        for other in [
            call("subscribe", "tm.event='Tx'"),
            call("dial_peers", BLOCKS_QUERY),
            call("broadcast_tx_sync", ""),
            format!("[{}]", call("subscribe", BLOCKS_QUERY)),
            "not json".into(),
        ] {
            assert!(!is_subscription(&other), "{other}");
        }
    }
}
