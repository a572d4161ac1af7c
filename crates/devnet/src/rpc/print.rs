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

fn id(hash: &[u8; 32]) -> Value {
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
        "last_commit": {
            "height": (block.height - 1).to_string(),
            "round": 0,
            "block_id": id(&block.previous),
            "signatures": [],
        },
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
        "consensus_param_updates": null,
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
