//! The websocket: calls as over HTTP, and subscriptions to blocks and transactions.

use super::filter::{Filter, block_facts, tx_facts};
use super::{envelope, methods, one, print};
use crate::chain::Block;
use crate::node::Node;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

/// Subscriptions a connection may hold.
const MOST: usize = 5;

/// A subscription: the call's id, the query as written and as parsed.
struct Subscription {
    id: Value,
    text: String,
    filter: Filter,
}

pub(super) async fn upgrade(State(node): State<Node>, ws: WebSocketUpgrade) -> Response {
    ws.on_upgrade(move |socket| serve(node, socket))
}

async fn serve(node: Node, mut socket: WebSocket) {
    let mut blocks = node.subscribe();
    let mut stopped = node.stopped();
    let mut all: Vec<Subscription> = Vec::new();
    loop {
        let out = tokio::select! {
            incoming = socket.recv() => match incoming {
                Some(Ok(Message::Text(text))) => vec![receive(&node, &mut all, &text)],
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
            block = blocks.recv() => match block {
                Ok(block) => publish(&node.chain_id(), &all, &block),
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            },
            _ = stopped.wait_for(|s| *s) => return,
        };
        for value in out {
            if socket
                .send(Message::Text(value.to_string().into()))
                .await
                .is_err()
            {
                return;
            }
        }
    }
}

fn receive(node: &Node, all: &mut Vec<Subscription>, text: &str) -> Value {
    let Ok(call) = serde_json::from_str::<Value>(text) else {
        return json!({"jsonrpc": "2.0", "id": -1,
            "error": {"code": -32700, "message": "Parse error. Invalid JSON"}});
    };
    let id = call["id"].clone();
    let query = call["params"]["query"]
        .as_str()
        .or_else(|| call["params"][0].as_str())
        .unwrap_or_default()
        .to_owned();
    let done = match call["method"].as_str() {
        Some("subscribe") => subscribe(all, &id, query),
        Some("unsubscribe") => {
            let before = all.len();
            all.retain(|s| s.text != query);
            if all.len() == before {
                Err("subscription not found")
            } else {
                Ok(())
            }
        }
        Some("unsubscribe_all") if all.is_empty() => Err("subscription not found"),
        Some("unsubscribe_all") => {
            all.clear();
            Ok(())
        }
        _ => return one(node, &call),
    };
    let answer = done.map(|()| json!({})).map_err(methods::Error::internal);
    envelope(&id, answer)
}

fn subscribe(all: &mut Vec<Subscription>, id: &Value, text: String) -> Result<(), &'static str> {
    if all.len() >= MOST {
        return Err("max_subscriptions_per_client 5 reached");
    }
    if all.iter().any(|s| s.text == text) {
        return Err("already subscribed");
    }
    let filter = Filter::parse(&text).map_err(|_| "failed to parse query")?;
    all.push(Subscription {
        id: id.clone(),
        text,
        filter,
    });
    Ok(())
}

fn publish(chain_id: &str, all: &[Subscription], block: &Arc<Block>) -> Vec<Value> {
    let mut out = Vec::new();
    for s in all {
        let mut push = |kind: &str, value: Value, events: &super::filter::Facts| {
            out.push(json!({"jsonrpc": "2.0", "id": s.id, "result": {
                "query": s.text,
                "data": {"type": format!("tendermint/event/{kind}"), "value": value},
                "events": events,
            }}));
        };
        let facts = block_facts("NewBlock", block);
        if s.filter.matches(&facts) {
            let results = print::block_results(block);
            let value = json!({
                "block": print::block(chain_id, block),
                "block_id": print::id(&block.hash),
                "result_finalize_block": {
                    "events": [],
                    "tx_results": results["txs_results"],
                    "app_hash": print::b64(&block.app_hash),
                },
            });
            push("NewBlock", value, &facts);
        }
        let facts = block_facts("NewBlockHeader", block);
        if s.filter.matches(&facts) {
            let value = json!({"header": print::header(chain_id, block)});
            push("NewBlockHeader", value, &facts);
        }
        for (index, bytes) in block.txs.iter().enumerate() {
            let facts = tx_facts(block, index);
            let Some(result) = block.results.get(index) else {
                continue;
            };
            if s.filter.matches(&facts) {
                let mut outcome = print::result(result);
                strip_defaults(&mut outcome);
                let mut value = json!({"height": block.height.to_string(),
                    "tx": print::b64(bytes), "result": outcome});
                if index > 0 {
                    value["index"] = index.into();
                }
                push("Tx", json!({"TxResult": value}), &facts);
            }
        }
    }
    out
}

/// The websocket leaves out what has its default, unlike the calls.
fn strip_defaults(value: &mut Value) {
    if let Value::Object(map) = value {
        map.retain(|_, v| !(v.is_null() || *v == json!(0) || *v == json!("") || *v == json!("0")));
    }
}
