//! The Akash SDL: scan, diagnose, edit without loss, groups, manifest, version hash.
//!
//! [`draft::Draft`] is the text that a person edits; [`Document`] is what chain and provider get of it.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod draft;
mod engine;

pub use engine::{Document, SdlError};
