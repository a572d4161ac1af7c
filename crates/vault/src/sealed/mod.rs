//! The vault file: what is sealed, under what, and how it lies in bytes.

mod aead;
mod format;
mod kdf;
mod wrap;

pub(crate) use aead::{open, seal};
pub use format::FormatError;
pub(crate) use format::{RawFile, RawRecord, VERSION};
pub(crate) use kdf::argon2id;
pub use kdf::{KdfBounds, KdfCost, KdfError, KdfParams};
pub use wrap::WrapKind;
pub(crate) use wrap::{Wrap, derived_kek};
