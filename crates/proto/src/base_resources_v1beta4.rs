//! Resources of a unit: package `akash.base.resources.v1beta4`.

/// `akash.base.resources.v1beta4.Endpoint.Kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum EndpointKind {
    /// `SHARED_HTTP`.
    SharedHttp = 0,
    /// `RANDOM_PORT`.
    RandomPort = 1,
    /// `LEASED_IP`.
    LeasedIp = 2,
}

impl EndpointKind {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SharedHttp => "SHARED_HTTP",
            Self::RandomPort => "RANDOM_PORT",
            Self::LeasedIp => "LEASED_IP",
        }
    }
}

/// `akash.base.resources.v1beta4.CPU`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CPU {
    /// Field `units`.
    #[prost(message, optional, tag = "1")]
    pub units: Option<ResourceValue>,
    /// Field `attributes`.
    #[prost(message, repeated, tag = "2")]
    pub attributes: Vec<crate::base_attributes_v1::Attribute>,
}

impl crate::Named for CPU {
    const FULL_NAME: &'static str = "akash.base.resources.v1beta4.CPU";
}

/// `akash.base.resources.v1beta4.Endpoint`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Endpoint {
    /// Field `kind`.
    #[prost(enumeration = "EndpointKind", tag = "1")]
    pub kind: i32,
    /// Field `sequence_number`.
    #[prost(uint32, tag = "2")]
    pub sequence_number: u32,
}

impl crate::Named for Endpoint {
    const FULL_NAME: &'static str = "akash.base.resources.v1beta4.Endpoint";
}

/// `akash.base.resources.v1beta4.GPU`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GPU {
    /// Field `units`.
    #[prost(message, optional, tag = "1")]
    pub units: Option<ResourceValue>,
    /// Field `attributes`.
    #[prost(message, repeated, tag = "2")]
    pub attributes: Vec<crate::base_attributes_v1::Attribute>,
}

impl crate::Named for GPU {
    const FULL_NAME: &'static str = "akash.base.resources.v1beta4.GPU";
}

/// `akash.base.resources.v1beta4.Memory`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Memory {
    /// Field `quantity`.
    #[prost(message, optional, tag = "1")]
    pub quantity: Option<ResourceValue>,
    /// Field `attributes`.
    #[prost(message, repeated, tag = "2")]
    pub attributes: Vec<crate::base_attributes_v1::Attribute>,
}

impl crate::Named for Memory {
    const FULL_NAME: &'static str = "akash.base.resources.v1beta4.Memory";
}

/// `akash.base.resources.v1beta4.Resources`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Resources {
    /// Field `id`.
    #[prost(uint32, tag = "1")]
    pub id: u32,
    /// Field `cpu`.
    #[prost(message, optional, tag = "2")]
    pub cpu: Option<CPU>,
    /// Field `memory`.
    #[prost(message, optional, tag = "3")]
    pub memory: Option<Memory>,
    /// Field `storage`.
    #[prost(message, repeated, tag = "4")]
    pub storage: Vec<Storage>,
    /// Field `gpu`.
    #[prost(message, optional, tag = "5")]
    pub gpu: Option<GPU>,
    /// Field `endpoints`.
    #[prost(message, repeated, tag = "6")]
    pub endpoints: Vec<Endpoint>,
}

impl crate::Named for Resources {
    const FULL_NAME: &'static str = "akash.base.resources.v1beta4.Resources";
}

/// `akash.base.resources.v1beta4.ResourceValue`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResourceValue {
    /// Field `val` as ASCII digits.
    #[prost(bytes = "vec", tag = "1")]
    pub val: Vec<u8>,
}

impl crate::Named for ResourceValue {
    const FULL_NAME: &'static str = "akash.base.resources.v1beta4.ResourceValue";
}

/// `akash.base.resources.v1beta4.Storage`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Storage {
    /// Field `name`.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Field `quantity`.
    #[prost(message, optional, tag = "2")]
    pub quantity: Option<ResourceValue>,
    /// Field `attributes`.
    #[prost(message, repeated, tag = "3")]
    pub attributes: Vec<crate::base_attributes_v1::Attribute>,
}

impl crate::Named for Storage {
    const FULL_NAME: &'static str = "akash.base.resources.v1beta4.Storage";
}
