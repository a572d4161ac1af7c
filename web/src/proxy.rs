//! Requests to a node and to a faucet, passed on unchanged.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::{HttpRequest, NetError, fault};
use serde_json::Value;

use crate::{Shared, refused};

/// The methods of the node's RPC that a client needs; the others are the operator's.
const METHODS: [&str; 10] = [
    "abci_info",
    "abci_query",
    "block",
    "block_results",
    "broadcast_tx_sync",
    "health",
    "status",
    "tx",
    "tx_search",
    "validators",
];

/// Longest wait for a faucet, which answers after its block.
const FAUCET_WAIT: Duration = Duration::from_secs(40);

/// `POST /rpc/<network>`: one JSON-RPC call.
pub(crate) async fn rpc(
    State(shared): State<Arc<Shared>>,
    Path(network): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(network) = shared.network(&network) else {
        return unknown();
    };
    if !is_json(&headers) {
        return refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The request must be JSON.",
        );
    }
    let call: Option<Value> = serde_json::from_slice(&body).ok();
    let method = call.as_ref().and_then(|c| c["method"].as_str());
    match method {
        Some(method) if METHODS.contains(&method) => {}
        Some(_) => return refused(StatusCode::FORBIDDEN, "This method is not passed on."),
        None => return refused(StatusCode::BAD_REQUEST, "This is not one JSON-RPC call."),
    }
    pass(
        &shared,
        HttpRequest::post_json(network.rpc.clone(), body.to_vec()),
    )
    .await
}

/// `POST /faucet/<network>`: coins of a network that gives some away.
pub(crate) async fn faucet(
    State(shared): State<Arc<Shared>>,
    Path(network): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(faucet) = shared.network(&network).and_then(|n| n.faucet.clone()) else {
        return unknown();
    };
    if !is_json(&headers) {
        return refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The request must be JSON.",
        );
    }
    let mut request = HttpRequest::post_json(faucet, body.to_vec());
    request.timeout = FAUCET_WAIT;
    pass(&shared, request).await
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    kind.is_some_and(|k| k.starts_with("application/json"))
}

pub(crate) fn unknown() -> Response {
    refused(
        StatusCode::NOT_FOUND,
        "This server does not know that network.",
    )
}

async fn pass(shared: &Shared, request: HttpRequest) -> Response {
    match shared.http.send(request).await {
        Ok(answer) => answered(answer.status, answer.body),
        Err(error) => failed(&error),
    }
}

/// The answer of another server; never as a page.
pub(crate) fn answered(status: u16, body: Vec<u8>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let kind = if serde_json::from_slice::<serde::de::IgnoredAny>(&body).is_ok() {
        "application/json"
    } else {
        "text/plain; charset=utf-8"
    };
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

/// The other server could not be asked.
pub(crate) fn failed(error: &NetError) -> Response {
    let (status, body) = fault::answer(error);
    answered(status, body)
}
