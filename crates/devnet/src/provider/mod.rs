//! The simulated providers: inventory, bids, gateway and workloads.

pub mod agent;
pub mod auth;
pub mod bidding;
pub mod cert;
pub mod chain;
pub mod clock;
pub mod fleet;
pub mod gateway;
pub mod glob;
pub mod ingress;
pub mod key;
pub mod ledger;
pub mod manifest;
#[cfg(test)]
mod memory;
pub mod model;
pub mod mtls;
pub mod packing;
pub mod pricing;
pub mod runtime;
pub mod screen;
mod spawn;
pub mod state;
pub mod store;

#[cfg(test)]
mod gateway_tests;
#[cfg(test)]
mod market_tests;

pub use spawn::{FleetConfig, FleetHandle, Running, SpawnError, accounts, spawn_all};
