//! The body of a transaction as SDK 0.53 has it.

use crate::{Any, Timestamp};

/// `cosmos.tx.v1beta1.TxBody`, with the fields of unordered transactions.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TxBody {
    /// Messages, run in order, all or none.
    #[prost(message, repeated, tag = "1")]
    pub messages: Vec<Any>,
    /// Public note, at most 256 characters.
    #[prost(string, tag = "2")]
    pub memo: String,
    /// Last block that may hold it; zero for none.
    #[prost(uint64, tag = "3")]
    pub timeout_height: u64,
    /// It uses no sequence; then `timeout_timestamp` is needed.
    #[prost(bool, tag = "4")]
    pub unordered: bool,
    /// Last block time that may hold it.
    #[prost(message, optional, tag = "5")]
    pub timeout_timestamp: Option<Timestamp>,
    /// Options that a node must know.
    #[prost(message, repeated, tag = "1023")]
    pub extension_options: Vec<Any>,
    /// Options that a node may pass over.
    #[prost(message, repeated, tag = "2047")]
    pub non_critical_extension_options: Vec<Any>,
}

impl crate::Named for TxBody {
    const FULL_NAME: &'static str = "cosmos.tx.v1beta1.TxBody";
}
