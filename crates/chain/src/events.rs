//! New blocks as they come, over CometBFT's websocket (`subscribe`).

use platform::{Message, NetError, Socket, Sockets};
use serde_json::{Value, json};
use types::{ChainId, Height, UnixMillis};

use crate::RpcError;
use crate::rpc::parse_time;

/// What is subscribed to: the header of each block. The whole block (`NewBlock`) carries all its
/// transactions, which on a busy chain is a thousand times as much.
pub const QUERY: &str = "tm.event='NewBlockHeader'";

/// A block that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBlock {
    /// Its chain.
    pub chain_id: ChainId,
    /// Its height.
    pub height: Height,
    /// Its time.
    pub time: UnixMillis,
}

/// An open subscription.
pub struct BlockEvents {
    socket: Box<dyn Socket>,
}

/// Address of a node's websocket.
fn address(url: &str) -> String {
    let socket = url.trim_end_matches('/').replacen("http", "ws", 1);
    format!("{socket}/websocket")
}

impl BlockEvents {
    /// Subscribes at the node whose RPC is at `url`.
    ///
    /// # Errors
    /// [`RpcError`].
    pub async fn open(sockets: &dyn Sockets, url: &str) -> Result<Self, RpcError> {
        let mut socket = sockets.connect(&address(url)).await?;
        let call = json!({
            "jsonrpc": "2.0", "id": 1, "method": "subscribe", "params": { "query": QUERY },
        });
        socket.send(call.to_string()).await?;
        let mut events = Self { socket };
        let answer = events.message().await?;
        if let Some(error) = answer.get("error") {
            return Err(RpcError::Refused {
                code: error["code"].as_i64().unwrap_or_default(),
                message: error["data"].as_str().unwrap_or_default().to_owned(),
            });
        }
        Ok(events)
    }

    async fn message(&mut self) -> Result<Value, RpcError> {
        match self.socket.next().await? {
            Message::Text(text) => serde_json::from_str(&text)
                .map_err(|e| RpcError::Malformed(format!("subscribe: {e}"))),
            Message::Binary(_) => Err(RpcError::Malformed("subscribe: bytes".into())),
            Message::Closed(code, reason) => {
                Err(NetError::Broken(format!("the node closed its socket: {code} {reason}")).into())
            }
        }
    }

    /// Waits for the next block.
    ///
    /// # Errors
    /// [`RpcError`] when the socket is over; subscribe anew then.
    pub async fn next(&mut self) -> Result<NewBlock, RpcError> {
        let event = self.message().await?;
        let header = &event["result"]["data"]["value"]["header"];
        let text = |key: &str| header[key].as_str().unwrap_or_default();
        let bad = |what: &str| RpcError::Malformed(format!("new block: {what}"));
        Ok(NewBlock {
            chain_id: text("chain_id").parse().map_err(|_| bad("chain id"))?,
            height: Height(text("height").parse().map_err(|_| bad("height"))?),
            time: parse_time(text("time")).ok_or_else(|| bad("time"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex};

    use super::*;

    struct Script(VecDeque<Message>, Arc<Mutex<Vec<String>>>);

    #[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
    #[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
    impl Socket for Script {
        async fn send(&mut self, text: String) -> Result<(), NetError> {
            self.1.lock().unwrap().push(text);
            Ok(())
        }
        async fn next(&mut self) -> Result<Message, NetError> {
            let over = || Message::Closed(1006, String::new());
            Ok(self.0.pop_front().unwrap_or_else(over))
        }
    }

    #[derive(Default)]
    struct Scripted(Mutex<Vec<Message>>, Arc<Mutex<Vec<String>>>);

    #[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
    #[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
    impl Sockets for Scripted {
        async fn connect(&self, url: &str) -> Result<Box<dyn Socket>, NetError> {
            self.1.lock().unwrap().push(url.to_owned());
            let script = self.0.lock().unwrap().drain(..).collect();
            Ok(Box::new(Script(script, self.1.clone())))
        }
    }

    fn text(value: &Value) -> Message {
        Message::Text(value.to_string())
    }

    #[tokio::test]
    async fn subscribes_and_reads_headers() {
        let header =
            json!({"chain_id": "demo-1", "height": "12", "time": "2026-11-24T08:00:00.5Z"});
        let data = json!({"type": "tendermint/event/NewBlockHeader", "value": {"header": header}});
        let sockets = Scripted::default();
        *sockets.0.lock().unwrap() = vec![
            text(&json!({"jsonrpc": "2.0", "id": 1, "result": {}})),
            text(&json!({"jsonrpc": "2.0", "id": 1, "result": {"query": QUERY, "data": data}})),
        ];
        let mut events = BlockEvents::open(&sockets, "https://node.example/rpc/")
            .await
            .unwrap();
        let block = events.next().await.unwrap();
        assert_eq!(
            (block.height, block.time),
            (Height(12), UnixMillis(1_795_507_200_500))
        );
        assert!(events.next().await.is_err(), "the socket is over");
        let said = sockets.1.lock().unwrap().clone();
        assert_eq!(said[0], "wss://node.example/rpc/websocket");
        assert!(said[1].contains("subscribe") && said[1].contains("NewBlockHeader"));
    }

    #[tokio::test]
    async fn a_refused_subscription_is_an_error() {
        let sockets = Scripted::default();
        let refusal =
            json!({"code": -32603, "message": "Internal error", "data": "max_subscriptions"});
        *sockets.0.lock().unwrap() = vec![text(&json!({"id": 1, "error": refusal}))];
        let refused = BlockEvents::open(&sockets, "http://127.0.0.1:1").await;
        assert!(matches!(refused.map(|_| ()), Err(RpcError::Refused { .. })));
    }
}
