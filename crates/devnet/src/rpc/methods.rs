//! The JSON-RPC methods.

use super::{print, search};
use crate::chain::{Accepted, hash};
use crate::node::Node;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// An error of JSON-RPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Code of JSON-RPC.
    pub code: i32,
    /// What happened, from a short list.
    pub message: &'static str,
    /// Details.
    pub data: String,
}

impl Error {
    fn params(data: impl Into<String>) -> Self {
        Self {
            code: -32602,
            message: "Invalid params",
            data: format!("error converting json params to arguments: {}", data.into()),
        }
    }

    /// Something went wrong in the node or isn't there.
    pub fn internal(data: impl Into<String>) -> Self {
        Self {
            code: -32603,
            message: "Internal error",
            data: data.into(),
        }
    }

    fn method() -> Self {
        Self {
            code: -32601,
            message: "Method not found",
            data: String::new(),
        }
    }

    /// As JSON.
    pub fn to_json(&self) -> Value {
        if self.data.is_empty() {
            return json!({"code": self.code, "message": self.message});
        }
        json!({"code": self.code, "message": self.message, "data": self.data})
    }
}

/// Parameters of a call by name.
pub struct Params(Map<String, Value>);

impl Params {
    /// From a call's `params`; an array names them in the method's order.
    ///
    /// # Errors
    /// -32602 for anything but an object, an array or nothing.
    pub fn new(method: &str, value: &Value) -> Result<Self, Error> {
        match value {
            Value::Null => Ok(Self(Map::new())),
            Value::Object(map) => Ok(Self(map.clone())),
            Value::Array(list) => {
                let names = order(method).iter().map(|n| (*n).to_owned());
                Ok(Self(names.zip(list.iter().cloned()).collect()))
            }
            _ => Err(Error::params("params must be an object or an array")),
        }
    }

    /// A text, empty where it isn't named.
    ///
    /// # Errors
    /// -32602 for anything that is neither text nor number.
    pub fn text(&self, name: &str) -> Result<String, Error> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(Value::Number(number)) => Ok(number.to_string()),
            Some(_) => Err(Error::params(format!("{name} is not a text"))),
        }
    }

    /// A number, if it is named.
    ///
    /// # Errors
    /// -32602 for what is no number.
    pub fn number(&self, name: &str) -> Result<Option<i64>, Error> {
        match self.text(name)?.as_str() {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| Error::params(format!("{name} is not a number"))),
        }
    }

    /// Bytes in base64, or in hex after `0x`.
    fn bytes(&self, name: &str) -> Result<Vec<u8>, Error> {
        let text = self.text(name)?;
        match text.strip_prefix("0x") {
            Some(hexed) => hex::decode(hexed).map_err(|e| Error::params(e.to_string())),
            None => STANDARD
                .decode(&text)
                .map_err(|_| Error::params("illegal base64 data")),
        }
    }
}

/// Names of a method's parameters in their order.
fn order(method: &str) -> &'static [&'static str] {
    match method {
        "abci_query" => &["path", "data", "height", "prove"],
        "tx" => &["hash", "prove"],
        "tx_search" => &["query", "prove", "page", "per_page", "order_by"],
        "block_search" => &["query", "page", "per_page", "order_by"],
        "unconfirmed_txs" => &["limit"],
        "block" | "block_results" | "header" | "commit" | "validators" | "consensus_params" => {
            &["height"]
        }
        "blockchain" => &["minHeight", "maxHeight"],
        "broadcast_tx_sync" | "broadcast_tx_async" => &["tx"],
        "subscribe" | "unsubscribe" => &["query"],
        _ => &[],
    }
}

/// Runs a method.
///
/// # Errors
/// [`Error`] as CometBFT gives it.
pub fn call(node: &Node, method: &str, params: &Value) -> Result<Value, Error> {
    let p = Params::new(method, params)?;
    match method {
        "health" => Ok(json!({})),
        "status" => status(node),
        "abci_info" => {
            let ledger = node.ledger();
            let app = ledger
                .block(ledger.height())
                .map(|b| print::b64(&b.app_hash));
            Ok(json!({"response": {
                "data": "akash",
                "version": "v2.1.0",
                "last_block_height": ledger.height().to_string(),
                "last_block_app_hash": app,
            }}))
        }
        "abci_query" => abci_query(node, &p),
        "broadcast_tx_sync" => broadcast(node, &p),
        "broadcast_tx_async" => {
            let answer = broadcast(node, &p)?;
            let hash = answer["hash"].clone();
            Ok(json!({"code": 0, "data": "", "log": "", "codespace": "", "hash": hash}))
        }
        "tx" => {
            let wanted = p.bytes("hash")?;
            let missing =
                || Error::internal(format!("tx ({}) not found", print::hex_upper(&wanted)));
            let key = <[u8; 32]>::try_from(wanted.as_slice()).map_err(|_| missing())?;
            let ledger = node.ledger();
            let (block, index) = ledger.find(&key).ok_or_else(missing)?;
            print::tx(block, index).ok_or_else(missing)
        }
        "tx_search" => search::txs(node, &p),
        "block_search" => search::blocks(node, &p),
        "num_unconfirmed_txs" => Ok(unconfirmed(node, None)),
        "unconfirmed_txs" => {
            let most = p.number("limit")?.and_then(|n| usize::try_from(n).ok());
            Ok(unconfirmed(node, Some(most.unwrap_or(30).clamp(1, 100))))
        }
        "block" => at_height(node, &p, |ledger, b| {
            print::block_answer(ledger.chain_id(), b)
        }),
        "header" => at_height(
            node,
            &p,
            |ledger, b| json!({"header": print::header(ledger.chain_id(), b)}),
        ),
        "commit" => at_height(node, &p, |ledger, b| {
            json!({"signed_header": {
                "header": print::header(ledger.chain_id(), b),
                "commit": print::commit(b.height, &b.hash, b.time),
            }, "canonical": b.height < ledger.height()})
        }),
        "blockchain" => blockchain(node, &p),
        "validators" => at_height(node, &p, |_, b| {
            json!({
                "block_height": b.height.to_string(),
                "validators": [{
                    "address": print::PROPOSER,
                    "pub_key": print::validator_key(),
                    "voting_power": "1",
                    "proposer_priority": "0",
                }],
                "count": "1",
                "total": "1",
            })
        }),
        "consensus_params" => at_height(
            node,
            &p,
            |_, b| json!({"block_height": b.height.to_string(), "consensus_params": print::consensus(true)}),
        ),
        "net_info" => Ok(
            json!({"listening": true, "listeners": ["Listener(@)"], "n_peers": "0", "peers": []}),
        ),
        "block_results" => at_height(node, &p, |_, b| print::block_results(b)),
        _ => Err(Error::method()),
    }
}

fn status(node: &Node) -> Result<Value, Error> {
    let ledger = node.ledger();
    let none = || Error::internal("no block yet");
    let last = ledger.block(ledger.height()).ok_or_else(none)?;
    let first = ledger.earliest().ok_or_else(none)?;
    Ok(json!({
        "node_info": {
            "protocol_version": {"p2p": "8", "block": "11", "app": "0"},
            "id": "0000000000000000000000000000000000000000",
            "listen_addr": "tcp://127.0.0.1:0",
            "network": ledger.chain_id(),
            "version": "0.38.21",
            "channels": "40202122233038606100",
            "moniker": "slipway-devnet",
            "other": {"tx_index": "on", "rpc_address": ""},
        },
        "sync_info": {
            "latest_block_hash": print::hex_upper(&last.hash),
            "latest_app_hash": print::hex_upper(&last.app_hash),
            "latest_block_height": last.height.to_string(),
            "latest_block_time": print::time(last.time),
            "earliest_block_hash": print::hex_upper(&first.hash),
            "earliest_app_hash": print::hex_upper(&first.app_hash),
            "earliest_block_height": first.height.to_string(),
            "earliest_block_time": print::time(first.time),
            "catching_up": false,
        },
        "validator_info": {
            "address": print::PROPOSER,
            "pub_key": print::validator_key(),
            "voting_power": "1",
        },
    }))
}

fn abci_query(node: &Node, p: &Params) -> Result<Value, Error> {
    let text = p.text("data")?;
    let data = hex::decode(text.strip_prefix("0x").unwrap_or(&text))
        .map_err(|e| Error::params(e.to_string()))?;
    let path = p.text("path")?;
    let wanted = p.number("height")?.unwrap_or(0);
    let ledger = node.ledger();
    let height = ledger.height();
    let answer = if path == "/app/version" {
        Ok(b"v2.1.0".to_vec())
    } else if wanted == 0 || wanted == height {
        ledger.query(&path, &data)
    } else {
        // States of earlier blocks aren't kept, as on a pruning node.
        Err(crate::chain::Refusal::new(
            "sdk",
            if wanted > height { 26 } else { 18 },
            format!("failed to load state at height {wanted}; (latest height: {height})"),
        ))
    };
    let (code, codespace, log, value) = match answer {
        Ok(bytes) if bytes.is_empty() => (0, "", String::new(), Value::Null),
        Ok(bytes) => (0, "", String::new(), Value::from(print::b64(&bytes))),
        Err(r) => (r.code, r.codespace, r.log, Value::Null),
    };
    Ok(json!({"response": {
        "code": code,
        "log": log,
        "info": "",
        "index": "0",
        "key": null,
        "value": value,
        "proofOps": null,
        "height": height.to_string(),
        "codespace": codespace,
    }}))
}

fn broadcast(node: &Node, p: &Params) -> Result<Value, Error> {
    let bytes = p.bytes("tx")?;
    let id = print::hex_upper(&hash(&bytes));
    match node.submit(bytes) {
        Accepted::Known => Err(Error::internal("tx already exists in cache")),
        Accepted::Checked(r) => Ok(json!({
            "code": r.code,
            "data": "",
            "log": r.log,
            "codespace": r.codespace,
            "hash": id,
        })),
    }
}

fn at_height(
    node: &Node,
    p: &Params,
    make: impl FnOnce(&crate::chain::Ledger, &crate::chain::Block) -> Value,
) -> Result<Value, Error> {
    let ledger = node.ledger();
    let last = ledger.height();
    let wanted = p.number("height")?.unwrap_or(last);
    if wanted > last {
        return Err(Error::internal(format!(
            "height {wanted} must be less than or equal to the current blockchain height {last}"
        )));
    }
    let block = ledger
        .block(wanted)
        .ok_or_else(|| Error::internal(format!("height {wanted} is not available")))?;
    Ok(make(&ledger, block))
}

fn blockchain(node: &Node, p: &Params) -> Result<Value, Error> {
    let ledger = node.ledger();
    let last = ledger.height();
    let most = p
        .number("maxHeight")?
        .filter(|h| *h > 0)
        .unwrap_or(last)
        .min(last);
    let least = p.number("minHeight")?.unwrap_or(1).max(1).max(most - 19);
    if least > most {
        return Err(Error::internal(format!(
            "min height {least} can't be greater than max height {most}"
        )));
    }
    let blocks = (least..=most).rev().filter_map(|h| ledger.block(h));
    let metas: Vec<Value> = blocks.map(|b| print::meta(ledger.chain_id(), b)).collect();
    Ok(json!({"last_height": last.to_string(), "block_metas": metas}))
}

/// What waits for a block: its count, and the first `most` of it where they are asked for.
fn unconfirmed(node: &Node, most: Option<usize>) -> Value {
    let ledger = node.ledger();
    let waiting = ledger.mempool();
    let bytes: usize = waiting.iter().map(Vec::len).sum();
    let shown = most.map_or(waiting.len(), |most| most.min(waiting.len()));
    let txs: Option<Value> = most.map(|_| waiting[..shown].iter().map(|b| print::b64(b)).collect());
    json!({
        "n_txs": shown.to_string(),
        "total": waiting.len().to_string(),
        "total_bytes": bytes.to_string(),
        "txs": txs,
    })
}
