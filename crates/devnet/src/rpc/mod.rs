//! CometBFT's RPC of the demo network, with its faucet.

mod filter;
mod methods;
mod print;
mod socket;

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

async fn faucet(State(node): State<Node>, Json(body): Json<Value>) -> Response {
    let address = body["address"].as_str().unwrap_or_default();
    match node.draw(address) {
        Ok(grant) => Json(json!({
            "address": address,
            "simulated": true,
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
