//! Attributes of providers and requirements of placements: package `akash.base.attributes.v1`.

/// `akash.base.attributes.v1.Attribute`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Attribute {
    /// Field `key`.
    #[prost(string, tag = "1")]
    pub key: String,
    /// Field `value`.
    #[prost(string, tag = "2")]
    pub value: String,
}

impl crate::Named for Attribute {
    const FULL_NAME: &'static str = "akash.base.attributes.v1.Attribute";
}

/// `akash.base.attributes.v1.SignedBy`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SignedBy {
    /// Field `all_of`.
    #[prost(string, repeated, tag = "1")]
    pub all_of: Vec<String>,
    /// Field `any_of`.
    #[prost(string, repeated, tag = "2")]
    pub any_of: Vec<String>,
}

impl crate::Named for SignedBy {
    const FULL_NAME: &'static str = "akash.base.attributes.v1.SignedBy";
}

/// `akash.base.attributes.v1.PlacementRequirements`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PlacementRequirements {
    /// Field `signed_by`.
    #[prost(message, optional, tag = "1")]
    pub signed_by: Option<SignedBy>,
    /// Field `attributes`.
    #[prost(message, repeated, tag = "2")]
    pub attributes: Vec<Attribute>,
}

impl crate::Named for PlacementRequirements {
    const FULL_NAME: &'static str = "akash.base.attributes.v1.PlacementRequirements";
}
