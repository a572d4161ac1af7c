//! The Akash SDL: scan, diagnose, edit without loss, groups, manifest, version hash.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod draft;
