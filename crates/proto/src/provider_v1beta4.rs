//! Messages and queries of the provider module: package `akash.provider.v1beta4`.

/// `akash.provider.v1beta4.EventProviderCreated`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventProviderCreated {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
}

impl crate::Named for EventProviderCreated {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.EventProviderCreated";
}

/// `akash.provider.v1beta4.EventProviderUpdated`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventProviderUpdated {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
}

impl crate::Named for EventProviderUpdated {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.EventProviderUpdated";
}

/// `akash.provider.v1beta4.EventProviderDeleted`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventProviderDeleted {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
}

impl crate::Named for EventProviderDeleted {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.EventProviderDeleted";
}

/// `akash.provider.v1beta4.MsgCreateProvider`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgCreateProvider {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `host_uri`.
    #[prost(string, tag = "2")]
    pub host_uri: String,
    /// Field `attributes`.
    #[prost(message, repeated, tag = "3")]
    pub attributes: Vec<crate::base_attributes_v1::Attribute>,
    /// Field `info`.
    #[prost(message, optional, tag = "4")]
    pub info: Option<Info>,
}

impl crate::Named for MsgCreateProvider {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.MsgCreateProvider";
}

/// `akash.provider.v1beta4.MsgUpdateProvider`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgUpdateProvider {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `host_uri`.
    #[prost(string, tag = "2")]
    pub host_uri: String,
    /// Field `attributes`.
    #[prost(message, repeated, tag = "3")]
    pub attributes: Vec<crate::base_attributes_v1::Attribute>,
    /// Field `info`.
    #[prost(message, optional, tag = "4")]
    pub info: Option<Info>,
}

impl crate::Named for MsgUpdateProvider {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.MsgUpdateProvider";
}

/// `akash.provider.v1beta4.MsgDeleteProvider`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgDeleteProvider {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
}

impl crate::Named for MsgDeleteProvider {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.MsgDeleteProvider";
}

/// `akash.provider.v1beta4.Info`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Info {
    /// Field `email`.
    #[prost(string, tag = "1")]
    pub email: String,
    /// Field `website`.
    #[prost(string, tag = "2")]
    pub website: String,
}

impl crate::Named for Info {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.Info";
}

/// `akash.provider.v1beta4.Provider`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Provider {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `host_uri`.
    #[prost(string, tag = "2")]
    pub host_uri: String,
    /// Field `attributes`.
    #[prost(message, repeated, tag = "3")]
    pub attributes: Vec<crate::base_attributes_v1::Attribute>,
    /// Field `info`.
    #[prost(message, optional, tag = "4")]
    pub info: Option<Info>,
}

impl crate::Named for Provider {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.Provider";
}

/// `akash.provider.v1beta4.QueryProvidersRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryProvidersRequest {
    /// Field `pagination`.
    #[prost(message, optional, tag = "1")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryProvidersRequest {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.QueryProvidersRequest";
}

/// `akash.provider.v1beta4.QueryProvidersResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryProvidersResponse {
    /// Field `providers`.
    #[prost(message, repeated, tag = "1")]
    pub providers: Vec<Provider>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryProvidersResponse {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.QueryProvidersResponse";
}

/// `akash.provider.v1beta4.QueryProviderRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryProviderRequest {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
}

impl crate::Named for QueryProviderRequest {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.QueryProviderRequest";
}

/// `akash.provider.v1beta4.QueryProviderResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryProviderResponse {
    /// Field `provider`.
    #[prost(message, optional, tag = "1")]
    pub provider: Option<Provider>,
}

impl crate::Named for QueryProviderResponse {
    const FULL_NAME: &'static str = "akash.provider.v1beta4.QueryProviderResponse";
}
