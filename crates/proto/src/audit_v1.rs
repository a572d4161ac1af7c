//! Messages and queries of the audit module: package `akash.audit.v1`.

/// `akash.audit.v1.AuditedProvider`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AuditedProvider {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `auditor`.
    #[prost(string, tag = "2")]
    pub auditor: String,
    /// Field `attributes`.
    #[prost(message, repeated, tag = "4")]
    pub attributes: Vec<crate::base_attributes_v1::Attribute>,
}

impl crate::Named for AuditedProvider {
    const FULL_NAME: &'static str = "akash.audit.v1.AuditedProvider";
}

/// `akash.audit.v1.AuditedAttributesStore`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AuditedAttributesStore {
    /// Field `attributes`.
    #[prost(message, repeated, tag = "1")]
    pub attributes: Vec<crate::base_attributes_v1::Attribute>,
}

impl crate::Named for AuditedAttributesStore {
    const FULL_NAME: &'static str = "akash.audit.v1.AuditedAttributesStore";
}

/// `akash.audit.v1.AttributesFilters`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AttributesFilters {
    /// Field `auditors`.
    #[prost(string, repeated, tag = "1")]
    pub auditors: Vec<String>,
    /// Field `owners`.
    #[prost(string, repeated, tag = "2")]
    pub owners: Vec<String>,
}

impl crate::Named for AttributesFilters {
    const FULL_NAME: &'static str = "akash.audit.v1.AttributesFilters";
}

/// `akash.audit.v1.EventTrustedAuditorCreated`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventTrustedAuditorCreated {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `auditor`.
    #[prost(string, tag = "2")]
    pub auditor: String,
}

impl crate::Named for EventTrustedAuditorCreated {
    const FULL_NAME: &'static str = "akash.audit.v1.EventTrustedAuditorCreated";
}

/// `akash.audit.v1.EventTrustedAuditorDeleted`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventTrustedAuditorDeleted {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `auditor`.
    #[prost(string, tag = "2")]
    pub auditor: String,
}

impl crate::Named for EventTrustedAuditorDeleted {
    const FULL_NAME: &'static str = "akash.audit.v1.EventTrustedAuditorDeleted";
}

/// `akash.audit.v1.MsgSignProviderAttributes`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgSignProviderAttributes {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `auditor`.
    #[prost(string, tag = "2")]
    pub auditor: String,
    /// Field `attributes`.
    #[prost(message, repeated, tag = "3")]
    pub attributes: Vec<crate::base_attributes_v1::Attribute>,
}

impl crate::Named for MsgSignProviderAttributes {
    const FULL_NAME: &'static str = "akash.audit.v1.MsgSignProviderAttributes";
}

/// `akash.audit.v1.MsgDeleteProviderAttributes`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgDeleteProviderAttributes {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `auditor`.
    #[prost(string, tag = "2")]
    pub auditor: String,
    /// Field `keys`.
    #[prost(string, repeated, tag = "3")]
    pub keys: Vec<String>,
}

impl crate::Named for MsgDeleteProviderAttributes {
    const FULL_NAME: &'static str = "akash.audit.v1.MsgDeleteProviderAttributes";
}

/// `akash.audit.v1.QueryProvidersResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryProvidersResponse {
    /// Field `providers`.
    #[prost(message, repeated, tag = "1")]
    pub providers: Vec<AuditedProvider>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryProvidersResponse {
    const FULL_NAME: &'static str = "akash.audit.v1.QueryProvidersResponse";
}

/// `akash.audit.v1.QueryProviderRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryProviderRequest {
    /// Field `auditor`.
    #[prost(string, tag = "1")]
    pub auditor: String,
    /// Field `owner`.
    #[prost(string, tag = "2")]
    pub owner: String,
}

impl crate::Named for QueryProviderRequest {
    const FULL_NAME: &'static str = "akash.audit.v1.QueryProviderRequest";
}

/// `akash.audit.v1.QueryAllProvidersAttributesRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryAllProvidersAttributesRequest {
    /// Field `pagination`.
    #[prost(message, optional, tag = "1")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryAllProvidersAttributesRequest {
    const FULL_NAME: &'static str = "akash.audit.v1.QueryAllProvidersAttributesRequest";
}

/// `akash.audit.v1.QueryProviderAttributesRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryProviderAttributesRequest {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryProviderAttributesRequest {
    const FULL_NAME: &'static str = "akash.audit.v1.QueryProviderAttributesRequest";
}

/// `akash.audit.v1.QueryProviderAuditorRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryProviderAuditorRequest {
    /// Field `auditor`.
    #[prost(string, tag = "1")]
    pub auditor: String,
    /// Field `owner`.
    #[prost(string, tag = "2")]
    pub owner: String,
}

impl crate::Named for QueryProviderAuditorRequest {
    const FULL_NAME: &'static str = "akash.audit.v1.QueryProviderAuditorRequest";
}

/// `akash.audit.v1.QueryAuditorAttributesRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryAuditorAttributesRequest {
    /// Field `auditor`.
    #[prost(string, tag = "1")]
    pub auditor: String,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryAuditorAttributesRequest {
    const FULL_NAME: &'static str = "akash.audit.v1.QueryAuditorAttributesRequest";
}
