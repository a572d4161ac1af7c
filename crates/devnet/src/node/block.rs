//! A block with what became of its transactions.

use crate::chain::app::{Mint, Outcome};
use crate::chain::event::Event;
use sha2::{Digest, Sha256};

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Height, from 1.
    pub height: i64,
    /// Unix nanoseconds.
    pub time: i128,
    /// Hash of the block before it, 32 zero bytes for the first.
    pub last_hash: [u8; 32],
    /// Its own hash.
    pub hash: [u8; 32],
    /// Hash that stands for the state after the block before it.
    pub app_hash: [u8; 32],
    /// Coins it gives.
    pub mints: Vec<Mint>,
    /// Transactions.
    pub txs: Vec<Vec<u8>>,
    /// What became of each.
    pub outcomes: Vec<Outcome>,
    /// Events of the block itself.
    pub events: Vec<Event>,
}

impl Block {
    /// A block's hash over its parts.
    pub fn hash_of(
        chain: &str,
        height: i64,
        time: i128,
        last: &[u8; 32],
        txs: &[Vec<u8>],
    ) -> [u8; 32] {
        let mut h = Sha256::new();
        h.update(chain.as_bytes());
        h.update(height.to_be_bytes());
        h.update(time.to_be_bytes());
        h.update(last);
        h.update(Self::data_hash_of(txs));
        h.finalize().into()
    }

    fn data_hash_of(txs: &[Vec<u8>]) -> [u8; 32] {
        let mut h = Sha256::new();
        for tx in txs {
            h.update(Sha256::digest(tx));
        }
        h.finalize().into()
    }

    /// Hash of its transactions.
    pub fn data_hash(&self) -> [u8; 32] {
        Self::data_hash_of(&self.txs)
    }

    /// Hash of one of its transactions.
    pub fn tx_hash(&self, index: usize) -> [u8; 32] {
        Sha256::digest(self.txs.get(index).map_or(&[][..], Vec::as_slice)).into()
    }

    /// All that a subscription to a transaction can ask for: `type.key` with its values.
    pub fn tx_events(&self, index: usize) -> Vec<(String, String)> {
        let mut all = vec![
            ("tm.event".to_owned(), "Tx".to_owned()),
            ("tx.height".to_owned(), self.height.to_string()),
            ("tx.hash".to_owned(), hex::encode_upper(self.tx_hash(index))),
        ];
        if let Some(outcome) = self.outcomes.get(index) {
            flatten(&outcome.events, &mut all);
        }
        all
    }

    /// All that a subscription to a block can ask for.
    pub fn block_events(&self, kind: &str) -> Vec<(String, String)> {
        let mut all = vec![("tm.event".to_owned(), kind.to_owned())];
        if kind != "NewBlockHeader" {
            all.push(("block.height".to_owned(), self.height.to_string()));
        }
        flatten(&self.events, &mut all);
        all
    }

    /// The time as RFC 3339 with nanoseconds.
    pub fn time_text(&self) -> String {
        rfc3339(self.time)
    }
}

fn flatten(events: &[Event], all: &mut Vec<(String, String)>) {
    for event in events {
        for (key, value) in &event.attributes {
            all.push((format!("{}.{key}", event.kind), value.clone()));
        }
    }
}

/// Unix nanoseconds as RFC 3339 in UTC.
pub fn rfc3339(time: i128) -> String {
    let seconds = time.div_euclid(1_000_000_000);
    let nanos = time.rem_euclid(1_000_000_000);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since 1 March of year 0, counted in eras of 400 years.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year + era * 400 + i128::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{nanos:09}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000000000Z");
        assert_eq!(
            rfc3339(1_709_210_096_000_000_007),
            "2024-02-29T12:34:56.000000007Z"
        );
    }
}
