//! The demo network: an Akash chain and its providers, simulated on loopback.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod chain;
mod images;
pub mod node;
pub mod provider;
pub mod rpc;
mod serve;

pub use serve::{DevnetConfig, Running, ServeError, serve};
