//! CometBFT's RPC over HTTP and websocket.

pub mod methods;
mod render;
mod socket;

use crate::node::Node;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use methods::{Params, RpcError, call};
use serde_json::{Value, json};

/// What the routes know.
#[derive(Clone)]
pub struct Rpc {
    /// The chain.
    pub node: Node,
    /// Where it listens, for `status`.
    pub listen: String,
}

/// The routes. Any origin may call them, as with a public node.
pub fn router(rpc: Rpc) -> Router {
    Router::new()
        .route("/", post(posted).get(listing))
        .route("/websocket", get(socket::upgrade))
        .route("/{method}", get(by_uri))
        .with_state(rpc)
}

/// Lets pages of any origin read the answers, and answers their preflights.
pub async fn cors(request: axum::extract::Request, next: middleware::Next) -> Response {
    let preflight = request.method() == Method::OPTIONS;
    let mut response = if preflight {
        axum::http::StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    if preflight {
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST, OPTIONS"),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("content-type"),
        );
    }
    response
}

/// The envelope of an answer.
pub fn envelope(id: &Value, outcome: Result<Value, RpcError>) -> Value {
    match outcome {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(e) => json!({ "jsonrpc": "2.0", "id": id, "error": e.json() }),
    }
}

fn reply(value: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, value.to_string()).into_response()
}

async fn one(rpc: &Rpc, request: &Value) -> Value {
    let id = request.get("id").cloned().unwrap_or(Value::Null);
    let method = request["method"].as_str().unwrap_or_default();
    let params = Params::json(request.get("params"));
    envelope(&id, call(&rpc.node, &rpc.listen, method, &params).await)
}

async fn posted(State(rpc): State<Rpc>, body: Bytes) -> Response {
    match serde_json::from_slice::<Value>(&body) {
        Ok(Value::Array(all)) => {
            let mut answers = Vec::new();
            for request in &all {
                answers.push(one(&rpc, request).await);
            }
            reply(&Value::Array(answers))
        }
        Ok(request @ Value::Object(_)) => reply(&one(&rpc, &request).await),
        _ => {
            let data = "error unmarshaling request".to_owned();
            let error = RpcError {
                code: -32700,
                message: "Parse error. Invalid JSON",
                data,
            };
            reply(&envelope(&json!(-1), Err(error)))
        }
    }
}

async fn by_uri(
    State(rpc): State<Rpc>,
    Path(method): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::uri(pairs(query.as_deref().unwrap_or_default()));
    let outcome = call(&rpc.node, &rpc.listen, &method, &params).await;
    reply(&envelope(&json!(-1), outcome))
}

async fn listing(State(rpc): State<Rpc>) -> Response {
    let text = format!("CometBFT RPC of {}\n", rpc.node.chain_id());
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// Names and values of a URI's query.
fn pairs(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|p| !p.is_empty());
    parts
        .map(|p| {
            let (name, value) = p.split_once('=').unwrap_or((p, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'+' => out.push(b' '),
            b'%' => {
                let pair = [bytes.next().unwrap_or(b'0'), bytes.next().unwrap_or(b'0')];
                let mut one = [0u8];
                if hex::decode_to_slice(pair, &mut one).is_ok() {
                    out.push(one[0]);
                }
            }
            b => out.push(b),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_decoded() {
        let all = pairs("a=%22x+y%22&b&c=1%3D");
        let text: Vec<_> = all.iter().map(|(k, v)| format!("{k}:{v}")).collect();
        assert_eq!(text, ["a:\"x y\"", "b:", "c:1="]);
    }
}
