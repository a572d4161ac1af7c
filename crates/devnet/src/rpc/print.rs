//! Blocks and outcomes as CometBFT prints them.

use crate::chain::{Block, Event, TxResult, hash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Base64 with padding.
pub fn b64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Upper-case hex.
pub fn hex_upper(bytes: &[u8]) -> String {
    hex::encode_upper(bytes)
}

/// RFC 3339 in UTC with nanoseconds of a time in unix nanoseconds.
pub fn time(nanos: i128) -> String {
    let seconds = nanos.div_euclid(1_000_000_000);
    let rest = nanos.rem_euclid(1_000_000_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since 0000-03-01, so that the leap day is a year's last.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i128::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{rest:09}Z",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

fn event(e: &Event) -> Value {
    let attributes: Vec<Value> = e
        .attributes
        .iter()
        .map(|(key, value)| json!({"key": key, "value": value, "index": true}))
        .collect();
    json!({"type": e.kind, "attributes": attributes})
}

/// `tx_result`.
pub fn result(r: &TxResult) -> Value {
    let data = if r.data.is_empty() {
        Value::Null
    } else {
        b64(&r.data).into()
    };
    json!({
        "code": r.code,
        "data": data,
        "log": r.log,
        "info": "",
        "gas_wanted": r.gas_wanted.to_string(),
        "gas_used": r.gas_used.to_string(),
        "events": r.events.iter().map(event).collect::<Vec<_>>(),
        "codespace": r.codespace,
    })
}

/// A transaction of a block, as `tx` and `tx_search` answer.
pub fn tx(block: &Block, index: usize) -> Option<Value> {
    let bytes = block.txs.get(index)?;
    Some(json!({
        "hash": hex_upper(&hash(bytes)),
        "height": block.height.to_string(),
        "index": index,
        "tx_result": result(block.results.get(index)?),
        "tx": b64(bytes),
    }))
}

/// The one validator's address: the demo network has a single, made-up one.
pub const PROPOSER: &str = "5349494D554C415445440000000000000000C0DE";

/// Public key of the one validator. It signs nothing: there is nobody to convince.
pub fn validator_key() -> Value {
    json!({"type": "tendermint/PubKeyEd25519", "value": b64(&Sha256::digest(PROPOSER))})
}

/// A block's id; the one before the first is empty.
pub fn id(hash: &[u8; 32]) -> Value {
    if hash.iter().all(|b| *b == 0) {
        return json!({"hash": "", "parts": {"total": 0, "hash": ""}});
    }
    json!({"hash": hex_upper(hash), "parts": {"total": 1, "hash": hex_upper(hash)}})
}

/// A block's header. Hashes that only validators need repeat the ones the demo network keeps.
pub fn header(chain_id: &str, block: &Block) -> Value {
    let mut data = Sha256::new();
    for tx in &block.txs {
        data.update(Sha256::digest(tx));
    }
    let empty = hex_upper(&Sha256::digest(b""));
    let validators = hex_upper(&Sha256::digest(PROPOSER));
    json!({
        "version": {"block": "11"},
        "chain_id": chain_id,
        "height": block.height.to_string(),
        "time": time(block.time),
        "last_block_id": id(&block.previous),
        "last_commit_hash": hex_upper(&block.previous),
        "data_hash": hex_upper(&data.finalize()),
        "validators_hash": validators,
        "next_validators_hash": validators,
        "consensus_hash": empty,
        "app_hash": hex_upper(&block.app_hash),
        "last_results_hash": empty,
        "evidence_hash": empty,
        "proposer_address": PROPOSER,
    })
}

/// A block with its transactions.
pub fn block(chain_id: &str, block: &Block) -> Value {
    json!({
        "header": header(chain_id, block),
        "data": {"txs": block.txs.iter().map(|t| b64(t)).collect::<Vec<_>>()},
        "evidence": {"evidence": []},
        "last_commit": commit(block.height - 1, &block.previous, block.time),
    })
}

/// The commit of the block with this hash, seen at a time.
pub fn commit(height: i64, hash: &[u8; 32], seen: i128) -> Value {
    let half = Sha256::digest([&b"commit"[..], &hash[..]].concat());
    let signatures = if height == 0 {
        json!([])
    } else {
        json!([{
            "block_id_flag": 2,
            "validator_address": PROPOSER,
            "timestamp": time(seen),
            "signature": b64(&[half, half].concat()),
        }])
    };
    json!({"height": height.to_string(), "round": 0, "block_id": id(hash), "signatures": signatures})
}

/// Consensus parameters, all of them or as a block repeats them.
pub fn consensus(full: bool) -> Value {
    let (version, abci) = if full {
        (
            json!({"app": "0"}),
            json!({"vote_extensions_enable_height": "0"}),
        )
    } else {
        (json!({}), json!({}))
    };
    json!({
        "block": {"max_bytes": "22020096", "max_gas": "-1"},
        "evidence": {"max_age_num_blocks": "100000", "max_age_duration": "172800000000000", "max_bytes": "1048576"},
        "validator": {"pub_key_types": ["ed25519"]},
        "version": version,
        "abci": abci,
    })
}

/// A block in a list of blocks.
pub fn meta(chain_id: &str, b: &Block) -> Value {
    json!({
        "block_id": id(&b.hash),
        "block_size": b.txs.iter().map(Vec::len).sum::<usize>().to_string(),
        "header": header(chain_id, b),
        "num_txs": b.txs.len().to_string(),
    })
}

/// The answer of `block`.
pub fn block_answer(chain_id: &str, b: &Block) -> Value {
    json!({"block_id": id(&b.hash), "block": block(chain_id, b)})
}

/// The answer of `block_results`.
pub fn block_results(b: &Block) -> Value {
    let results = if b.results.is_empty() {
        Value::Null
    } else {
        b.results.iter().map(result).collect()
    };
    json!({
        "height": b.height.to_string(),
        "txs_results": results,
        "finalize_block_events": [],
        "validator_updates": null,
        "consensus_param_updates": consensus(false),
        "app_hash": b64(&b.app_hash),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_print_as_nodes_print_them() {
        assert_eq!(
            time(1_795_502_734_493_187_706),
            "2026-11-24T06:45:34.493187706Z"
        );
        assert_eq!(time(0), "1970-01-01T00:00:00.000000000Z");
        assert_eq!(
            time(951_782_400 * 1_000_000_000),
            "2000-02-29T00:00:00.000000000Z"
        );
    }
}
