//! The chain: state, modules and rules of an Akash node of version 2.1.

mod ante;
mod bank;
mod block;
mod cert;
mod ctx;
mod deployment;
mod escrow;
mod event;
mod execute;
mod genesis;
mod id;
mod journal;
mod ledger;
mod limits;
mod market;
#[cfg(test)]
mod market_flow;
mod matching;
mod message;
mod provider;
mod query;
mod refusal;
#[cfg(test)]
mod replay;
mod state;
mod tx;
mod wire;

pub use block::Block;
pub use event::Event;
pub use execute::TxResult;
pub use genesis::{Genesis, GenesisAccount, GenesisError, Params};
pub use ledger::{Accepted, FaucetError, Grant, Ledger, OpenError};
pub use refusal::Refusal;
pub use tx::hash;
