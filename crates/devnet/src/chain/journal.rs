//! The chain on disk: one line of JSON a block, appended and synced before the block counts.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::{Value, json};

/// What a block is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its height.
    pub height: u64,
    /// Its time in nanoseconds since 1970.
    pub time_nanos: i128,
    /// Its transactions.
    pub txs: Vec<Vec<u8>>,
    /// Addresses that the faucet pays.
    pub faucet: Vec<String>,
}

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    file: File,
}

impl Record {
    fn to_line(&self) -> String {
        let txs: Vec<String> = self.txs.iter().map(hex::encode).collect();
        json!({ "h": self.height, "t": self.time_nanos.to_string(), "txs": txs, "faucet": self.faucet }).to_string() + "\n"
    }

    fn from_line(line: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(line).ok()?;
        let texts = |name: &str| -> Option<Vec<String>> {
            value[name]
                .as_array()?
                .iter()
                .map(|v| v.as_str().map(str::to_owned))
                .collect()
        };
        Some(Self {
            height: value["h"].as_u64()?,
            time_nanos: value["t"].as_str()?.parse().ok()?,
            txs: texts("txs")?
                .iter()
                .map(|t| hex::decode(t).ok())
                .collect::<Option<_>>()?,
            faucet: texts("faucet")?,
        })
    }
}

impl Journal {
    /// Opens the journal of `chain_id` in `folder` and reads its blocks. A last line that a kill
    /// left half written is cut off: that block never counted.
    ///
    /// # Errors
    /// When the folder or the file can't be used, or the blocks do not follow each other.
    pub fn open(folder: &Path, chain_id: &str) -> std::io::Result<(Self, Vec<Record>)> {
        fs::create_dir_all(folder)?;
        let path = folder.join(format!("{chain_id}.blocks"));
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let mut records = Vec::new();
        let mut good = 0;
        for line in text.split_inclusive('\n') {
            let record = line
                .ends_with('\n')
                .then(|| Record::from_line(line))
                .flatten();
            let Some(record) = record.filter(|r| r.height == records.len() as u64 + 1) else {
                break;
            };
            good += line.len() as u64;
            records.push(record);
        }
        file.set_len(good)?;
        file.seek(SeekFrom::End(0))?;
        Ok((Self { file }, records))
    }

    /// Appends a block; returns when it is safe.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn append(&mut self, record: &Record) -> std::io::Result<()> {
        let end = self.file.stream_position()?;
        let written = self
            .file
            .write_all(record.to_line().as_bytes())
            .and_then(|()| self.file.sync_data());
        if written.is_err() {
            self.file.set_len(end)?;
            self.file.seek(SeekFrom::Start(end))?;
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(height: u64) -> Record {
        Record {
            height,
            time_nanos: 5,
            txs: vec![vec![1, 2]],
            faucet: vec!["a".into()],
        }
    }

    #[test]
    fn a_half_written_block_never_counted() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, old) = Journal::open(folder.path(), "c").unwrap();
        assert!(old.is_empty());
        journal.append(&record(1)).unwrap();
        journal.append(&record(2)).unwrap();
        drop(journal);
        let path = folder.path().join("c.blocks");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
        let (mut journal, records) = Journal::open(folder.path(), "c").unwrap();
        assert_eq!(records, [record(1)]);
        journal.append(&record(2)).unwrap();
        drop(journal);
        assert_eq!(
            Journal::open(folder.path(), "c").unwrap().1,
            [record(1), record(2)]
        );
    }
}
