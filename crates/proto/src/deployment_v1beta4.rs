//! Messages and queries of the deployment module: package `akash.deployment.v1beta4`.

/// `akash.deployment.v1beta4.Group.State`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum GroupState {
    /// `invalid`.
    Invalid = 0,
    /// `open`.
    Open = 1,
    /// `paused`.
    Paused = 2,
    /// `insufficient_funds`.
    InsufficientFunds = 3,
    /// `closed`.
    Closed = 4,
}

impl GroupState {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Open => "open",
            Self::Paused => "paused",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Closed => "closed",
        }
    }
}

/// `akash.deployment.v1beta4.MsgCreateDeployment`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgCreateDeployment {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::deployment_v1::DeploymentId>,
    /// Field `groups`.
    #[prost(message, repeated, tag = "2")]
    pub groups: Vec<GroupSpec>,
    /// Field `hash`.
    #[prost(bytes = "vec", tag = "3")]
    pub hash: Vec<u8>,
    /// Field `deposit`.
    #[prost(message, optional, tag = "4")]
    pub deposit: Option<crate::base_deposit_v1::Deposit>,
    /// Field `reclamation`.
    #[prost(message, optional, tag = "5")]
    pub reclamation: Option<crate::deployment_v1::DeploymentReclamation>,
}

impl crate::Named for MsgCreateDeployment {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.MsgCreateDeployment";
}

/// `akash.deployment.v1beta4.MsgUpdateDeployment`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgUpdateDeployment {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::deployment_v1::DeploymentId>,
    /// Field `hash`.
    #[prost(bytes = "vec", tag = "3")]
    pub hash: Vec<u8>,
}

impl crate::Named for MsgUpdateDeployment {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.MsgUpdateDeployment";
}

/// `akash.deployment.v1beta4.MsgCloseDeployment`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgCloseDeployment {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::deployment_v1::DeploymentId>,
}

impl crate::Named for MsgCloseDeployment {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.MsgCloseDeployment";
}

/// `akash.deployment.v1beta4.DeploymentFilters`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DeploymentFilters {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `dseq`.
    #[prost(uint64, tag = "2")]
    pub dseq: u64,
    /// Field `state`.
    #[prost(string, tag = "3")]
    pub state: String,
}

impl crate::Named for DeploymentFilters {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.DeploymentFilters";
}

/// `akash.deployment.v1beta4.GroupFilters`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GroupFilters {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `dseq`.
    #[prost(uint64, tag = "2")]
    pub dseq: u64,
    /// Field `gseq`.
    #[prost(uint64, tag = "3")]
    pub gseq: u64,
    /// Field `state`.
    #[prost(string, tag = "4")]
    pub state: String,
}

impl crate::Named for GroupFilters {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.GroupFilters";
}

/// `akash.deployment.v1beta4.Group`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Group {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::deployment_v1::GroupId>,
    /// Field `state`.
    #[prost(enumeration = "GroupState", tag = "2")]
    pub state: i32,
    /// Field `group_spec`.
    #[prost(message, optional, tag = "3")]
    pub group_spec: Option<GroupSpec>,
    /// Field `created_at`.
    #[prost(int64, tag = "4")]
    pub created_at: i64,
}

impl crate::Named for Group {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.Group";
}

/// `akash.deployment.v1beta4.MsgCloseGroup`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgCloseGroup {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::deployment_v1::GroupId>,
}

impl crate::Named for MsgCloseGroup {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.MsgCloseGroup";
}

/// `akash.deployment.v1beta4.MsgPauseGroup`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgPauseGroup {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::deployment_v1::GroupId>,
}

impl crate::Named for MsgPauseGroup {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.MsgPauseGroup";
}

/// `akash.deployment.v1beta4.MsgStartGroup`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgStartGroup {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::deployment_v1::GroupId>,
}

impl crate::Named for MsgStartGroup {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.MsgStartGroup";
}

/// `akash.deployment.v1beta4.GroupSpec`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GroupSpec {
    /// Field `name`.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Field `requirements`.
    #[prost(message, optional, tag = "2")]
    pub requirements: Option<crate::base_attributes_v1::PlacementRequirements>,
    /// Field `resources`.
    #[prost(message, repeated, tag = "3")]
    pub resources: Vec<ResourceUnit>,
}

impl crate::Named for GroupSpec {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.GroupSpec";
}

/// `akash.deployment.v1beta4.Params`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Params {
    /// Field `min_deposits`.
    #[prost(message, repeated, tag = "1")]
    pub min_deposits: Vec<crate::Coin>,
}

impl crate::Named for Params {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.Params";
}

/// `akash.deployment.v1beta4.MsgUpdateParams`.
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
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.MsgUpdateParams";
}

/// `akash.deployment.v1beta4.QueryDeploymentsRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryDeploymentsRequest {
    /// Field `filters`.
    #[prost(message, optional, tag = "1")]
    pub filters: Option<DeploymentFilters>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryDeploymentsRequest {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.QueryDeploymentsRequest";
}

/// `akash.deployment.v1beta4.QueryDeploymentsResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryDeploymentsResponse {
    /// Field `deployments`.
    #[prost(message, repeated, tag = "1")]
    pub deployments: Vec<QueryDeploymentResponse>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryDeploymentsResponse {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.QueryDeploymentsResponse";
}

/// `akash.deployment.v1beta4.QueryDeploymentRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryDeploymentRequest {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::deployment_v1::DeploymentId>,
}

impl crate::Named for QueryDeploymentRequest {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.QueryDeploymentRequest";
}

/// `akash.deployment.v1beta4.QueryDeploymentResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryDeploymentResponse {
    /// Field `deployment`.
    #[prost(message, optional, tag = "1")]
    pub deployment: Option<crate::deployment_v1::Deployment>,
    /// Field `groups`.
    #[prost(message, repeated, tag = "2")]
    pub groups: Vec<Group>,
    /// Field `escrow_account`.
    #[prost(message, optional, tag = "3")]
    pub escrow_account: Option<crate::escrow_types_v1::Account>,
}

impl crate::Named for QueryDeploymentResponse {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.QueryDeploymentResponse";
}

/// `akash.deployment.v1beta4.QueryGroupRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryGroupRequest {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::deployment_v1::GroupId>,
}

impl crate::Named for QueryGroupRequest {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.QueryGroupRequest";
}

/// `akash.deployment.v1beta4.QueryGroupResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryGroupResponse {
    /// Field `group`.
    #[prost(message, optional, tag = "1")]
    pub group: Option<Group>,
}

impl crate::Named for QueryGroupResponse {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.QueryGroupResponse";
}

/// `akash.deployment.v1beta4.QueryParamsResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryParamsResponse {
    /// Field `params`.
    #[prost(message, optional, tag = "1")]
    pub params: Option<Params>,
}

impl crate::Named for QueryParamsResponse {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.QueryParamsResponse";
}

/// `akash.deployment.v1beta4.ResourceUnit`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResourceUnit {
    /// Field `resource`.
    #[prost(message, optional, tag = "1")]
    pub resource: Option<crate::base_resources_v1beta4::Resources>,
    /// Field `count`.
    #[prost(uint32, tag = "2")]
    pub count: u32,
    /// Field `price`.
    #[prost(message, optional, tag = "3")]
    pub price: Option<crate::DecCoin>,
}

impl crate::Named for ResourceUnit {
    const FULL_NAME: &'static str = "akash.deployment.v1beta4.ResourceUnit";
}

/// `akash.deployment.v1beta4.QueryParamsRequest`.
#[derive(Clone, Copy, PartialEq, Eq, ::prost::Message)]
pub struct QueryParamsRequest {}
