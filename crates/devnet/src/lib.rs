//! The demo network: an Akash chain and its providers, simulated on loopback.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod chain;
pub mod provider;
