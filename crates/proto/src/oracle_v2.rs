//! Messages and queries of the price oracle: package `akash.oracle.v2`.

/// `akash.oracle.v2.EventPriceData`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventPriceData {
    /// Field `source`.
    #[prost(string, tag = "1")]
    pub source: String,
    /// Field `id`.
    #[prost(message, optional, tag = "2")]
    pub id: Option<DataId>,
    /// Field `price` as decimal × 10¹⁸.
    #[prost(string, tag = "3")]
    pub price: String,
    /// Field `timestamp`.
    #[prost(message, optional, tag = "4")]
    pub timestamp: Option<crate::Timestamp>,
}

impl crate::Named for EventPriceData {
    const FULL_NAME: &'static str = "akash.oracle.v2.EventPriceData";
}

/// `akash.oracle.v2.EventPriceStaleWarning`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventPriceStaleWarning {
    /// Field `id`.
    #[prost(message, optional, tag = "2")]
    pub id: Option<DataId>,
    /// Field `last_height`.
    #[prost(int64, tag = "3")]
    pub last_height: i64,
    /// Field `blocks_to_stall`.
    #[prost(int64, tag = "4")]
    pub blocks_to_stall: i64,
}

impl crate::Named for EventPriceStaleWarning {
    const FULL_NAME: &'static str = "akash.oracle.v2.EventPriceStaleWarning";
}

/// `akash.oracle.v2.EventPriceStaled`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventPriceStaled {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<DataId>,
    /// Field `last_height`.
    #[prost(int64, tag = "2")]
    pub last_height: i64,
}

impl crate::Named for EventPriceStaled {
    const FULL_NAME: &'static str = "akash.oracle.v2.EventPriceStaled";
}

/// `akash.oracle.v2.EventPriceRecovered`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventPriceRecovered {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<DataId>,
    /// Field `height`.
    #[prost(int64, tag = "2")]
    pub height: i64,
}

impl crate::Named for EventPriceRecovered {
    const FULL_NAME: &'static str = "akash.oracle.v2.EventPriceRecovered";
}

/// `akash.oracle.v2.EventAggregatedPrice`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventAggregatedPrice {
    /// Field `price`.
    #[prost(message, optional, tag = "1")]
    pub price: Option<AggregatedPrice>,
}

impl crate::Named for EventAggregatedPrice {
    const FULL_NAME: &'static str = "akash.oracle.v2.EventAggregatedPrice";
}

/// `akash.oracle.v2.MsgAddPriceEntry`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgAddPriceEntry {
    /// Field `signer`.
    #[prost(string, tag = "1")]
    pub signer: String,
    /// Field `id`.
    #[prost(message, optional, tag = "2")]
    pub id: Option<DataId>,
    /// Field `price` as decimal × 10¹⁸.
    #[prost(string, tag = "3")]
    pub price: String,
    /// Field `timestamp`.
    #[prost(message, optional, tag = "4")]
    pub timestamp: Option<crate::Timestamp>,
}

impl crate::Named for MsgAddPriceEntry {
    const FULL_NAME: &'static str = "akash.oracle.v2.MsgAddPriceEntry";
}

/// `akash.oracle.v2.MsgUpdateParams`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgUpdateParams {
    /// Field `authority`.
    #[prost(string, tag = "1")]
    pub authority: String,
    /// Field `params`.
    #[prost(message, optional, tag = "2")]
    pub params: Option<Params>,
}

impl crate::Named for MsgUpdateParams {
    const FULL_NAME: &'static str = "akash.oracle.v2.MsgUpdateParams";
}

/// `akash.oracle.v2.Params`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Params {
    /// Field `sources`.
    #[prost(string, repeated, tag = "1")]
    pub sources: Vec<String>,
    /// Field `min_price_sources`.
    #[prost(uint32, tag = "2")]
    pub min_price_sources: u32,
    /// Field `max_price_staleness_period`.
    #[prost(message, optional, tag = "3")]
    pub max_price_staleness_period: Option<crate::Duration>,
    /// Field `twap_window`.
    #[prost(message, optional, tag = "4")]
    pub twap_window: Option<crate::Duration>,
    /// Field `max_price_deviation_bps`.
    #[prost(uint64, tag = "5")]
    pub max_price_deviation_bps: u64,
    /// Field `feed_contracts_params`.
    #[prost(message, repeated, tag = "6")]
    pub feed_contracts_params: Vec<crate::Any>,
    /// Field `price_retention`.
    #[prost(message, optional, tag = "7")]
    pub price_retention: Option<crate::Duration>,
    /// Field `prune_epoch`.
    #[prost(string, tag = "8")]
    pub prune_epoch: String,
    /// Field `max_prune_per_epoch`.
    #[prost(int64, tag = "9")]
    pub max_prune_per_epoch: i64,
    /// Field `max_future_time_drift`.
    #[prost(message, optional, tag = "10")]
    pub max_future_time_drift: Option<crate::Duration>,
}

impl crate::Named for Params {
    const FULL_NAME: &'static str = "akash.oracle.v2.Params";
}

/// `akash.oracle.v2.DataID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DataId {
    /// Field `denom`.
    #[prost(string, tag = "1")]
    pub denom: String,
    /// Field `base_denom`.
    #[prost(string, tag = "2")]
    pub base_denom: String,
}

impl crate::Named for DataId {
    const FULL_NAME: &'static str = "akash.oracle.v2.DataID";
}

/// `akash.oracle.v2.PriceDataID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PriceDataId {
    /// Field `source`.
    #[prost(uint32, tag = "1")]
    pub source: u32,
    /// Field `denom`.
    #[prost(string, tag = "2")]
    pub denom: String,
    /// Field `base_denom`.
    #[prost(string, tag = "3")]
    pub base_denom: String,
}

impl crate::Named for PriceDataId {
    const FULL_NAME: &'static str = "akash.oracle.v2.PriceDataID";
}

/// `akash.oracle.v2.PriceLatestDataState`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PriceLatestDataState {
    /// Field `timestamp`.
    #[prost(message, optional, tag = "1")]
    pub timestamp: Option<crate::Timestamp>,
    /// Field `sequence`.
    #[prost(uint64, tag = "5")]
    pub sequence: u64,
}

impl crate::Named for PriceLatestDataState {
    const FULL_NAME: &'static str = "akash.oracle.v2.PriceLatestDataState";
}

/// `akash.oracle.v2.PriceDataRecordID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PriceDataRecordId {
    /// Field `source`.
    #[prost(uint32, tag = "1")]
    pub source: u32,
    /// Field `denom`.
    #[prost(string, tag = "2")]
    pub denom: String,
    /// Field `base_denom`.
    #[prost(string, tag = "3")]
    pub base_denom: String,
    /// Field `timestamp`.
    #[prost(message, optional, tag = "4")]
    pub timestamp: Option<crate::Timestamp>,
    /// Field `sequence`.
    #[prost(uint64, tag = "5")]
    pub sequence: u64,
}

impl crate::Named for PriceDataRecordId {
    const FULL_NAME: &'static str = "akash.oracle.v2.PriceDataRecordID";
}

/// `akash.oracle.v2.PriceDataState`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PriceDataState {
    /// Field `price` as decimal × 10¹⁸.
    #[prost(string, tag = "1")]
    pub price: String,
}

impl crate::Named for PriceDataState {
    const FULL_NAME: &'static str = "akash.oracle.v2.PriceDataState";
}

/// `akash.oracle.v2.PriceData`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PriceData {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<PriceDataRecordId>,
    /// Field `state`.
    #[prost(message, optional, tag = "2")]
    pub state: Option<PriceDataState>,
}

impl crate::Named for PriceData {
    const FULL_NAME: &'static str = "akash.oracle.v2.PriceData";
}

/// `akash.oracle.v2.AggregatedPrice`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AggregatedPrice {
    /// Field `denom`.
    #[prost(string, tag = "1")]
    pub denom: String,
    /// Field `twap` as decimal × 10¹⁸.
    #[prost(string, tag = "2")]
    pub twap: String,
    /// Field `median_price` as decimal × 10¹⁸.
    #[prost(string, tag = "3")]
    pub median_price: String,
    /// Field `min_price` as decimal × 10¹⁸.
    #[prost(string, tag = "4")]
    pub min_price: String,
    /// Field `max_price` as decimal × 10¹⁸.
    #[prost(string, tag = "5")]
    pub max_price: String,
    /// Field `timestamp`.
    #[prost(message, optional, tag = "6")]
    pub timestamp: Option<crate::Timestamp>,
    /// Field `num_sources`.
    #[prost(uint32, tag = "7")]
    pub num_sources: u32,
    /// Field `deviation_bps`.
    #[prost(uint64, tag = "8")]
    pub deviation_bps: u64,
}

impl crate::Named for AggregatedPrice {
    const FULL_NAME: &'static str = "akash.oracle.v2.AggregatedPrice";
}

/// `akash.oracle.v2.PriceHealth`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PriceHealth {
    /// Field `denom`.
    #[prost(string, tag = "1")]
    pub denom: String,
    /// Field `is_healthy`.
    #[prost(bool, tag = "3")]
    pub is_healthy: bool,
    /// Field `has_min_sources`.
    #[prost(bool, tag = "4")]
    pub has_min_sources: bool,
    /// Field `deviation_ok`.
    #[prost(bool, tag = "5")]
    pub deviation_ok: bool,
    /// Field `total_sources`.
    #[prost(uint32, tag = "6")]
    pub total_sources: u32,
    /// Field `total_healthy_sources`.
    #[prost(uint32, tag = "7")]
    pub total_healthy_sources: u32,
    /// Field `failure_reason`.
    #[prost(string, repeated, tag = "8")]
    pub failure_reason: Vec<String>,
}

impl crate::Named for PriceHealth {
    const FULL_NAME: &'static str = "akash.oracle.v2.PriceHealth";
}

/// `akash.oracle.v2.PricesFilter`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PricesFilter {
    /// Field `asset_denom`.
    #[prost(string, tag = "1")]
    pub asset_denom: String,
    /// Field `base_denom`.
    #[prost(string, tag = "2")]
    pub base_denom: String,
    /// Field `start_time`.
    #[prost(message, optional, tag = "3")]
    pub start_time: Option<crate::Timestamp>,
    /// Field `end_time`.
    #[prost(message, optional, tag = "4")]
    pub end_time: Option<crate::Timestamp>,
}

impl crate::Named for PricesFilter {
    const FULL_NAME: &'static str = "akash.oracle.v2.PricesFilter";
}

/// `akash.oracle.v2.QueryParamsResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryParamsResponse {
    /// Field `params`.
    #[prost(message, optional, tag = "1")]
    pub params: Option<Params>,
}

impl crate::Named for QueryParamsResponse {
    const FULL_NAME: &'static str = "akash.oracle.v2.QueryParamsResponse";
}

/// `akash.oracle.v2.QueryAggregatedPriceRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryAggregatedPriceRequest {
    /// Field `denom`.
    #[prost(string, tag = "1")]
    pub denom: String,
}

impl crate::Named for QueryAggregatedPriceRequest {
    const FULL_NAME: &'static str = "akash.oracle.v2.QueryAggregatedPriceRequest";
}

/// `akash.oracle.v2.QueryAggregatedPriceResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryAggregatedPriceResponse {
    /// Field `aggregated_price`.
    #[prost(message, optional, tag = "1")]
    pub aggregated_price: Option<AggregatedPrice>,
    /// Field `price_health`.
    #[prost(message, optional, tag = "2")]
    pub price_health: Option<PriceHealth>,
}

impl crate::Named for QueryAggregatedPriceResponse {
    const FULL_NAME: &'static str = "akash.oracle.v2.QueryAggregatedPriceResponse";
}

/// `akash.oracle.v2.QueryPricesRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryPricesRequest {
    /// Field `filters`.
    #[prost(message, optional, tag = "1")]
    pub filters: Option<PricesFilter>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryPricesRequest {
    const FULL_NAME: &'static str = "akash.oracle.v2.QueryPricesRequest";
}

/// `akash.oracle.v2.QueryPricesResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryPricesResponse {
    /// Field `prices`.
    #[prost(message, repeated, tag = "1")]
    pub prices: Vec<PriceData>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryPricesResponse {
    const FULL_NAME: &'static str = "akash.oracle.v2.QueryPricesResponse";
}
