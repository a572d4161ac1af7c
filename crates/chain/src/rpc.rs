//! CometBFT JSON-RPC over HTTP: `status`, `abci_query`, `broadcast_tx_sync`, `tx`, `block_results`.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use platform::{Http, HttpRequest, NetError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use types::{ChainId, Hash32, Height, UnixMillis};

/// Why a node gave no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RpcError {
    /// The node could not be reached.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The node answered with an HTTP error.
    #[error("the node answered with status {0}")]
    Status(u16),
    /// The node refused the call (JSON-RPC error).
    #[error("the node refused: {message}")]
    Refused {
        /// JSON-RPC code.
        code: i64,
        /// Message and data.
        message: String,
    },
    /// The answer is not what the call promises.
    #[error("the node's answer can't be read: {0}")]
    Malformed(String),
    /// A query of the application failed.
    #[error("{log}")]
    Query {
        /// ABCI code: 22 not found, 18 invalid argument, 6 unknown.
        code: u32,
        /// The application's words.
        log: String,
    },
}

impl RpcError {
    /// Whether what was asked for is not there (ABCI code 22).
    #[must_use]
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::Query { code: 22, .. })
    }
}

/// What `status` says of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeStatus {
    /// Its chain.
    pub chain_id: ChainId,
    /// Its newest block.
    pub height: Height,
    /// Time of that block.
    pub block_time: UnixMillis,
    /// It is still catching up.
    pub catching_up: bool,
}

/// The answer to `broadcast_tx_sync`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broadcast {
    /// In the mempool, or already known.
    Accepted,
    /// Refused in CheckTx; nothing was spent.
    Refused {
        /// Code, unique in its codespace.
        code: u32,
        /// Module that refused.
        codespace: String,
        /// Its words.
        log: String,
    },
}

/// An event of a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TxEvent {
    /// Event type; for typed events the message's full name.
    #[serde(rename = "type")]
    pub kind: String,
    /// Attributes in order.
    #[serde(default)]
    pub attributes: Vec<TxAttribute>,
}

/// An attribute of an event. Values of typed events are JSON.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TxAttribute {
    /// Name.
    pub key: String,
    /// Value.
    #[serde(default)]
    pub value: Option<String>,
}

/// A transaction in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncludedTx {
    /// Its block.
    pub height: Height,
    /// Zero when it was accepted.
    pub code: u32,
    /// Module that refused.
    pub codespace: String,
    /// Its words.
    pub log: String,
    /// Gas that it used.
    pub gas_used: u64,
    /// Its events.
    pub events: Vec<TxEvent>,
}

/// A node's RPC.
#[derive(Clone)]
pub struct Rpc {
    http: Arc<dyn Http>,
    url: String,
}

#[derive(Deserialize)]
struct Envelope<T> {
    result: Option<T>,
    error: Option<RpcFault>,
}

#[derive(Deserialize)]
struct RpcFault {
    code: i64,
    message: String,
    #[serde(default)]
    data: String,
}

impl Rpc {
    /// The RPC at `url`.
    #[must_use]
    pub fn new(http: Arc<dyn Http>, url: &str) -> Self {
        Self {
            http,
            url: url.trim_end_matches('/').to_owned(),
        }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    async fn call<T: DeserializeOwned>(&self, method: &str, params: Value) -> Result<T, RpcError> {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let request = HttpRequest::post_json(self.url.clone(), body.to_string().into_bytes());
        let answer = self.http.send(request).await?;
        // CometBFT answers refused calls with status 500 and a JSON-RPC error in the body.
        let envelope: Envelope<T> = serde_json::from_slice(&answer.body).map_err(|e| {
            if answer.is_success() {
                RpcError::Malformed(format!("{method}: {e}"))
            } else {
                RpcError::Status(answer.status)
            }
        })?;
        match (envelope.result, envelope.error) {
            (_, Some(fault)) => Err(RpcError::Refused {
                code: fault.code,
                message: format!("{} {}", fault.message, fault.data)
                    .trim()
                    .to_owned(),
            }),
            (Some(result), None) => Ok(result),
            (None, None) if answer.is_success() => {
                Err(RpcError::Malformed(format!("{method}: no result")))
            }
            // The web build's proxy says in the body why it could not ask the node.
            (None, None) => Err(platform::fault::of_answer(answer.status, &answer.body)
                .map_or(RpcError::Status(answer.status), RpcError::Net)),
        }
    }

    /// How the node is.
    ///
    /// # Errors
    /// [`RpcError`].
    pub async fn status(&self) -> Result<NodeStatus, RpcError> {
        let value: Value = self.call("status", json!({})).await?;
        let text = |path: &str| {
            value
                .pointer(path)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let bad = |what: &str| RpcError::Malformed(format!("status: {what}"));
        Ok(NodeStatus {
            chain_id: text("/node_info/network")
                .parse()
                .map_err(|_| bad("chain id"))?,
            height: Height(
                text("/sync_info/latest_block_height")
                    .parse()
                    .map_err(|_| bad("height"))?,
            ),
            block_time: parse_time(text("/sync_info/latest_block_time"))
                .ok_or_else(|| bad("block time"))?,
            catching_up: value
                .pointer("/sync_info/catching_up")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
        })
    }

    /// Asks the application; the answer is protobuf.
    ///
    /// # Errors
    /// [`RpcError::Query`] when the application refuses, else as any call.
    pub async fn abci_query(
        &self,
        path: &str,
        data: Vec<u8>,
    ) -> Result<(Vec<u8>, Height), RpcError> {
        #[derive(Deserialize)]
        struct Outer {
            response: Inner,
        }
        #[derive(Deserialize)]
        struct Inner {
            #[serde(default)]
            code: u32,
            #[serde(default)]
            log: String,
            value: Option<String>,
            #[serde(default)]
            height: String,
        }
        let params =
            json!({ "path": path, "data": hex::encode(data), "height": "0", "prove": false });
        let Outer { response } = self.call("abci_query", params).await?;
        if response.code != 0 {
            return Err(RpcError::Query {
                code: response.code,
                log: response.log,
            });
        }
        let value = STANDARD
            .decode(response.value.unwrap_or_default())
            .map_err(|e| RpcError::Malformed(format!("{path}: {e}")))?;
        Ok((value, Height(response.height.parse().unwrap_or_default())))
    }

    /// Hands a signed transaction to the node.
    ///
    /// # Errors
    /// [`RpcError`]; a refusal by CheckTx is an answer, not an error.
    pub async fn broadcast(&self, tx: &[u8]) -> Result<Broadcast, RpcError> {
        #[derive(Deserialize)]
        struct Answer {
            code: u32,
            #[serde(default)]
            log: String,
            #[serde(default)]
            codespace: String,
        }
        let sent = self
            .call("broadcast_tx_sync", json!({ "tx": STANDARD.encode(tx) }))
            .await;
        match sent {
            Ok(Answer { code: 0, .. }) => Ok(Broadcast::Accepted),
            Ok(Answer {
                code: 19,
                codespace,
                ..
            }) if codespace == "sdk" => Ok(Broadcast::Accepted),
            Ok(Answer {
                code,
                log,
                codespace,
            }) => Ok(Broadcast::Refused {
                code,
                codespace,
                log,
            }),
            Err(RpcError::Refused { message, .. })
                if message.contains("already exists in cache") =>
            {
                Ok(Broadcast::Accepted)
            }
            Err(e) => Err(e),
        }
    }

    /// The transaction with this hash, or none while it is in no block.
    ///
    /// # Errors
    /// [`RpcError`].
    pub async fn tx(&self, hash: Hash32) -> Result<Option<IncludedTx>, RpcError> {
        #[derive(Deserialize)]
        struct Answer {
            height: String,
            tx_result: Outcome,
        }
        #[derive(Deserialize)]
        struct Outcome {
            #[serde(default)]
            code: u32,
            #[serde(default)]
            codespace: String,
            #[serde(default)]
            log: String,
            #[serde(default)]
            gas_used: String,
            #[serde(default)]
            events: Option<Vec<TxEvent>>,
        }
        let params = json!({ "hash": STANDARD.encode(hash.as_bytes()), "prove": false });
        match self.call::<Answer>("tx", params).await {
            Ok(answer) => Ok(Some(IncludedTx {
                height: Height(
                    answer
                        .height
                        .parse()
                        .map_err(|_| RpcError::Malformed("tx: height".into()))?,
                ),
                code: answer.tx_result.code,
                codespace: answer.tx_result.codespace,
                log: answer.tx_result.log,
                gas_used: answer.tx_result.gas_used.parse().unwrap_or_default(),
                events: answer.tx_result.events.unwrap_or_default(),
            })),
            Err(RpcError::Refused { message, .. }) if message.contains("not found") => Ok(None),
            Err(e) => Err(e),
        }
    }
}

/// Milliseconds since 1970 of an RFC 3339 time, as CometBFT prints it (`2026-11-24T08:00:00.123456789Z`).
#[must_use]
pub fn parse_time(text: &str) -> Option<UnixMillis> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    u64::try_from(time.unix_timestamp_nanos() / 1_000_000)
        .ok()
        .map(UnixMillis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_times_that_nodes_print() {
        assert_eq!(parse_time("1970-01-01T00:00:00Z"), Some(UnixMillis(0)));
        assert_eq!(
            parse_time("2026-11-24T08:00:00.123456789Z"),
            Some(UnixMillis(1_795_507_200_123))
        );
        assert_eq!(
            parse_time("2024-02-29T23:59:59.5Z"),
            Some(UnixMillis(1_709_251_199_500))
        );
        assert_eq!(parse_time("yesterday"), None);
    }
}
