//! The demo network: an Akash chain and its providers, simulated on loopback.
//!
//! It stands on `types`, `proto` and `sdl` only: a simulator that shared the client's code would
//! share its bugs.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod chain;
pub mod provider;
mod serve;

pub use serve::{Devnet, DevnetConfig, ServeError, serve};
