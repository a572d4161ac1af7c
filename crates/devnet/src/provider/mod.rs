//! The simulated providers: inventory, bids, gateway and workloads.
//!
//! [`spawn_all`] starts the fleet on a node given as [`chain::ChainAccess`]. A genesis must give each
//! of [`accounts`] some uakt: bids deposit 0.5 AKT each, and gas is paid in uakt.
//!
//! One order's way: [`bidding`] sees it and asks [`screen`], [`packing`] and [`pricing`] for an offer; the
//! lease's manifest comes in by [`gateway`], is checked by [`manifest`], and becomes a workload of [`runtime`].
//! [`ledger`] is all of the chain these know, [`state`] all they hold, [`store`] what lasts.

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
