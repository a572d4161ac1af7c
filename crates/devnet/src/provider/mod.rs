//! The simulated providers: inventory, bids, gateway and workloads.

pub mod auth;
pub mod cert;
pub mod clock;
pub mod dec;
pub mod glob;
pub mod key;
pub mod manifest;
pub mod model;
pub mod packing;
pub mod pricing;
pub mod runtime;
pub mod screen;
pub mod state;
pub mod store;
