//! Messages and queries of the escrow module: package `akash.escrow.v1`.

/// `akash.escrow.v1.DepositAuthorization.Scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum DepositAuthorizationScope {
    /// `invalid`.
    Invalid = 0,
    /// `deployment`.
    Deployment = 1,
    /// `bid`.
    Bid = 2,
}

impl DepositAuthorizationScope {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Deployment => "deployment",
            Self::Bid => "bid",
        }
    }
}

/// `akash.escrow.v1.DepositAuthorization`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DepositAuthorization {
    /// Field `spend_limit`.
    #[prost(message, optional, tag = "1")]
    pub spend_limit: Option<crate::Coin>,
    /// Field `scopes`.
    #[prost(enumeration = "DepositAuthorizationScope", repeated, tag = "2")]
    pub scopes: Vec<i32>,
    /// Field `spend_limits`.
    #[prost(message, repeated, tag = "3")]
    pub spend_limits: Vec<crate::Coin>,
}

impl crate::Named for DepositAuthorization {
    const FULL_NAME: &'static str = "akash.escrow.v1.DepositAuthorization";
}

/// `akash.escrow.v1.MsgAccountDeposit`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgAccountDeposit {
    /// Field `signer`.
    #[prost(string, tag = "1")]
    pub signer: String,
    /// Field `id`.
    #[prost(message, optional, tag = "2")]
    pub id: Option<crate::escrow_id_v1::Account>,
    /// Field `deposit`.
    #[prost(message, optional, tag = "3")]
    pub deposit: Option<crate::base_deposit_v1::Deposit>,
}

impl crate::Named for MsgAccountDeposit {
    const FULL_NAME: &'static str = "akash.escrow.v1.MsgAccountDeposit";
}

/// `akash.escrow.v1.QueryAccountsRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryAccountsRequest {
    /// Field `state`.
    #[prost(string, tag = "1")]
    pub state: String,
    /// Field `xid`.
    #[prost(string, tag = "2")]
    pub xid: String,
    /// Field `pagination`.
    #[prost(message, optional, tag = "5")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryAccountsRequest {
    const FULL_NAME: &'static str = "akash.escrow.v1.QueryAccountsRequest";
}

/// `akash.escrow.v1.QueryAccountsResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryAccountsResponse {
    /// Field `accounts`.
    #[prost(message, repeated, tag = "1")]
    pub accounts: Vec<crate::escrow_types_v1::Account>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryAccountsResponse {
    const FULL_NAME: &'static str = "akash.escrow.v1.QueryAccountsResponse";
}

/// `akash.escrow.v1.QueryPaymentsRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryPaymentsRequest {
    /// Field `state`.
    #[prost(string, tag = "1")]
    pub state: String,
    /// Field `xid`.
    #[prost(string, tag = "2")]
    pub xid: String,
    /// Field `pagination`.
    #[prost(message, optional, tag = "6")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryPaymentsRequest {
    const FULL_NAME: &'static str = "akash.escrow.v1.QueryPaymentsRequest";
}

/// `akash.escrow.v1.QueryPaymentsResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryPaymentsResponse {
    /// Field `payments`.
    #[prost(message, repeated, tag = "1")]
    pub payments: Vec<crate::escrow_types_v1::Payment>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryPaymentsResponse {
    const FULL_NAME: &'static str = "akash.escrow.v1.QueryPaymentsResponse";
}
