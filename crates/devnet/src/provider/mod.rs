//! The simulated providers: inventory, bids, gateway and workloads.

pub mod agent;
pub mod auth;
pub mod bidding;
pub mod cert;
pub mod chain;
pub mod clock;
pub mod dec;
pub mod fleet;
pub mod gateway;
pub mod glob;
pub mod ingress;
pub mod key;
pub mod ledger;
pub mod manifest;
pub mod model;
pub mod packing;
pub mod pricing;
pub mod runtime;
pub mod screen;
pub mod state;
pub mod store;
