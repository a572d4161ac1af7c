//! CometBFT's RPC of the demo network, with its faucet.

mod filter;
mod methods;
mod print;
mod search;
mod socket;

use crate::chain::Block;
use crate::node::Node;
use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use methods::Error;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

/// Longest wait of the faucet for a block.
const FAUCET_WAIT: Duration = Duration::from_secs(30);

/// The routes of a node: calls by POST and by URI, `/websocket`, `/faucet`.
pub fn router(node: Node) -> Router {
    Router::new()
        .route("/", post(by_post).get(index))
        .route("/websocket", get(socket::upgrade))
        .route("/faucet", post(faucet))
        .route("/{method}", get(by_uri))
        .with_state(node)
}

async fn index() -> &'static str {
    "Slipway demo network. Everything here is simulated; coins have no value."
}

fn envelope(id: &Value, answer: Result<Value, Error>) -> Value {
    match answer {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(error) => json!({"jsonrpc": "2.0", "id": id, "error": error.to_json()}),
    }
}

/// Answers one call object.
fn one(node: &Node, call: &Value) -> Value {
    let id = call["id"].clone();
    match call["method"].as_str() {
        Some(method) => envelope(&id, methods::call(node, method, &call["params"])),
        None => json!({"jsonrpc": "2.0", "id": id,
            "error": {"code": -32600, "message": "Invalid Request"}}),
    }
}

async fn by_post(State(node): State<Node>, body: Bytes) -> Response {
    let Ok(call) = serde_json::from_slice::<Value>(&body) else {
        let error = json!({"jsonrpc": "2.0", "id": -1,
            "error": {"code": -32700, "message": "Parse error. Invalid JSON"}});
        return (StatusCode::INTERNAL_SERVER_ERROR, Json(error)).into_response();
    };
    // Checking signatures takes long enough to keep it off the runtime's threads.
    let answered = tokio::task::spawn_blocking(move || match &call {
        Value::Array(calls) => calls.iter().map(|c| one(&node, c)).collect(),
        call => one(&node, call),
    })
    .await;
    match answered {
        Ok(answer) => Json(answer).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn by_uri(
    State(node): State<Node>,
    Path(method): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let params: Map<String, Value> = query
        .into_iter()
        .map(|(name, value)| {
            // Texts come in quotes, bytes as hex, numbers bare.
            let bare = value
                .strip_prefix('"')
                .and_then(|v| v.strip_suffix('"'))
                .unwrap_or(&value);
            (name, Value::from(bare))
        })
        .collect();
    let answer = methods::call(&node, &method, &Value::Object(params));
    let status = match &answer {
        Ok(_) => StatusCode::OK,
        Err(e) if e.code == -32601 => StatusCode::NOT_FOUND,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, Json(envelope(&json!(-1), answer))).into_response()
}

/// Height of the first block after a height, null when none comes.
async fn after(blocks: &mut broadcast::Receiver<Arc<Block>>, height: i64) -> Value {
    let waiting = async {
        loop {
            match blocks.recv().await {
                Ok(block) if block.height > height => return Value::from(block.height.to_string()),
                // An older block, or some missed: another comes.
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Value::Null,
            }
        }
    };
    tokio::time::timeout(FAUCET_WAIT, waiting)
        .await
        .unwrap_or(Value::Null)
}

/// Issues coins and answers when they are in a block.
async fn faucet(State(node): State<Node>, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let address = body["address"].as_str().unwrap_or_default();
    let mut blocks = node.subscribe();
    let drawn = node
        .draw(address)
        .map(|grant| (grant, node.ledger().height()));
    match drawn {
        Ok((grant, drawn)) => Json(json!({
            "address": address,
            "simulated": true,
            "height": after(&mut blocks, drawn).await,
            "amount": [
                {"denom": "uact", "amount": grant.uact.to_string()},
                {"denom": "uakt", "amount": grant.uakt.to_string()},
            ],
        }))
        .into_response(),
        Err(error) => {
            let status = match error {
                crate::chain::FaucetError::Address => StatusCode::BAD_REQUEST,
                crate::chain::FaucetError::Limit => StatusCode::TOO_MANY_REQUESTS,
            };
            (status, Json(json!({"error": error.to_string()}))).into_response()
        }
    }
}
