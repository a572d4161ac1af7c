//! Queries of the epochs module: package `akash.epochs.v1beta1`.

/// `akash.epochs.v1beta1.EventEpochEnd`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventEpochEnd {
    /// Field `epoch_number`.
    #[prost(int64, tag = "1")]
    pub epoch_number: i64,
}

impl crate::Named for EventEpochEnd {
    const FULL_NAME: &'static str = "akash.epochs.v1beta1.EventEpochEnd";
}

/// `akash.epochs.v1beta1.EventEpochStart`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventEpochStart {
    /// Field `epoch_number`.
    #[prost(int64, tag = "1")]
    pub epoch_number: i64,
    /// Field `epoch_start_time`.
    #[prost(int64, tag = "2")]
    pub epoch_start_time: i64,
}

impl crate::Named for EventEpochStart {
    const FULL_NAME: &'static str = "akash.epochs.v1beta1.EventEpochStart";
}

/// `akash.epochs.v1beta1.EpochInfo`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EpochInfo {
    /// Field `id`.
    #[prost(string, tag = "1")]
    pub id: String,
    /// Field `start_time`.
    #[prost(message, optional, tag = "2")]
    pub start_time: Option<crate::Timestamp>,
    /// Field `duration`.
    #[prost(message, optional, tag = "3")]
    pub duration: Option<crate::Duration>,
    /// Field `current_epoch`.
    #[prost(int64, tag = "4")]
    pub current_epoch: i64,
    /// Field `current_epoch_start_time`.
    #[prost(message, optional, tag = "5")]
    pub current_epoch_start_time: Option<crate::Timestamp>,
    /// Field `epoch_counting_started`.
    #[prost(bool, tag = "6")]
    pub epoch_counting_started: bool,
    /// Field `current_epoch_start_height`.
    #[prost(int64, tag = "8")]
    pub current_epoch_start_height: i64,
}

impl crate::Named for EpochInfo {
    const FULL_NAME: &'static str = "akash.epochs.v1beta1.EpochInfo";
}

/// `akash.epochs.v1beta1.GenesisState`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GenesisState {
    /// Field `epochs`.
    #[prost(message, repeated, tag = "1")]
    pub epochs: Vec<EpochInfo>,
}

impl crate::Named for GenesisState {
    const FULL_NAME: &'static str = "akash.epochs.v1beta1.GenesisState";
}

/// `akash.epochs.v1beta1.QueryEpochInfosResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryEpochInfosResponse {
    /// Field `epochs`.
    #[prost(message, repeated, tag = "1")]
    pub epochs: Vec<EpochInfo>,
}

impl crate::Named for QueryEpochInfosResponse {
    const FULL_NAME: &'static str = "akash.epochs.v1beta1.QueryEpochInfosResponse";
}

/// `akash.epochs.v1beta1.QueryCurrentEpochRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryCurrentEpochRequest {
    /// Field `identifier`.
    #[prost(string, tag = "1")]
    pub identifier: String,
}

impl crate::Named for QueryCurrentEpochRequest {
    const FULL_NAME: &'static str = "akash.epochs.v1beta1.QueryCurrentEpochRequest";
}

/// `akash.epochs.v1beta1.QueryCurrentEpochResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryCurrentEpochResponse {
    /// Field `current_epoch`.
    #[prost(int64, tag = "1")]
    pub current_epoch: i64,
}

impl crate::Named for QueryCurrentEpochResponse {
    const FULL_NAME: &'static str = "akash.epochs.v1beta1.QueryCurrentEpochResponse";
}
