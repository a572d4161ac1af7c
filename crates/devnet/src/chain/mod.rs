//! The chain's rules: state, ante checks, modules and queries. Nothing here waits or keeps time.

pub mod ante;
pub mod app;
mod audit;
mod bank;
mod cert;
pub mod ctx;
mod deployment;
mod deposit;
pub mod escrow;
pub mod event;
pub mod genesis;
pub mod id;
pub mod limits;
mod market;
mod matching;
pub mod msg;
mod page;
mod provider;
pub mod query;
mod query_akash;
mod query_market;
pub mod refusal;
pub mod state;
pub mod tx;
mod wire;
