//! CometBFT's JSON-RPC over HTTP and its websocket.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::node::{Block, Node, TxInBlock};
use super::query::base64;
use super::state::Event;

/// Subscriptions that a connection may have.
const SUBSCRIPTIONS: usize = 5;

struct Refusal {
    code: i64,
    message: &'static str,
    data: String,
}

fn params_error(data: impl Into<String>) -> Refusal {
    Refusal {
        code: -32602,
        message: "Invalid params",
        data: data.into(),
    }
}

fn internal(data: impl Into<String>) -> Refusal {
    Refusal {
        code: -32603,
        message: "Internal error",
        data: data.into(),
    }
}

/// The routes of a node, with its faucet.
pub fn router(node: Node) -> Router {
    Router::new()
        .route("/", post(posted))
        .route("/websocket", get(upgrade))
        .route("/faucet", post(faucet))
        .route("/{method}", get(called))
        .with_state(node)
}

async fn posted(State(node): State<Node>, body: Bytes) -> Response {
    let Ok(request) = serde_json::from_slice::<Value>(&body) else {
        let error = json!({ "code": -32700, "message": "Parse error. Invalid JSON", "data": "" });
        return (
            StatusCode::INTERNAL_SERVER_ERROR,
            Json(json!({ "jsonrpc": "2.0", "error": error })),
        )
            .into_response();
    };
    answered(&node, &request).into_response()
}

/// The URI form: `/abci_query?path="/…"&data=0x…`.
async fn called(
    State(node): State<Node>,
    Path(method): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let params: serde_json::Map<String, Value> = query
        .into_iter()
        .map(|(name, value)| {
            let value = value
                .strip_prefix('"')
                .and_then(|v| v.strip_suffix('"'))
                .map(str::to_owned)
                .unwrap_or(value);
            let value = match value.strip_prefix("0x") {
                Some(hex) if name == "hash" || name == "tx" => {
                    hex::decode(hex).map(|b| base64(&b)).unwrap_or_default()
                }
                Some(hex) => hex.to_owned(),
                None => value,
            };
            (name, Value::from(value))
        })
        .collect();
    answered(
        &node,
        &json!({ "id": -1, "method": method, "params": params }),
    )
    .into_response()
}

fn answered(node: &Node, request: &Value) -> (StatusCode, Json<Value>) {
    let id = request.get("id").cloned().unwrap_or(Value::Null);
    let method = request["method"].as_str().unwrap_or_default();
    match call(node, method, &request["params"]) {
        Ok(result) => (
            StatusCode::OK,
            Json(json!({ "jsonrpc": "2.0", "id": id, "result": result })),
        ),
        Err(e) => {
            let error = json!({ "code": e.code, "message": e.message, "data": e.data });
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                Json(json!({ "jsonrpc": "2.0", "id": id, "error": error })),
            )
        }
    }
}

fn call(node: &Node, method: &str, params: &Value) -> Result<Value, Refusal> {
    let text = |name: &str| params[name].as_str().map(str::to_owned);
    let height = || -> Result<Option<u64>, Refusal> {
        match &params["height"] {
            Value::Null => Ok(None),
            Value::String(s) if s == "0" || s.is_empty() => Ok(None),
            Value::String(s) => s.parse().map(Some).map_err(|_| {
                params_error("error converting json params to arguments: invalid height")
            }),
            other => Ok(other.as_u64()),
        }
    };
    match method {
        "health" => Ok(json!({})),
        "status" => Ok(status(node)),
        "abci_info" => Ok(json!({ "response": {
            "data": "akash", "version": "v2.1.0", "last_block_height": node.height().to_string(),
            "last_block_app_hash": base64(&[0; 32]),
        } })),
        "abci_query" => abci_query(
            node,
            &text("path").unwrap_or_default(),
            &text("data").unwrap_or_default(),
        ),
        "broadcast_tx_sync" => {
            let bytes = STANDARD
                .decode(text("tx").unwrap_or_default())
                .map_err(|e| {
                    params_error(format!("error converting json params to arguments: {e}"))
                })?;
            broadcast(node, bytes)
        }
        "tx" => {
            let hash = STANDARD.decode(text("hash").unwrap_or_default()).map_err(|_| {
                params_error("error converting json params to arguments: illegal base64 data at input byte 0")
            })?;
            let found = <[u8; 32]>::try_from(hash.clone())
                .ok()
                .and_then(|h| node.tx(&h));
            found
                .map(|tx| tx_json(&tx))
                .ok_or_else(|| internal(format!("tx ({}) not found", hex::encode_upper(hash))))
        }
        "tx_search" => tx_search(node, &text("query").unwrap_or_default(), params),
        "block" => height()
            .and_then(|h| block_of(node, h))
            .map(|b| block_json(node, &b)),
        "block_results" => height()
            .and_then(|h| block_of(node, h))
            .map(|b| results_json(&b)),
        _ => Err(Refusal {
            code: -32601,
            message: "Method not found",
            data: String::new(),
        }),
    }
}

fn block_of(node: &Node, height: Option<u64>) -> Result<Arc<Block>, Refusal> {
    let newest = node.height();
    if let Some(height) = height.filter(|h| *h > newest) {
        return Err(internal(format!(
            "height {height} must be less than or equal to the current blockchain height {newest}"
        )));
    }
    node.block(height)
        .ok_or_else(|| internal("block not found"))
}

fn time_text(nanos: i128) -> String {
    let seconds = i64::try_from(nanos / 1_000_000_000).unwrap_or_default();
    let days = seconds.div_euclid(86_400);
    let of_day = seconds.rem_euclid(86_400);
    // Civil date from days since 1970, years counted from March.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (
        doy - (153 * mp + 2) / 5 + 1,
        if mp < 10 { mp + 3 } else { mp - 9 },
    );
    let year = yoe + era * 400 + i64::from(month <= 2);
    let (h, m, s) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!(
        "{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}.{:09}Z",
        nanos.rem_euclid(1_000_000_000)
    )
}

fn status(node: &Node) -> Value {
    let block = node.block(None);
    let time = block.as_ref().map_or(0, |b| b.time_nanos);
    json!({
        "node_info": { "network": node.chain_id(), "version": "0.38.21", "moniker": "slipway-devnet", "id": "0000000000000000000000000000000000000000" },
        "sync_info": {
            "latest_block_height": node.height().to_string(),
            "latest_block_time": time_text(time),
            "earliest_block_height": "1",
            "catching_up": false,
        },
        "validator_info": { "voting_power": "1" },
    })
}

fn abci_query(node: &Node, path: &str, data: &str) -> Result<Value, Refusal> {
    let data = hex::decode(data)
        .map_err(|e| params_error(format!("error converting json params to arguments: {e}")))?;
    let response = match node.abci_query(path, &data) {
        Ok((value, height)) => json!({
            "code": 0, "log": "", "info": "", "index": "0", "key": null, "value": base64(&value), "proofOps": null,
            "height": height.to_string(), "codespace": "",
        }),
        Err(fault) => json!({
            "code": fault.code, "log": fault.log, "info": "", "index": "0", "key": null, "value": null, "proofOps": null,
            "height": node.height().to_string(), "codespace": fault.codespace,
        }),
    };
    Ok(json!({ "response": response }))
}

fn broadcast(node: &Node, bytes: Vec<u8>) -> Result<Value, Refusal> {
    let hash = hex::encode_upper(super::node::hash_of(&bytes));
    match node.broadcast_tx_sync(bytes) {
        Ok(Some(_)) => {
            Ok(json!({ "code": 0, "data": "", "log": "", "codespace": "", "hash": hash }))
        }
        Ok(None) => Err(internal("tx already exists in cache")),
        Err(fault) => Ok(
            json!({ "code": fault.code, "data": "", "log": fault.log, "codespace": fault.codespace, "hash": hash }),
        ),
    }
}

fn events_json(events: &[Event]) -> Value {
    events
        .iter()
        .map(|event| {
            let attributes: Vec<Value> = event
                .attributes
                .iter()
                .map(|(k, v)| json!({ "key": k, "value": v, "index": true }))
                .collect();
            json!({ "type": event.kind, "attributes": attributes })
        })
        .collect()
}

fn result_json(tx: &TxInBlock) -> Value {
    let fault = tx.result.fault.as_ref();
    json!({
        "code": fault.map_or(0, |f| f.code),
        "data": if tx.result.data.is_empty() { Value::Null } else { base64(&tx.result.data).into() },
        "log": fault.map_or("", |f| f.log.as_str()),
        "info": "",
        "gas_wanted": tx.result.gas_wanted.to_string(),
        "gas_used": tx.result.gas_used.to_string(),
        "events": events_json(&tx.result.events),
        "codespace": fault.map_or("", |f| f.codespace),
    })
}

fn tx_json(tx: &TxInBlock) -> Value {
    json!({
        "hash": hex::encode_upper(tx.hash), "height": tx.height.to_string(), "index": tx.index,
        "tx_result": result_json(tx), "tx": base64(&tx.bytes),
    })
}

fn header(node: &Node, block: &Block) -> Value {
    json!({ "chain_id": node.chain_id(), "height": block.height.to_string(), "time": time_text(block.time_nanos) })
}

fn block_json(node: &Node, block: &Block) -> Value {
    let txs: Vec<String> = block.txs.iter().map(|tx| base64(&tx.bytes)).collect();
    json!({ "block_id": { "hash": "" }, "block": { "header": header(node, block), "data": { "txs": txs }, "evidence": { "evidence": [] } } })
}

fn results_json(block: &Block) -> Value {
    let results: Vec<Value> = block.txs.iter().map(|tx| result_json(tx)).collect();
    json!({ "height": block.height.to_string(), "txs_results": results, "finalize_block_events": [], "validator_updates": null })
}

/// Conditions `key='value'` (and `tx.height=N`) joined by AND.
fn conditions(query: &str) -> Option<Vec<(String, String)>> {
    query
        .split(" AND ")
        .map(|part| {
            let (key, value) = part.split_once('=')?;
            Some((
                key.trim().to_owned(),
                value.trim().trim_matches('\'').to_owned(),
            ))
        })
        .collect()
}

fn matches(tx: &TxInBlock, wanted: &[(String, String)]) -> bool {
    wanted.iter().all(|(key, value)| match key.as_str() {
        "tm.event" => value == "Tx",
        "tx.height" => *value == tx.height.to_string(),
        "tx.hash" => value.eq_ignore_ascii_case(&hex::encode(tx.hash)),
        key => key.rsplit_once('.').is_some_and(|(kind, name)| {
            let of_kind = tx.result.events.iter().filter(|e| e.kind == kind);
            of_kind
                .flat_map(|e| &e.attributes)
                .any(|(k, v)| k == name && v == value)
        }),
    })
}

fn tx_search(node: &Node, query: &str, params: &Value) -> Result<Value, Refusal> {
    let wanted = conditions(query).ok_or_else(|| internal("failed to parse query"))?;
    let number = |name: &str, usual: usize| {
        params[name]
            .as_str()
            .and_then(|t| t.parse().ok())
            .unwrap_or(usual)
            .max(1)
    };
    let (page, per_page) = (number("page", 1), number("per_page", 30).min(100));
    let mut found = node.txs(|tx| matches(tx, &wanted));
    if params["order_by"].as_str() == Some("desc") {
        found.reverse();
    }
    let total = found.len();
    let txs: Vec<Value> = found
        .iter()
        .skip((page - 1) * per_page)
        .take(per_page)
        .map(|tx| tx_json(tx))
        .collect();
    Ok(json!({ "txs": txs, "total_count": total.to_string() }))
}

async fn faucet(State(node): State<Node>, body: Bytes) -> Response {
    let refuse =
        |status, message: &str| (status, Json(json!({ "error": message }))).into_response();
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let Some(address) = request["address"]
        .as_str()
        .and_then(|a| a.parse::<types::Address>().ok())
    else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "the address is not an akash account",
        );
    };
    let mut blocks = node.subscribe();
    if !node.grant(address.as_str()) {
        return refuse(
            StatusCode::TOO_MANY_REQUESTS,
            "this address had its share; the faucet of this simulated network pays five times",
        );
    }
    // The answer comes when the coins are there.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(20), blocks.recv()).await;
    Json(json!({ "simulated": true, "issued": [{ "denom": "uakt", "amount": "100000000" }, { "denom": "uact", "amount": "250000000" }] })).into_response()
}

async fn upgrade(State(node): State<Node>, socket: WebSocketUpgrade) -> Response {
    socket.on_upgrade(move |socket| connection(node, socket))
}

async fn connection(node: Node, mut socket: WebSocket) {
    let mut blocks = node.subscribe();
    let mut subscribed: Vec<(Value, String)> = Vec::new();
    loop {
        let out: Vec<Value> = tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => vec![asked(&node, &text, &mut subscribed)],
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => Vec::new(),
            },
            block = blocks.recv() => match block {
                Ok(block) => published(&node, &block, &subscribed),
                Err(RecvError::Lagged(_)) => Vec::new(),
                Err(RecvError::Closed) => return,
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

fn asked(node: &Node, text: &str, subscribed: &mut Vec<(Value, String)>) -> Value {
    let request: Value = serde_json::from_str(text).unwrap_or_default();
    let id = request["id"].clone();
    let query = request["params"]["query"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let refuse = |data: &str| json!({ "jsonrpc": "2.0", "id": id, "error": { "code": -32603, "message": "Internal error", "data": data } });
    match request["method"].as_str() {
        Some("subscribe") if subscribed.len() >= SUBSCRIPTIONS => {
            refuse("max_subscriptions_per_client 5 reached")
        }
        Some("subscribe") if subscribed.iter().any(|(_, q)| *q == query) => {
            refuse("already subscribed")
        }
        Some("subscribe") if conditions(&query).is_none() => refuse("failed to parse query"),
        Some("subscribe") => {
            subscribed.push((id.clone(), query));
            json!({ "jsonrpc": "2.0", "id": id, "result": {} })
        }
        Some("unsubscribe") => {
            subscribed.retain(|(_, q)| *q != query);
            json!({ "jsonrpc": "2.0", "id": id, "result": {} })
        }
        Some("unsubscribe_all") => {
            subscribed.clear();
            json!({ "jsonrpc": "2.0", "id": id, "result": {} })
        }
        _ => answered(node, &request).1.0,
    }
}

fn published(node: &Node, block: &Block, subscribed: &[(Value, String)]) -> Vec<Value> {
    let mut out = Vec::new();
    for (id, query) in subscribed {
        let wanted = conditions(query).unwrap_or_default();
        let kind = wanted
            .iter()
            .find(|(key, _)| key == "tm.event")
            .map(|(_, value)| value.as_str());
        let mut push = |kind: &str, value: Value| {
            let data = json!({ "type": format!("tendermint/event/{kind}"), "value": value });
            out.push(json!({ "jsonrpc": "2.0", "id": id, "result": { "query": query, "data": data, "events": {} } }));
        };
        match kind {
            Some("NewBlock") => push("NewBlock", block_json(node, block)),
            Some("NewBlockHeader") => {
                push("NewBlockHeader", json!({ "header": header(node, block) }))
            }
            Some("Tx") => {
                for tx in block.txs.iter().filter(|tx| matches(tx, &wanted)) {
                    push(
                        "Tx",
                        json!({ "TxResult": { "height": tx.height.to_string(), "index": tx.index, "tx": base64(&tx.bytes), "result": result_json(tx) } }),
                    );
                }
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_nodes_write_them() {
        assert_eq!(time_text(0), "1970-01-01T00:00:00.000000000Z");
        assert_eq!(
            time_text(1_795_507_200_123_456_789),
            "2026-11-24T08:00:00.123456789Z"
        );
        assert_eq!(
            time_text(1_709_251_199_500_000_000),
            "2024-02-29T23:59:59.500000000Z"
        );
    }

    #[test]
    fn conditions_are_joined_by_and() {
        let parsed = conditions("tm.event='Tx' AND message.action='/a.b'").unwrap();
        assert_eq!(parsed[1], ("message.action".to_owned(), "/a.b".to_owned()));
        assert_eq!(conditions("nonsense"), None);
    }
}
