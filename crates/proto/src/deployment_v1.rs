//! Deployment ids, states and events: package `akash.deployment.v1`.

/// `akash.deployment.v1.Deployment.State`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum DeploymentState {
    /// `invalid`.
    Invalid = 0,
    /// `active`.
    Active = 1,
    /// `closed`.
    Closed = 2,
}

impl DeploymentState {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }
}

/// `akash.deployment.v1.DeploymentID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DeploymentId {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `dseq`.
    #[prost(uint64, tag = "2")]
    pub dseq: u64,
}

impl crate::Named for DeploymentId {
    const FULL_NAME: &'static str = "akash.deployment.v1.DeploymentID";
}

/// `akash.deployment.v1.Deployment`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Deployment {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<DeploymentId>,
    /// Field `state`.
    #[prost(enumeration = "DeploymentState", tag = "2")]
    pub state: i32,
    /// Field `hash`.
    #[prost(bytes = "vec", tag = "3")]
    pub hash: Vec<u8>,
    /// Field `created_at`.
    #[prost(int64, tag = "4")]
    pub created_at: i64,
    /// Field `reclamation`.
    #[prost(message, optional, tag = "5")]
    pub reclamation: Option<DeploymentReclamation>,
}

impl crate::Named for Deployment {
    const FULL_NAME: &'static str = "akash.deployment.v1.Deployment";
}

/// `akash.deployment.v1.DeploymentReclamation`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DeploymentReclamation {
    /// Field `min_window`.
    #[prost(message, optional, tag = "1")]
    pub min_window: Option<crate::Duration>,
}

impl crate::Named for DeploymentReclamation {
    const FULL_NAME: &'static str = "akash.deployment.v1.DeploymentReclamation";
}

/// `akash.deployment.v1.EventDeploymentCreated`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventDeploymentCreated {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<DeploymentId>,
    /// Field `hash`.
    #[prost(bytes = "vec", tag = "2")]
    pub hash: Vec<u8>,
}

impl crate::Named for EventDeploymentCreated {
    const FULL_NAME: &'static str = "akash.deployment.v1.EventDeploymentCreated";
}

/// `akash.deployment.v1.EventDeploymentUpdated`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventDeploymentUpdated {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<DeploymentId>,
    /// Field `hash`.
    #[prost(bytes = "vec", tag = "2")]
    pub hash: Vec<u8>,
}

impl crate::Named for EventDeploymentUpdated {
    const FULL_NAME: &'static str = "akash.deployment.v1.EventDeploymentUpdated";
}

/// `akash.deployment.v1.EventDeploymentClosed`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventDeploymentClosed {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<DeploymentId>,
}

impl crate::Named for EventDeploymentClosed {
    const FULL_NAME: &'static str = "akash.deployment.v1.EventDeploymentClosed";
}

/// `akash.deployment.v1.EventGroupStarted`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventGroupStarted {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<GroupId>,
}

impl crate::Named for EventGroupStarted {
    const FULL_NAME: &'static str = "akash.deployment.v1.EventGroupStarted";
}

/// `akash.deployment.v1.EventGroupPaused`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventGroupPaused {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<GroupId>,
}

impl crate::Named for EventGroupPaused {
    const FULL_NAME: &'static str = "akash.deployment.v1.EventGroupPaused";
}

/// `akash.deployment.v1.EventGroupClosed`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventGroupClosed {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<GroupId>,
}

impl crate::Named for EventGroupClosed {
    const FULL_NAME: &'static str = "akash.deployment.v1.EventGroupClosed";
}

/// `akash.deployment.v1.GroupID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GroupId {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `dseq`.
    #[prost(uint64, tag = "2")]
    pub dseq: u64,
    /// Field `gseq`.
    #[prost(uint32, tag = "3")]
    pub gseq: u32,
}

impl crate::Named for GroupId {
    const FULL_NAME: &'static str = "akash.deployment.v1.GroupID";
}
