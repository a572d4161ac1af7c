//! Blocks, transactions and answers in CometBFT's JSON.

use crate::chain::app::Outcome;
use crate::chain::event::Event;
use crate::node::{Block, Node, rfc3339};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// Hash of nothing.
pub fn empty_hash() -> String {
    hex::encode_upper(Sha256::digest([]))
}

/// Base64, or null for nothing.
pub fn bytes_or_null(bytes: &[u8]) -> Value {
    if bytes.is_empty() {
        Value::Null
    } else {
        STANDARD.encode(bytes).into()
    }
}

/// Events.
pub fn events(all: &[Event]) -> Value {
    let attribute = |(k, v): &(String, String)| json!({ "key": k, "value": v, "index": true });
    all.iter()
        .map(|e| {
            let attributes: Vec<Value> = e.attributes.iter().map(attribute).collect();
            json!({ "type": e.kind, "attributes": attributes })
        })
        .collect()
}

/// What became of a transaction, with every field.
pub fn outcome(o: &Outcome) -> Value {
    json!({
        "code": o.code,
        "data": bytes_or_null(&o.data),
        "log": o.log,
        "info": "",
        "gas_wanted": o.gas_wanted.to_string(),
        "gas_used": o.gas_used.to_string(),
        "events": events(&o.events),
        "codespace": o.codespace,
    })
}

/// The same as events of subscriptions have it: fields with their default left out.
pub fn outcome_short(o: &Outcome) -> Value {
    let mut map = Map::new();
    if o.code != 0 {
        map.insert("code".into(), o.code.into());
    }
    if !o.data.is_empty() {
        map.insert("data".into(), STANDARD.encode(&o.data).into());
    }
    if !o.log.is_empty() {
        map.insert("log".into(), o.log.clone().into());
    }
    map.insert("gas_wanted".into(), o.gas_wanted.to_string().into());
    map.insert("gas_used".into(), o.gas_used.to_string().into());
    map.insert("events".into(), events(&o.events));
    if !o.codespace.is_empty() {
        map.insert("codespace".into(), o.codespace.clone().into());
    }
    Value::Object(map)
}

/// The answer to a transaction sent.
pub fn checked(o: &Outcome, tx: &[u8]) -> Value {
    json!({
        "code": o.code,
        "data": "",
        "log": o.log,
        "codespace": o.codespace,
        "hash": hex::encode_upper(Sha256::digest(tx)),
    })
}

/// A transaction in a block.
pub fn tx(block: &Block, index: usize) -> Value {
    let none = Outcome::default();
    json!({
        "hash": hex::encode_upper(block.tx_hash(index)),
        "height": block.height.to_string(),
        "index": index,
        "tx_result": outcome(block.outcomes.get(index).unwrap_or(&none)),
        "tx": STANDARD.encode(block.txs.get(index).map_or(&[][..], Vec::as_slice)),
    })
}

/// Hash of the validator set and other things that never change here.
fn fixed(chain_id: &str, what: &str) -> String {
    hex::encode_upper(Sha256::digest(format!("{chain_id} {what}")))
}

/// Address of the one validator.
pub fn validator(chain_id: &str) -> String {
    fixed(chain_id, "validator")[..40].to_owned()
}

/// Public key of the one validator. Blocks aren't signed with it: there is nobody to convince.
pub fn validator_key(chain_id: &str) -> Value {
    let key = Sha256::digest(format!("{chain_id} validator key"));
    json!({ "type": "tendermint/PubKeyEd25519", "value": STANDARD.encode(key) })
}

/// A block's id.
pub fn block_id(hash: &[u8; 32]) -> Value {
    if hash.iter().all(|b| *b == 0) {
        return json!({ "hash": "", "parts": { "total": 0, "hash": "" } });
    }
    let parts = hex::encode_upper(Sha256::digest(hash));
    json!({ "hash": hex::encode_upper(hash), "parts": { "total": 1, "hash": parts } })
}

/// A block's header.
pub fn header(chain_id: &str, b: &Block) -> Value {
    let results = Sha256::digest([b"results", &b.app_hash[..]].concat());
    json!({
        "version": { "block": "11" },
        "chain_id": chain_id,
        "height": b.height.to_string(),
        "time": b.time_text(),
        "last_block_id": block_id(&b.last_hash),
        "last_commit_hash": hex::encode_upper(Sha256::digest(b.last_hash)),
        "data_hash": hex::encode_upper(b.data_hash()),
        "validators_hash": fixed(chain_id, "validators"),
        "next_validators_hash": fixed(chain_id, "validators"),
        "consensus_hash": fixed(chain_id, "consensus"),
        "app_hash": hex::encode_upper(b.app_hash),
        "last_results_hash": hex::encode_upper(results),
        "evidence_hash": empty_hash(),
        "proposer_address": validator(chain_id),
    })
}

/// A commit of the block with this hash.
pub fn commit(chain_id: &str, height: i64, hash: &[u8; 32], time: i128) -> Value {
    let signature = Sha256::digest([b"commit", &hash[..]].concat());
    let signatures = if height == 0 {
        json!([])
    } else {
        json!([{
            "block_id_flag": 2,
            "validator_address": validator(chain_id),
            "timestamp": rfc3339(time),
            "signature": STANDARD.encode([&signature[..], &signature[..]].concat()),
        }])
    };
    json!({ "height": height.to_string(), "round": 0, "block_id": block_id(hash), "signatures": signatures })
}

/// A block.
pub fn block(chain_id: &str, b: &Block) -> Value {
    let txs: Vec<String> = b.txs.iter().map(|t| STANDARD.encode(t)).collect();
    json!({
        "header": header(chain_id, b),
        "data": { "txs": txs },
        "evidence": { "evidence": [] },
        "last_commit": commit(chain_id, b.height - 1, &b.last_hash, b.time),
    })
}

/// What became of a block.
pub fn results(b: &Block, next_app_hash: &[u8]) -> Value {
    let txs: Value = if b.outcomes.is_empty() {
        Value::Null
    } else {
        b.outcomes.iter().map(outcome).collect()
    };
    json!({
        "height": b.height.to_string(),
        "txs_results": txs,
        "finalize_block_events": events(&b.events),
        "validator_updates": null,
        "consensus_param_updates": consensus(false),
        "app_hash": STANDARD.encode(next_app_hash),
    })
}

/// Consensus parameters.
pub fn consensus(full: bool) -> Value {
    let mut all = json!({
        "block": { "max_bytes": "22020096", "max_gas": "-1" },
        "evidence": { "max_age_num_blocks": "100000", "max_age_duration": "172800000000000", "max_bytes": "1048576" },
        "validator": { "pub_key_types": ["ed25519"] },
        "version": {},
        "abci": {},
    });
    if full {
        all["version"] = json!({ "app": "0" });
        all["abci"] = json!({ "vote_extensions_enable_height": "0" });
    }
    all
}

/// `status`.
pub fn status(node: &Node, listen: &str) -> Value {
    let id = node.chain_id();
    let (Some(first), Some(last)) = (node.block(1), node.block(0)) else {
        return Value::Null;
    };
    json!({
        "node_info": {
            "protocol_version": { "p2p": "8", "block": "11", "app": "0" },
            "id": fixed(id, "node")[..40].to_lowercase(),
            "listen_addr": "tcp://127.0.0.1:0",
            "network": id,
            "version": "0.38.19",
            "channels": "40202122233038606100",
            "moniker": "slipway-devnet",
            "other": { "tx_index": "on", "rpc_address": format!("tcp://{listen}") },
        },
        "sync_info": {
            "latest_block_hash": hex::encode_upper(last.hash),
            "latest_app_hash": hex::encode_upper(last.app_hash),
            "latest_block_height": last.height.to_string(),
            "latest_block_time": last.time_text(),
            "earliest_block_hash": hex::encode_upper(first.hash),
            "earliest_app_hash": hex::encode_upper(first.app_hash),
            "earliest_block_height": "1",
            "earliest_block_time": first.time_text(),
            "catching_up": false,
        },
        "validator_info": {
            "address": validator(id),
            "pub_key": validator_key(id),
            "voting_power": "1000000",
        },
    })
}
