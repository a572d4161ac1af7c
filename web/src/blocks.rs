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
    pipe::pass(shared, request, node, CALL, is_subscription, |_| ()).await
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
    use std::net::SocketAddr;

    use chain::BlockEvents;
    use platform::{Message, NetError, Sockets, fault};

    use super::*;
    use crate::parity_tests::PageSockets;
    use crate::{Network, WebConfig};

    async fn server(node: &devnet::Running) -> (crate::Running, String, tempfile::TempDir) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let dist = tempfile::tempdir().unwrap();
        std::fs::write(dist.path().join("index.html"), "<p>page").unwrap();
        let running = crate::serve(WebConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            pages: crate::Pages::Folder(dist.path().into()),
            networks: vec![Network {
                id: "demo".into(),
                name: "Demo network".into(),
                rpc: node.rpc.clone(),
                faucet: None,
                simulated: true,
                relay: None,
                registry: None,
            }],
            hosts: vec![],
            door: None,
        });
        let running = running.await.unwrap();
        let origin = running.url.replace("localhost", "127.0.0.1");
        (running, origin, dist)
    }

    #[tokio::test]
    async fn pages_hear_of_blocks_and_nothing_else() {
        let node = devnet::serve(devnet::DevnetConfig {
            block_time: std::time::Duration::from_millis(50),
            providers: false,
            ..devnet::DevnetConfig::demo(0, None)
        });
        let node = node.await.unwrap();
        let (running, origin, _dist) = server(&node).await;
        let page = PageSockets(origin.clone());
        let rpc = format!("{origin}/rpc/demo");
        let mut events = BlockEvents::open(&page, &rpc).await.unwrap();
        let first = events.next().await.unwrap();
        assert_eq!(events.next().await.unwrap().height.0, first.height.0 + 1);

        let socket = format!("{}/websocket", rpc.replacen("http", "ws", 1));
        let mut other = page.connect(&socket).await.unwrap();
        let call = r#"{"jsonrpc":"2.0","id":1,"method":"status","params":{}}"#;
        other.send(call.into()).await.unwrap();
        let Message::Closed(code, reason) = other.next().await.unwrap() else {
            panic!("it was answered");
        };
        let refused = fault::of_close(code, &reason);
        assert!(
            matches!(refused, Some(NetError::Refused { status: 403, .. })),
            "{refused:?}"
        );

        let strangers = PageSockets("http://evil.example".into());
        let refused = strangers.connect(&socket).await.map(|_| ());
        assert!(
            matches!(refused, Err(NetError::Refused { status: 403, .. })),
            "{refused:?}"
        );
        let elsewhere = page
            .connect(&socket.replace("demo", "mainnet"))
            .await
            .map(|_| ());
        assert!(matches!(
            elsewhere,
            Err(NetError::Refused { status: 404, .. })
        ));
        running.shutdown().await;
        node.stop().await;
    }

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
