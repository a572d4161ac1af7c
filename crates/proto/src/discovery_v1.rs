//! Client discovery: package `akash.discovery.v1`.

/// `akash.discovery.v1.Akash`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Akash {
    /// Field `client_info`.
    #[prost(message, optional, tag = "1")]
    pub client_info: Option<ClientInfo>,
    /// Field `supported_versions`.
    #[prost(message, repeated, tag = "2")]
    pub supported_versions: Vec<VersionInfo>,
    /// Field `chain_id`.
    #[prost(string, tag = "3")]
    pub chain_id: String,
    /// Field `node_version`.
    #[prost(string, tag = "4")]
    pub node_version: String,
    /// Field `min_client_version`.
    #[prost(string, tag = "5")]
    pub min_client_version: String,
}

impl crate::Named for Akash {
    const FULL_NAME: &'static str = "akash.discovery.v1.Akash";
}

/// `akash.discovery.v1.ClientInfo`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ClientInfo {
    /// Field `api_version`.
    #[prost(string, tag = "1")]
    pub api_version: String,
}

impl crate::Named for ClientInfo {
    const FULL_NAME: &'static str = "akash.discovery.v1.ClientInfo";
}

/// `akash.discovery.v1.ModuleVersion`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ModuleVersion {
    /// Field `module`.
    #[prost(string, tag = "1")]
    pub module: String,
    /// Field `version`.
    #[prost(string, tag = "2")]
    pub version: String,
}

impl crate::Named for ModuleVersion {
    const FULL_NAME: &'static str = "akash.discovery.v1.ModuleVersion";
}

/// `akash.discovery.v1.VersionInfo`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct VersionInfo {
    /// Field `api_version`.
    #[prost(string, tag = "1")]
    pub api_version: String,
    /// Field `modules`.
    #[prost(message, repeated, tag = "2")]
    pub modules: Vec<ModuleVersion>,
    /// Field `features`.
    #[prost(string, repeated, tag = "3")]
    pub features: Vec<String>,
}

impl crate::Named for VersionInfo {
    const FULL_NAME: &'static str = "akash.discovery.v1.VersionInfo";
}

/// `akash.discovery.v1.GetInfoResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetInfoResponse {
    /// Field `info`.
    #[prost(message, optional, tag = "1")]
    pub info: Option<Akash>,
}

impl crate::Named for GetInfoResponse {
    const FULL_NAME: &'static str = "akash.discovery.v1.GetInfoResponse";
}
