//! CometBFT's methods: name and parameters in, result or error out.

use super::render;
use crate::node::{Block, Node, Query, app_hash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

/// An error of JSON-RPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcError {
    /// Code.
    pub code: i32,
    /// What kind of error.
    pub message: &'static str,
    /// What is wrong.
    pub data: String,
}

impl RpcError {
    /// The node can't do it.
    pub fn internal(data: impl Into<String>) -> Self {
        Self {
            code: -32603,
            message: "Internal error",
            data: data.into(),
        }
    }

    /// A parameter is malformed.
    pub fn params(data: impl std::fmt::Display) -> Self {
        let data = format!("error converting json params to arguments: {data}");
        Self {
            code: -32602,
            message: "Invalid params",
            data,
        }
    }

    /// No such method.
    pub fn method() -> Self {
        Self {
            code: -32601,
            message: "Method not found",
            data: String::new(),
        }
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let mut all = json!({ "code": self.code, "message": self.message });
        if !self.data.is_empty() {
            all["data"] = self.data.clone().into();
        }
        all
    }
}

/// Parameters of a call: from a JSON object, or from a URI's query where numbers, quoted texts and
/// 0x hex are allowed.
pub struct Params {
    map: Map<String, Value>,
    uri: bool,
}

impl Params {
    /// From JSON.
    pub fn json(value: Option<&Value>) -> Self {
        let map = value
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        Self { map, uri: false }
    }

    /// From a URI's query.
    pub fn uri(pairs: Vec<(String, String)>) -> Self {
        let map = pairs.into_iter().map(|(k, v)| (k, v.into())).collect();
        Self { map, uri: true }
    }

    /// A text; a URI's may stand in quotes.
    pub fn text(&self, name: &str) -> Result<Option<String>, RpcError> {
        match self.map.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(s)) if self.uri => {
                Ok(Some(s.trim_matches('"').trim_matches('\'').to_owned()))
            }
            Some(Value::String(s)) => Ok(Some(s.clone())),
            Some(_) => Err(RpcError::params(format!("{name} must be a string"))),
        }
    }

    /// A whole number, as number or text.
    pub fn number(&self, name: &str) -> Result<Option<i64>, RpcError> {
        let text = match self.map.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Number(n)) => n.to_string(),
            Some(Value::String(s)) => s.trim_matches('"').to_owned(),
            Some(_) => return Err(RpcError::params(format!("{name} must be a number"))),
        };
        let bad = || RpcError::params(format!("invalid number {text:?} for {name}"));
        text.parse().map(Some).map_err(|_| bad())
    }

    /// Bytes: base64 in JSON; hex with `0x` or a quoted text in a URI.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, RpcError> {
        let Some(Value::String(text)) = self.map.get(name) else {
            return Ok(Vec::new());
        };
        if self.uri {
            if let Some(hex) = text.strip_prefix("0x") {
                return hex::decode(hex).map_err(RpcError::params);
            }
            return Ok(text.trim_matches('"').as_bytes().to_vec());
        }
        STANDARD.decode(text).map_err(RpcError::params)
    }

    /// Bytes that are hex in both forms.
    pub fn hex(&self, name: &str) -> Result<Vec<u8>, RpcError> {
        let text = self.text(name)?.unwrap_or_default();
        hex::decode(text.strip_prefix("0x").unwrap_or(&text)).map_err(RpcError::params)
    }

    /// Whether something is given as true.
    pub fn flag(&self, name: &str) -> bool {
        self.map
            .get(name)
            .is_some_and(|v| *v == true || *v == "true")
    }
}

/// Answers a call.
///
/// # Errors
/// [`RpcError`].
pub async fn call(node: &Node, listen: &str, method: &str, p: &Params) -> Result<Value, RpcError> {
    let id = node.chain_id();
    Ok(match method {
        "health" => json!({}),
        "status" => render::status(node, listen),
        "net_info" => {
            json!({ "listening": true, "listeners": ["Listener(@)"], "n_peers": "0", "peers": [] })
        }
        "abci_info" => {
            let block = at(node, None)?;
            json!({ "response": {
                "data": "akash",
                "version": "v2.1.0",
                "last_block_height": block.height.to_string(),
                "last_block_app_hash": STANDARD.encode(app_hash(Some(&block))),
            } })
        }
        "abci_query" => query(node, p)?,
        "broadcast_tx_sync" => {
            let tx = p.bytes("tx")?;
            let sent = node.broadcast_tx_sync(tx.clone());
            render::checked(&sent.map_err(|e| RpcError::internal(e.to_string()))?, &tx)
        }
        "broadcast_tx_async" => {
            let tx = p.bytes("tx")?;
            let sent = node.broadcast_tx_sync(tx.clone());
            sent.map_err(|e| RpcError::internal(e.to_string()))?;
            render::checked(&crate::chain::app::Outcome::default(), &tx)
        }
        "broadcast_tx_commit" => committed(node, p).await?,
        "tx" => {
            let hash = p.bytes("hash")?;
            let found = <[u8; 32]>::try_from(hash.as_slice())
                .ok()
                .and_then(|h| node.tx(&h));
            let missing =
                || RpcError::internal(format!("tx ({}) not found", hex::encode_upper(&hash)));
            let (block, index) = found.ok_or_else(missing)?;
            render::tx(&block, index)
        }
        "tx_search" => search(node, p)?,
        "block" => {
            let block = at(node, p.number("height")?)?;
            json!({ "block_id": render::block_id(&block.hash), "block": render::block(id, &block) })
        }
        "header" => json!({ "header": render::header(id, &*at(node, p.number("height")?)?) }),
        "commit" => {
            let b = at(node, p.number("height")?)?;
            json!({ "signed_header": {
                "header": render::header(id, &b),
                "commit": render::commit(id, b.height, &b.hash, b.time),
            }, "canonical": b.height < node.height() })
        }
        "block_results" => {
            let block = at(node, p.number("height")?)?;
            render::results(&block, &app_hash(Some(&block)))
        }
        "blockchain" => blockchain(node, p)?,
        "validators" => json!({
            "block_height": at(node, p.number("height")?)?.height.to_string(),
            "validators": [{
                "address": render::validator(id),
                "pub_key": render::validator_key(id),
                "voting_power": "1000000",
                "proposer_priority": "0",
            }],
            "count": "1",
            "total": "1",
        }),
        "consensus_params" => json!({
            "block_height": at(node, p.number("height")?)?.height.to_string(),
            "consensus_params": render::consensus(true),
        }),
        "num_unconfirmed_txs" => {
            let (count, bytes) = node.waiting();
            json!({ "n_txs": count.to_string(), "total": count.to_string(), "total_bytes": bytes.to_string(), "txs": null })
        }
        _ => return Err(RpcError::method()),
    })
}

fn at(node: &Node, height: Option<i64>) -> Result<Arc<Block>, RpcError> {
    let last = node.height();
    let height = match height {
        None => last,
        Some(h) if h <= 0 => {
            return Err(RpcError::internal(format!(
                "height must be greater than 0, but got {h}"
            )));
        }
        Some(h) => h,
    };
    node.block(height).ok_or_else(|| {
        RpcError::internal(format!(
            "height {height} must be less than or equal to the current blockchain height {last}"
        ))
    })
}

fn query(node: &Node, p: &Params) -> Result<Value, RpcError> {
    let path = p.text("path")?.unwrap_or_default();
    let answer = node.abci_query(&path, &p.hex("data")?, p.number("height")?.unwrap_or(0));
    let height = answer.height.to_string();
    let response = match answer.value {
        Ok(value) => json!({ "code": 0, "log": "", "info": "", "index": "0", "key": null,
            "value": render::bytes_or_null(&value), "proofOps": null, "height": height, "codespace": "" }),
        Err(e) => json!({ "code": e.code, "log": e.log, "info": "", "index": "0", "key": null,
            "value": null, "proofOps": null, "height": height, "codespace": e.codespace }),
    };
    Ok(json!({ "response": response }))
}

async fn committed(node: &Node, p: &Params) -> Result<Value, RpcError> {
    let tx = p.bytes("tx")?;
    let mut blocks = node.subscribe_blocks();
    let sent = node.broadcast_tx_sync(tx.clone());
    let check = sent.map_err(|e| RpcError::internal(e.to_string()))?;
    let hash = <sha2::Sha256 as sha2::Digest>::digest(&tx).into();
    let answer = |result: Value, height: i64| {
        json!({ "check_tx": render::outcome(&check), "tx_result": result,
            "hash": hex::encode_upper(hash), "height": height.to_string() })
    };
    if check.code != 0 {
        return Ok(answer(render::outcome(&Default::default()), 0));
    }
    let waiting = async {
        loop {
            if let Some((block, index)) = node.tx(&hash) {
                return (block, index);
            }
            // A lag only means that a block came; the next look finds it.
            blocks.recv().await.ok();
        }
    };
    let (block, index) = tokio::time::timeout(Duration::from_secs(10), waiting)
        .await
        .map_err(|_| RpcError::internal("timed out waiting for tx to be included in a block"))?;
    Ok(answer(
        render::outcome(&block.outcomes[index]),
        block.height,
    ))
}

fn search(node: &Node, p: &Params) -> Result<Value, RpcError> {
    let text = p.text("query")?.unwrap_or_default();
    let query = Query::parse(&text).map_err(|e| RpcError::internal(e.to_string()))?;
    let mut found = node.tx_search(&query);
    match p.text("order_by")?.as_deref() {
        None | Some("" | "asc") => {}
        Some("desc") => found.reverse(),
        Some(_) => {
            return Err(RpcError::internal(
                "expected order_by to be either `asc` or `desc` or empty",
            ));
        }
    }
    let per = match p.number("per_page")? {
        Some(n) if n > 0 => usize::try_from(n.min(100)).unwrap_or(100),
        _ => 30,
    };
    let pages = found.len().div_ceil(per).max(1);
    let page = p.number("page")?.unwrap_or(1);
    let index = usize::try_from(page)
        .ok()
        .filter(|n| (1..=pages).contains(n))
        .ok_or_else(|| {
            RpcError::internal(format!(
                "page should be within [1, {pages}] range, given {page}"
            ))
        })?;
    let total = found.len().to_string();
    let txs: Vec<Value> = found
        .iter()
        .skip((index - 1) * per)
        .take(per)
        .map(|(b, i)| render::tx(b, *i))
        .collect();
    Ok(json!({ "txs": txs, "total_count": total }))
}

fn blockchain(node: &Node, p: &Params) -> Result<Value, RpcError> {
    let last = node.height();
    let max = p
        .number("maxHeight")?
        .filter(|h| *h > 0)
        .unwrap_or(last)
        .min(last);
    let min = p.number("minHeight")?.unwrap_or(1).max(1).max(max - 19);
    if min > max {
        return Err(RpcError::internal(format!(
            "min height {min} can't be greater than max height {max}"
        )));
    }
    let meta = |b: Arc<Block>| {
        json!({
            "block_id": render::block_id(&b.hash),
            "block_size": b.txs.iter().map(Vec::len).sum::<usize>().to_string(),
            "header": render::header(node.chain_id(), &b),
            "num_txs": b.txs.len().to_string(),
        })
    };
    let metas: Vec<Value> = (min..=max)
        .rev()
        .filter_map(|h| node.block(h))
        .map(meta)
        .collect();
    Ok(json!({ "last_height": last.to_string(), "block_metas": metas }))
}
