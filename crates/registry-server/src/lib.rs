#![doc = include_str!("../README.md")]
#![cfg_attr(test, allow(clippy::unwrap_used))]
mod app;
mod auth;
mod clock;
mod config;
mod content;
mod digest;
mod ext;
mod fail;
mod manifest;
mod meta;
mod name;
mod oci;
mod random;
mod rate;
mod serve;
#[cfg(feature = "testing")]
pub mod testing;
mod upload;

pub use config::{Anonymous, Config, Limits, Operator, S3Config, Storage};
pub use serve::{CollectError, Running, ServeError, serve};
