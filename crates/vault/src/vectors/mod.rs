//! Published vectors and recorded fixtures. Counts are asserted, so that a set that shrinks or is
//! skipped by accident fails.

mod aead;
mod keys;
mod recorded;
mod tokens;

use std::path::PathBuf;

use serde_json::Value;

use crate::keys::{HdPath, PrivateKey, Words, derive};

/// A file of `tests/vectors`.
fn vector(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn json(path: &std::path::Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The key of a phrase at a path.
fn key(words: &str, path: &str) -> PrivateKey {
    let words = Words::import(words, "").unwrap();
    derive(words.seed().as_ref(), &path.parse::<HdPath>().unwrap()).unwrap()
}

fn bytes32(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}
