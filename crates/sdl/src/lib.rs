//! The Akash SDL: scan, diagnose, edit without loss, groups, manifest, version hash.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod draft;
#[allow(missing_docs, clippy::all)]
mod stub;
pub use stub::{Document, SdlError};
