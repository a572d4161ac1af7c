//! Sign docs, queries and the life of a transaction, over a transport.
//!
//! [`Rpc`] speaks CometBFT JSON-RPC over HTTP, [`BlockEvents`] hears of new blocks over its websocket; [`query`] asks the application with protobuf and
//! gives domain values; [`tx`] builds what is signed; [`words`] turns the very bytes to be signed
//! into sentences. Nothing here holds a key or a clock.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod events;
pub mod offline;
pub mod query;
mod rpc;
pub mod schema;
pub mod tx;
pub mod words;

pub use events::{BlockEvents, NewBlock, QUERY as BLOCKS_QUERY};
pub use rpc::{Broadcast, IncludedTx, NodeStatus, Rpc, RpcError, TxAttribute, TxEvent, parse_time};
