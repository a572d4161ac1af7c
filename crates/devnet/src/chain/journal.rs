//! The chain on disk: one record for each block, synced before the block counts.
//!
//! A record is its length (u32), 8 bytes of its SHA-256 and the body: time and
//! transactions. A torn record at the end, left by a kill, is cut off.

use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// What makes a block again: time and transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Unix nanoseconds.
    pub time: i128,
    /// Coins the faucet issued before the transactions: address.
    pub issued: Vec<String>,
    /// Transactions that entered the block.
    pub txs: Vec<Vec<u8>>,
}

impl Record {
    fn encode(&self) -> Vec<u8> {
        let mut body = self.time.to_be_bytes().to_vec();
        let issued = self.issued.iter().map(|a| a.as_bytes());
        put_list(&mut body, issued);
        put_list(&mut body, self.txs.iter().map(Vec::as_slice));
        body
    }

    fn decode(mut body: &[u8]) -> Option<Self> {
        let (time, rest) = body.split_first_chunk::<16>()?;
        body = rest;
        let issued = take_list(&mut body)?;
        let txs = take_list(&mut body)?;
        Some(Self {
            time: i128::from_be_bytes(*time),
            issued: issued
                .into_iter()
                .map(String::from_utf8)
                .collect::<Result<_, _>>()
                .ok()?,
            txs,
        })
    }
}

fn put_list<'a>(body: &mut Vec<u8>, list: impl ExactSizeIterator<Item = &'a [u8]>) {
    body.extend(u32::try_from(list.len()).unwrap_or(u32::MAX).to_be_bytes());
    for item in list {
        body.extend(u32::try_from(item.len()).unwrap_or(u32::MAX).to_be_bytes());
        body.extend(item);
    }
}

fn take_u32(body: &mut &[u8]) -> Option<usize> {
    let (n, rest) = body.split_first_chunk::<4>()?;
    *body = rest;
    usize::try_from(u32::from_be_bytes(*n)).ok()
}

fn take_list(body: &mut &[u8]) -> Option<Vec<Vec<u8>>> {
    let count = take_u32(body)?;
    let mut list = Vec::new();
    for _ in 0..count {
        let length = take_u32(body)?;
        let (item, rest) = body.split_at_checked(length)?;
        *body = rest;
        list.push(item.to_vec());
    }
    Some(list)
}

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    file: File,
}

impl Journal {
    /// Opens or makes the journal in a folder and reads what is whole in it. As long as it is open no
    /// second process can: two writers would damage it.
    ///
    /// # Errors
    /// What the file system says; [`io::ErrorKind::ResourceBusy`] when it is open elsewhere; invalid data when a record before the last is damaged.
    pub fn open(folder: &Path) -> io::Result<(Self, Vec<Record>)> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("blocks.journal");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let words = "another process runs this chain";
                return Err(io::Error::new(io::ErrorKind::ResourceBusy, words));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        File::open(folder)?.sync_all()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let (records, whole) = read(&bytes);
        if !torn(&bytes[whole..]) {
            let words = format!("block {} of the journal is damaged", records.len() + 1);
            return Err(io::Error::new(io::ErrorKind::InvalidData, words));
        }
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::End(0))?;
        Ok((Self { file }, records))
    }

    /// Appends a block and waits until it is on disk.
    ///
    /// # Errors
    /// What the file system says; the block doesn't count then.
    pub fn append(&mut self, record: &Record) -> io::Result<()> {
        let body = record.encode();
        let length = u32::try_from(body.len())
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "block too large"))?;
        let mut bytes = length.to_be_bytes().to_vec();
        bytes.extend(&Sha256::digest(&body)[..8]);
        bytes.extend(body);
        let end = self.file.stream_position()?;
        let written = self
            .file
            .write_all(&bytes)
            .and_then(|()| self.file.sync_data());
        if written.is_err() {
            self.file.set_len(end)?;
            self.file.seek(SeekFrom::Start(end))?;
        }
        written
    }
}

/// Whether bytes that hold no whole record can be what a kill left of the last one. Damage with
/// more blocks behind it is something else: cutting there would lose them.
fn torn(rest: &[u8]) -> bool {
    let mut tail = rest;
    let ends = take_u32(&mut tail).is_none_or(|length| tail.len() <= length.saturating_add(8));
    ends || rest.iter().all(|b| *b == 0)
}

/// Whole records and the bytes they take.
fn read(bytes: &[u8]) -> (Vec<Record>, usize) {
    let mut rest = bytes;
    let mut records = Vec::new();
    loop {
        let before = rest;
        let record = take_u32(&mut rest)
            .and_then(|length| {
                let (sum, tail) = rest.split_first_chunk::<8>()?;
                let (body, tail) = tail.split_at_checked(length)?;
                rest = tail;
                (Sha256::digest(body)[..8] == sum[..]).then_some(body)
            })
            .and_then(Record::decode);
        match record {
            Some(record) => records.push(record),
            None => return (records, bytes.len() - before.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(n: i128) -> Record {
        Record {
            time: n,
            issued: vec!["a".into()],
            txs: vec![vec![1, 2], vec![]],
        }
    }

    #[test]
    fn a_torn_tail_is_cut_and_the_rest_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, none) = Journal::open(folder.path()).unwrap();
        assert!(none.is_empty());
        journal.append(&record(1)).unwrap();
        journal.append(&record(2)).unwrap();
        drop(journal);
        let path = folder.path().join("blocks.journal");
        let bytes = std::fs::read(&path).unwrap();
        for cut in 1..20 {
            std::fs::write(&path, &bytes[..bytes.len() - cut]).unwrap();
            let (mut journal, records) = Journal::open(folder.path()).unwrap();
            assert_eq!(records, [record(1)], "cut {cut}");
            journal.append(&record(3)).unwrap();
            drop(journal);
            let (_, records) = Journal::open(folder.path()).unwrap();
            assert_eq!(records, [record(1), record(3)]);
        }
    }

    #[test]
    fn a_damaged_record_ends_the_journal() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        journal.append(&record(1)).unwrap();
        drop(journal);
        let path = folder.path().join("blocks.journal");
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert!(Journal::open(folder.path()).unwrap().1.is_empty());
    }

    #[test]
    fn a_chain_is_run_once() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, _) = Journal::open(folder.path()).unwrap();
        let second = Journal::open(folder.path()).err().unwrap();
        assert_eq!(second.kind(), io::ErrorKind::ResourceBusy);
        drop(journal);
        assert!(Journal::open(folder.path()).is_ok());
    }

    #[test]
    fn damage_before_the_last_record_is_refused_and_nothing_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        journal.append(&record(1)).unwrap();
        journal.append(&record(2)).unwrap();
        drop(journal);
        let path = folder.path().join("blocks.journal");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[20] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let refused = Journal::open(folder.path()).err().unwrap();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidData);
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}
