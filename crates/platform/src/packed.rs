//! Archives packed with gzip or zstd, told by their first bytes.

use std::io::{self, Read};

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// By the first four bytes; none for a file that is not packed.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(&GZIP) {
            Some(Self::Gzip)
        } else if head.starts_with(&ZSTD) {
            Some(Self::Zstd)
        } else {
            None
        }
    }

    /// What is in it.
    pub(crate) fn reader<'a>(self, raw: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
        let raw = io::BufReader::with_capacity(256 * 1024, raw);
        Ok(match self {
            Self::Gzip => Box::new(flate2::read::MultiGzDecoder::new(raw)),
            Self::Zstd => Box::new(
                ruzstd::decoding::StreamingDecoder::new(raw)
                    .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e.to_string()))?,
            ),
        })
    }
}
