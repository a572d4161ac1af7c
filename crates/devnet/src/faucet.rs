//! Coins for the demo network: `POST /faucet {"address"}`.

use crate::chain::app::Mint;
use crate::node::Node;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use std::time::Duration;
use types::Address;

/// AKT of one call, in micro-units.
pub const AKT: u128 = 100_000_000;
/// ACT of one call, in micro-units.
pub const ACT: u128 = 500_000_000;
/// Calls that an address may make in all.
pub const CALLS: usize = 10;
/// Longest wait for a block.
const WAIT: Duration = Duration::from_secs(30);

/// The faucet's route.
pub fn router(node: Node) -> Router {
    Router::new().route("/faucet", post(give)).with_state(node)
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let kind = [(axum::http::header::CONTENT_TYPE, "application/json")];
    (status, kind, body.to_string()).into_response()
}

fn refused(status: StatusCode, code: &str, words: &str) -> Response {
    answer(status, &json!({ "error": code, "message": words }))
}

async fn give(State(node): State<Node>, body: Bytes) -> Response {
    let request: Option<Value> = serde_json::from_slice(&body).ok();
    let address = request
        .as_ref()
        .and_then(|r| r["address"].as_str())
        .and_then(|a| a.parse::<Address>().ok());
    let Some(address) = address else {
        return refused(
            StatusCode::BAD_REQUEST,
            "bad_address",
            "The request needs an address that begins with akash1.",
        );
    };
    let coin = |denom: &str, amount| Mint {
        address: address.as_str().to_owned(),
        denom: denom.to_owned(),
        amount,
    };
    let mints = vec![coin("uakt", AKT), coin("uact", ACT)];
    let mut blocks = node.subscribe_blocks();
    if !node.mint_limited(mints.clone(), CALLS) {
        return refused(
            StatusCode::TOO_MANY_REQUESTS,
            "limit",
            "This address has had all that the faucet gives to one address.",
        );
    }
    let waiting = async {
        loop {
            match blocks.recv().await {
                Ok(block) if mints.iter().all(|m| block.mints.contains(m)) => {
                    return Some(block.height);
                }
                Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return None,
            }
        }
    };
    match tokio::time::timeout(WAIT, waiting).await {
        Ok(Some(height)) => answer(
            StatusCode::OK,
            &json!({
                "address": address.as_str(),
                "height": height.to_string(),
                "coins": [
                    { "denom": "uact", "amount": ACT.to_string() },
                    { "denom": "uakt", "amount": AKT.to_string() },
                ],
            }),
        ),
        _ => refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "no_block",
            "No block came; the coins follow with the next one.",
        ),
    }
}
