//! Subscriptions over the websocket.

use super::methods::{Params, RpcError, call};
use super::{Rpc, envelope, render};
use crate::node::{Block, Query};
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use tokio::sync::broadcast;

/// Subscriptions of one connection.
const MOST: usize = 5;

struct Subscription {
    id: Value,
    text: String,
    query: Query,
}

/// Opens the websocket.
pub async fn upgrade(State(rpc): State<Rpc>, ws: WebSocketUpgrade) -> Response {
    ws.max_message_size(1 << 20)
        .on_upgrade(move |socket| serve(rpc, socket))
}

async fn serve(rpc: Rpc, mut socket: WebSocket) {
    let mut blocks = rpc.node.subscribe_blocks();
    let mut all: Vec<Subscription> = Vec::new();
    loop {
        let out = tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => vec![asked(&rpc, &mut all, text.as_str()).await],
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
            block = blocks.recv() => match block {
                Ok(block) => published(&rpc, &all, &block),
                // The real node drops a subscriber that is too slow; so does this.
                Err(broadcast::error::RecvError::Lagged(_) | broadcast::error::RecvError::Closed) => return,
            },
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

async fn asked(rpc: &Rpc, all: &mut Vec<Subscription>, text: &str) -> Value {
    let Ok(request) = serde_json::from_str::<Value>(text) else {
        let error = RpcError {
            code: -32700,
            message: "Parse error. Invalid JSON",
            data: "error unmarshaling request".into(),
        };
        return envelope(&json!(-1), Err(error));
    };
    let id = request.get("id").cloned().unwrap_or(Value::Null);
    let params = Params::json(request.get("params"));
    let outcome = match request["method"].as_str().unwrap_or_default() {
        "subscribe" => subscribe(all, &id, &params),
        "unsubscribe" => unsubscribe(all, &params),
        "unsubscribe_all" if all.is_empty() => Err(RpcError::internal("subscription not found")),
        "unsubscribe_all" => {
            all.clear();
            Ok(json!({}))
        }
        method => call(&rpc.node, &rpc.listen, method, &params).await,
    };
    envelope(&id, outcome)
}

fn subscribe(all: &mut Vec<Subscription>, id: &Value, p: &Params) -> Result<Value, RpcError> {
    let text = p.text("query")?.unwrap_or_default();
    if all.len() >= MOST {
        return Err(RpcError::internal(format!(
            "max_subscriptions_per_client {MOST} reached"
        )));
    }
    let query = Query::parse(&text)
        .map_err(|e| RpcError::internal(format!("failed to parse query: {e}")))?;
    if all.iter().any(|s| s.query == query) {
        return Err(RpcError::internal("already subscribed"));
    }
    all.push(Subscription {
        id: id.clone(),
        text,
        query,
    });
    Ok(json!({}))
}

fn unsubscribe(all: &mut Vec<Subscription>, p: &Params) -> Result<Value, RpcError> {
    let text = p.text("query")?.unwrap_or_default();
    let query = Query::parse(&text)
        .map_err(|e| RpcError::internal(format!("failed to parse query: {e}")))?;
    let before = all.len();
    all.retain(|s| s.query != query);
    if all.len() == before {
        return Err(RpcError::internal("subscription not found"));
    }
    Ok(json!({}))
}

/// Values by `type.key`, as a published event carries them.
fn grouped(events: &[(String, String)]) -> Value {
    let mut map = Map::new();
    for (key, value) in events {
        let list = map.entry(key.clone()).or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(value.clone().into());
        }
    }
    Value::Object(map)
}

fn published(rpc: &Rpc, all: &[Subscription], block: &Block) -> Vec<Value> {
    let mut out = Vec::new();
    let chain_id = rpc.node.chain_id();
    for s in all {
        let mut publish = |events: &[(String, String)], kind: &str, value: Value| {
            if s.query.fits(events) {
                let result = json!({
                    "query": s.text,
                    "data": { "type": kind, "value": value },
                    "events": grouped(events),
                });
                out.push(envelope(&s.id, Ok(result)));
            }
        };
        match s.query.equal_to("tm.event") {
            Some("NewBlock") => publish(
                &block.block_events("NewBlock"),
                "tendermint/event/NewBlock",
                json!({
                    "block": render::block(chain_id, block),
                    "block_id": render::block_id(&block.hash),
                    "result_finalize_block": {
                        "events": render::events(&block.events),
                        "tx_results": block.outcomes.iter().map(render::outcome_short).collect::<Vec<_>>(),
                        "validator_updates": null,
                        "app_hash": STANDARD.encode(crate::node::app_hash(Some(block))),
                    },
                }),
            ),
            Some("NewBlockHeader") => publish(
                &block.block_events("NewBlockHeader"),
                "tendermint/event/NewBlockHeader",
                json!({ "header": render::header(chain_id, block) }),
            ),
            _ => {
                for (index, tx) in block.txs.iter().enumerate() {
                    let mut result = json!({
                        "height": block.height.to_string(),
                        "tx": STANDARD.encode(tx),
                        "result": render::outcome_short(&block.outcomes[index]),
                    });
                    if index > 0 {
                        result["index"] = index.into();
                    }
                    publish(
                        &block.tx_events(index),
                        "tendermint/event/Tx",
                        json!({ "TxResult": result }),
                    );
                }
            }
        }
    }
    out
}
