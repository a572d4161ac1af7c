//! Queries of the burn/mint module.

use super::ledger::{
    LedgerCanceledRecord, LedgerPendingRecord, LedgerRecord, LedgerRecordId, LedgerRecordStatus,
    MintStatus, Params, State,
};

/// `akash.bme.v1.LedgerRecordFilters`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LedgerRecordFilters {
    /// Field `source`.
    #[prost(string, tag = "1")]
    pub source: String,
    /// Field `denom`.
    #[prost(string, tag = "2")]
    pub denom: String,
    /// Field `to_denom`.
    #[prost(string, tag = "3")]
    pub to_denom: String,
    /// Field `status`.
    #[prost(string, tag = "4")]
    pub status: String,
}

impl crate::Named for LedgerRecordFilters {
    const FULL_NAME: &'static str = "akash.bme.v1.LedgerRecordFilters";
}

/// `akash.bme.v1.QueryParamsResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryParamsResponse {
    /// Field `params`.
    #[prost(message, optional, tag = "1")]
    pub params: Option<Params>,
}

impl crate::Named for QueryParamsResponse {
    const FULL_NAME: &'static str = "akash.bme.v1.QueryParamsResponse";
}

/// `akash.bme.v1.QueryVaultStateResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryVaultStateResponse {
    /// Field `vault_state`.
    #[prost(message, optional, tag = "1")]
    pub vault_state: Option<State>,
}

impl crate::Named for QueryVaultStateResponse {
    const FULL_NAME: &'static str = "akash.bme.v1.QueryVaultStateResponse";
}

/// `akash.bme.v1.QueryStatusResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryStatusResponse {
    /// Field `status`.
    #[prost(enumeration = "MintStatus", tag = "1")]
    pub status: i32,
    /// Field `collateral_ratio` as decimal × 10¹⁸.
    #[prost(string, tag = "2")]
    pub collateral_ratio: String,
    /// Field `warn_threshold` as decimal × 10¹⁸.
    #[prost(string, tag = "3")]
    pub warn_threshold: String,
    /// Field `halt_threshold` as decimal × 10¹⁸.
    #[prost(string, tag = "4")]
    pub halt_threshold: String,
    /// Field `mints_allowed`.
    #[prost(bool, tag = "5")]
    pub mints_allowed: bool,
    /// Field `refunds_allowed`.
    #[prost(bool, tag = "6")]
    pub refunds_allowed: bool,
}

impl crate::Named for QueryStatusResponse {
    const FULL_NAME: &'static str = "akash.bme.v1.QueryStatusResponse";
}

/// `akash.bme.v1.QueryLedgerRecordEntry`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryLedgerRecordEntry {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<LedgerRecordId>,
    /// Field `status`.
    #[prost(enumeration = "LedgerRecordStatus", tag = "2")]
    pub status: i32,
    /// Field `pending_record`.
    #[prost(message, optional, tag = "3")]
    pub pending_record: Option<LedgerPendingRecord>,
    /// Field `executed_record`.
    #[prost(message, optional, tag = "4")]
    pub executed_record: Option<LedgerRecord>,
    /// Field `canceled_record`.
    #[prost(message, optional, tag = "5")]
    pub canceled_record: Option<LedgerCanceledRecord>,
}

impl crate::Named for QueryLedgerRecordEntry {
    const FULL_NAME: &'static str = "akash.bme.v1.QueryLedgerRecordEntry";
}

/// `akash.bme.v1.QueryLedgerRecordsRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryLedgerRecordsRequest {
    /// Field `filters`.
    #[prost(message, optional, tag = "1")]
    pub filters: Option<LedgerRecordFilters>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryLedgerRecordsRequest {
    const FULL_NAME: &'static str = "akash.bme.v1.QueryLedgerRecordsRequest";
}

/// `akash.bme.v1.QueryLedgerRecordsResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryLedgerRecordsResponse {
    /// Field `records`.
    #[prost(message, repeated, tag = "1")]
    pub records: Vec<QueryLedgerRecordEntry>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryLedgerRecordsResponse {
    const FULL_NAME: &'static str = "akash.bme.v1.QueryLedgerRecordsResponse";
}

/// `akash.bme.v1.QueryParamsRequest`.
#[derive(Clone, Copy, PartialEq, Eq, ::prost::Message)]
pub struct QueryParamsRequest {}

/// `akash.bme.v1.QueryStatusRequest`.
#[derive(Clone, Copy, PartialEq, Eq, ::prost::Message)]
pub struct QueryStatusRequest {}
