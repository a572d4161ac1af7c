//! The burn/mint module: package `akash.bme.v1`.

mod ledger;
mod messages;
mod query;

pub use ledger::*;
pub use messages::*;
pub use query::*;
