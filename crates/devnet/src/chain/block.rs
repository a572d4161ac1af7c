//! A block as it is kept: time, transactions, outcomes, and hashes over them.

use super::event::Event;
use super::execute::TxResult;
use sha2::{Digest, Sha256};

/// A block with what became of its transactions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Height, from 1.
    pub height: i64,
    /// Time, unix nanoseconds.
    pub time: i128,
    /// Transactions in order.
    pub txs: Vec<Vec<u8>>,
    /// Their outcomes.
    pub results: Vec<TxResult>,
    /// Hash of this block.
    pub hash: [u8; 32],
    /// Hash of the block before, zeroes for the first.
    pub previous: [u8; 32],
    /// Hash over all outcomes up to this block.
    pub app_hash: [u8; 32],
}

impl Block {
    /// Seals a block on top of another one's hashes.
    pub fn seal(
        chain_id: &str,
        height: i64,
        time: i128,
        txs: Vec<Vec<u8>>,
        results: Vec<TxResult>,
        before: Option<&Self>,
    ) -> Self {
        let (previous, app_before) = before.map_or(([0; 32], [0; 32]), |b| (b.hash, b.app_hash));
        let mut app = Sha256::new();
        app.update(app_before);
        for r in &results {
            app.update(r.code.to_be_bytes());
            app.update(r.gas_used.to_be_bytes());
            app.update(&r.data);
        }
        let app_hash: [u8; 32] = app.finalize().into();
        let mut hash = Sha256::new();
        hash.update(chain_id);
        hash.update(height.to_be_bytes());
        hash.update(time.to_be_bytes());
        hash.update(previous);
        hash.update(app_hash);
        for tx in &txs {
            hash.update(Sha256::digest(tx));
        }
        Self {
            height,
            time,
            txs,
            results,
            hash: hash.finalize().into(),
            previous,
            app_hash,
        }
    }

    /// Events of the transactions that went through, in order.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.results
            .iter()
            .filter(|r| r.code == 0)
            .flat_map(|r| &r.events)
    }
}
