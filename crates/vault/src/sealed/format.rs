//! The bytes of a vault file.
//!
//! ```text
//! version (1) ‖ "slipway-vault" ‖ head length (u32) ‖ head (JSON) ‖
//! records: count (u32), each id length (u8) ‖ id ‖ length (u32) ‖ nonce‖ciphertext‖tag ‖
//! SHA-256 of everything before (32)
//! ```
//! Numbers are big-endian. The closing hash tells damage from a wrong password and protects what is
//! read while locked against chance; against intent stands the sealed copy of the head.

use sha2::{Digest, Sha256};

/// The version this code writes, and the only one there is.
pub(crate) const VERSION: u8 = 1;
const MAGIC: &[u8] = b"slipway-vault";
/// No vault comes near this; a longer file is not one.
const MAX_FILE: usize = 16 << 20;

/// Why bytes are not a vault file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The file is something else.
    #[error("this is not a vault file")]
    NotAVault,
    /// The file was written by a newer Slipway.
    #[error("this vault has version {0}; this Slipway reads version 1")]
    Version(u8),
    /// Bytes are missing or were changed.
    #[error("the vault file is damaged")]
    Damaged,
}

/// A sealed record with its plain name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawRecord {
    pub(crate) id: String,
    pub(crate) sealed: Vec<u8>,
}

/// A vault file taken apart, nothing opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawFile {
    pub(crate) head: Vec<u8>,
    pub(crate) records: Vec<RawRecord>,
}

impl RawFile {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        out.extend_from_slice(MAGIC);
        put_long(&mut out, &self.head);
        out.extend_from_slice(&length(self.records.len()));
        for record in &self.records {
            out.push(u8::try_from(record.id.len()).expect("record ids are short"));
            out.extend_from_slice(record.id.as_bytes());
            put_long(&mut out, &record.sealed);
        }
        let sum = Sha256::digest(&out);
        out.extend_from_slice(&sum);
        out
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, FormatError> {
        let start = bytes.get(..=MAGIC.len()).ok_or(FormatError::NotAVault)?;
        if &start[1..] != MAGIC || bytes.len() > MAX_FILE {
            return Err(FormatError::NotAVault);
        }
        if start[0] != VERSION {
            return Err(FormatError::Version(start[0]));
        }
        let end = bytes.len().checked_sub(32).ok_or(FormatError::Damaged)?;
        let (content, sum) = bytes.split_at(end);
        if Sha256::digest(content).as_slice() != sum {
            return Err(FormatError::Damaged);
        }
        Self::content(content.get(1 + MAGIC.len()..).unwrap_or_default())
            .ok_or(FormatError::Damaged)
    }

    fn content(mut rest: &[u8]) -> Option<Self> {
        let head = take_long(&mut rest)?.to_vec();
        let count = take_number(&mut rest)?;
        let mut records = Vec::new();
        for _ in 0..count {
            let (length, after) = rest.split_first()?;
            let (id, after) = after.split_at_checked(usize::from(*length))?;
            rest = after;
            records.push(RawRecord {
                id: std::str::from_utf8(id).ok()?.into(),
                sealed: take_long(&mut rest)?.to_vec(),
            });
        }
        rest.is_empty().then_some(Self { head, records })
    }
}

fn length(of: usize) -> [u8; 4] {
    u32::try_from(of)
        .expect("parts of a vault are far below 4 GiB")
        .to_be_bytes()
}

fn put_long(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&length(bytes.len()));
    out.extend_from_slice(bytes);
}

fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let (number, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    usize::try_from(u32::from_be_bytes(*number)).ok()
}

fn take_long<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_number(rest)?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> RawFile {
        RawFile {
            head: b"{}".to_vec(),
            records: vec![
                RawRecord {
                    id: "a".into(),
                    sealed: vec![1, 2, 3],
                },
                RawRecord {
                    id: "b".into(),
                    sealed: vec![],
                },
            ],
        }
    }

    #[test]
    fn round_trips() {
        assert_eq!(RawFile::parse(&file().to_bytes()).unwrap(), file());
    }

    #[test]
    fn tells_what_is_wrong() {
        let good = file().to_bytes();
        assert_eq!(RawFile::parse(b""), Err(FormatError::NotAVault));
        assert_eq!(
            RawFile::parse(b"%PDF-1.7 and more"),
            Err(FormatError::NotAVault)
        );
        let mut newer = good.clone();
        newer[0] = 2;
        assert_eq!(RawFile::parse(&newer), Err(FormatError::Version(2)));
        assert_eq!(
            RawFile::parse(&good[..good.len() - 1]),
            Err(FormatError::Damaged)
        );
        let mut longer = good;
        longer.push(0);
        assert_eq!(RawFile::parse(&longer), Err(FormatError::Damaged));
    }

    #[test]
    fn lengths_that_lie_are_damage() {
        let mut content = vec![VERSION];
        content.extend_from_slice(MAGIC);
        content.extend_from_slice(&u32::MAX.to_be_bytes());
        let sum = Sha256::digest(&content);
        content.extend_from_slice(&sum);
        assert_eq!(RawFile::parse(&content), Err(FormatError::Damaged));
    }
}
