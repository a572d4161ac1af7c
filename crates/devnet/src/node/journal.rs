//! The chain on disk: one line per block with a checksum, appended and synced before the block is seen.

use crate::chain::app::Mint;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// What of a block is written; the rest follows by running it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Height.
    pub height: i64,
    /// Unix nanoseconds.
    pub time: i128,
    /// Coins given.
    pub mints: Vec<Mint>,
    /// Transactions.
    pub txs: Vec<Vec<u8>>,
}

/// Why the journal can't be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Disk.
    #[error("the chain's journal can't be read or written: {0}")]
    Io(#[from] io::Error),
    /// The folder holds another chain.
    #[error("the folder holds the chain {found}, not {wanted}")]
    Chain {
        /// What the journal names.
        found: String,
        /// What was asked for.
        wanted: String,
    },
    /// A record before the last is damaged.
    #[error("the chain's journal is damaged at record {0}")]
    Damaged(usize),
}

/// An open journal.
pub struct Journal {
    file: File,
}

fn line(value: &Value) -> String {
    let text = value.to_string();
    format!("{} {text}\n", checksum(&text))
}

fn checksum(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes())[..8])
}

fn parse(line: &str) -> Option<Value> {
    let (sum, text) = line.split_once(' ')?;
    (checksum(text) == sum).then(|| serde_json::from_str(text).ok())?
}

fn record(value: &Value) -> Option<Record> {
    let mints = value["mints"].as_array()?.iter().map(|m| {
        Some(Mint {
            address: m["address"].as_str()?.to_owned(),
            denom: m["denom"].as_str()?.to_owned(),
            amount: m["amount"].as_str()?.parse().ok()?,
        })
    });
    let txs = value["txs"].as_array()?.iter();
    Some(Record {
        height: value["height"].as_i64()?,
        time: value["time"].as_str()?.parse().ok()?,
        mints: mints.collect::<Option<_>>()?,
        txs: txs
            .map(|t| STANDARD.decode(t.as_str()?).ok())
            .collect::<Option<_>>()?,
    })
}

impl Journal {
    /// Opens or starts the journal of a chain; gives its records. A last record that was cut off is
    /// dropped.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn open(folder: &Path, chain_id: &str) -> Result<(Self, Vec<Record>), JournalError> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("chain.journal");
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&path)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let mut good = 0;
        let mut values = Vec::new();
        let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
        for (index, bytes) in lines.iter().enumerate() {
            let whole = bytes
                .strip_suffix(b"\n")
                .and_then(|b| std::str::from_utf8(b).ok());
            match whole.and_then(parse) {
                Some(value) => values.push(value),
                None if index + 1 == lines.len() => break,
                None => return Err(JournalError::Damaged(index)),
            }
            good += bytes.len();
        }
        if good < text.len() {
            file.set_len(good as u64)?;
            file.sync_all()?;
        }
        file.seek(SeekFrom::End(0))?;
        let mut journal = Self { file };
        if values.is_empty() {
            journal.write(&json!({ "chain_id": chain_id, "version": 1 }))?;
            File::open(folder)?.sync_all()?;
            return Ok((journal, Vec::new()));
        }
        let head = values.remove(0);
        let found = head["chain_id"].as_str().unwrap_or_default();
        if found != chain_id {
            return Err(JournalError::Chain {
                found: found.to_owned(),
                wanted: chain_id.to_owned(),
            });
        }
        let records = values
            .iter()
            .enumerate()
            .map(|(index, v)| record(v).ok_or(JournalError::Damaged(index + 1)));
        Ok((journal, records.collect::<Result<_, _>>()?))
    }

    fn write(&mut self, value: &Value) -> io::Result<()> {
        self.file.write_all(line(value).as_bytes())?;
        self.file.sync_data()
    }

    /// Appends a block and waits until the disk has it.
    ///
    /// # Errors
    /// The disk's.
    pub fn append(&mut self, r: &Record) -> io::Result<()> {
        let mint = |m: &Mint| json!({ "address": m.address, "denom": m.denom, "amount": m.amount.to_string() });
        self.write(&json!({
            "height": r.height,
            "time": r.time.to_string(),
            "mints": r.mints.iter().map(mint).collect::<Vec<_>>(),
            "txs": r.txs.iter().map(|t| STANDARD.encode(t)).collect::<Vec<_>>(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_off_record_is_dropped_and_a_damaged_one_refused() {
        let folder = tempfile::tempdir().unwrap();
        let one = |height| Record {
            height,
            time: 5,
            mints: vec![],
            txs: vec![vec![1, 2]],
        };
        let (mut journal, none) = Journal::open(folder.path(), "x-1").unwrap();
        assert!(none.is_empty());
        journal.append(&one(1)).unwrap();
        journal.append(&one(2)).unwrap();
        drop(journal);
        let path = folder.path().join("chain.journal");
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        let (mut journal, records) = Journal::open(folder.path(), "x-1").unwrap();
        assert_eq!(records, [one(1)]);
        journal.append(&one(2)).unwrap();
        let (_, records) = Journal::open(folder.path(), "x-1").unwrap();
        assert_eq!(records, [one(1), one(2)]);
        assert!(matches!(
            Journal::open(folder.path(), "y-1"),
            Err(JournalError::Chain { .. })
        ));
        let mut damaged = whole.clone();
        damaged[whole.len() / 2] ^= 1;
        std::fs::write(&path, damaged).unwrap();
        assert!(matches!(
            Journal::open(folder.path(), "x-1"),
            Err(JournalError::Damaged(_))
        ));
    }
}
