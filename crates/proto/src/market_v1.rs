//! Order, bid and lease ids, leases and events: package `akash.market.v1`.

/// `akash.market.v1.Lease.State`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum LeaseState {
    /// `invalid`.
    Invalid = 0,
    /// `active`.
    Active = 1,
    /// `insufficient_funds`.
    InsufficientFunds = 2,
    /// `closed`.
    Closed = 3,
    /// `reclaiming`.
    Reclaiming = 4,
}

impl LeaseState {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Active => "active",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Closed => "closed",
            Self::Reclaiming => "reclaiming",
        }
    }
}

/// `akash.market.v1.LeaseClosedReason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum LeaseClosedReason {
    /// `lease_closed_invalid`.
    Invalid = 0,
    /// `lease_closed_owner`.
    Owner = 1,
    /// `lease_closed_reason_unstable`.
    Unstable = 10000,
    /// `lease_closed_reason_decommission`.
    Decommission = 10001,
    /// `lease_closed_reason_unspecified`.
    Unspecified = 10002,
    /// `lease_closed_reason_manifest_timeout`.
    ManifestTimeout = 10003,
    /// `lease_closed_reason_insufficient_funds`.
    InsufficientFunds = 20000,
}

impl LeaseClosedReason {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "lease_closed_invalid",
            Self::Owner => "lease_closed_owner",
            Self::Unstable => "lease_closed_reason_unstable",
            Self::Decommission => "lease_closed_reason_decommission",
            Self::Unspecified => "lease_closed_reason_unspecified",
            Self::ManifestTimeout => "lease_closed_reason_manifest_timeout",
            Self::InsufficientFunds => "lease_closed_reason_insufficient_funds",
        }
    }
}

/// `akash.market.v1.BidID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BidId {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `dseq`.
    #[prost(uint64, tag = "2")]
    pub dseq: u64,
    /// Field `gseq`.
    #[prost(uint32, tag = "3")]
    pub gseq: u32,
    /// Field `oseq`.
    #[prost(uint32, tag = "4")]
    pub oseq: u32,
    /// Field `provider`.
    #[prost(string, tag = "5")]
    pub provider: String,
    /// Field `bseq`.
    #[prost(uint32, tag = "6")]
    pub bseq: u32,
}

impl crate::Named for BidId {
    const FULL_NAME: &'static str = "akash.market.v1.BidID";
}

/// `akash.market.v1.EventOrderCreated`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventOrderCreated {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<OrderId>,
}

impl crate::Named for EventOrderCreated {
    const FULL_NAME: &'static str = "akash.market.v1.EventOrderCreated";
}

/// `akash.market.v1.EventOrderClosed`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventOrderClosed {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<OrderId>,
}

impl crate::Named for EventOrderClosed {
    const FULL_NAME: &'static str = "akash.market.v1.EventOrderClosed";
}

/// `akash.market.v1.EventBidCreated`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventBidCreated {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<BidId>,
    /// Field `price`.
    #[prost(message, optional, tag = "3")]
    pub price: Option<crate::DecCoin>,
}

impl crate::Named for EventBidCreated {
    const FULL_NAME: &'static str = "akash.market.v1.EventBidCreated";
}

/// `akash.market.v1.EventBidClosed`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventBidClosed {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<BidId>,
}

impl crate::Named for EventBidClosed {
    const FULL_NAME: &'static str = "akash.market.v1.EventBidClosed";
}

/// `akash.market.v1.EventLeaseCreated`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventLeaseCreated {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<LeaseId>,
    /// Field `price`.
    #[prost(message, optional, tag = "3")]
    pub price: Option<crate::DecCoin>,
}

impl crate::Named for EventLeaseCreated {
    const FULL_NAME: &'static str = "akash.market.v1.EventLeaseCreated";
}

/// `akash.market.v1.EventLeaseClosed`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventLeaseClosed {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<LeaseId>,
    /// Field `reason`.
    #[prost(enumeration = "LeaseClosedReason", tag = "2")]
    pub reason: i32,
}

impl crate::Named for EventLeaseClosed {
    const FULL_NAME: &'static str = "akash.market.v1.EventLeaseClosed";
}

/// `akash.market.v1.EventLeaseReclaimStarted`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventLeaseReclaimStarted {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<LeaseId>,
    /// Field `reason`.
    #[prost(enumeration = "LeaseClosedReason", tag = "2")]
    pub reason: i32,
    /// Field `deadline`.
    #[prost(int64, tag = "3")]
    pub deadline: i64,
}

impl crate::Named for EventLeaseReclaimStarted {
    const FULL_NAME: &'static str = "akash.market.v1.EventLeaseReclaimStarted";
}

/// `akash.market.v1.LeaseFilters`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LeaseFilters {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `dseq`.
    #[prost(uint64, tag = "2")]
    pub dseq: u64,
    /// Field `gseq`.
    #[prost(uint32, tag = "3")]
    pub gseq: u32,
    /// Field `oseq`.
    #[prost(uint32, tag = "4")]
    pub oseq: u32,
    /// Field `provider`.
    #[prost(string, tag = "5")]
    pub provider: String,
    /// Field `state`.
    #[prost(string, tag = "6")]
    pub state: String,
    /// Field `bseq`.
    #[prost(uint32, tag = "7")]
    pub bseq: u32,
}

impl crate::Named for LeaseFilters {
    const FULL_NAME: &'static str = "akash.market.v1.LeaseFilters";
}

/// `akash.market.v1.LeaseID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LeaseId {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `dseq`.
    #[prost(uint64, tag = "2")]
    pub dseq: u64,
    /// Field `gseq`.
    #[prost(uint32, tag = "3")]
    pub gseq: u32,
    /// Field `oseq`.
    #[prost(uint32, tag = "4")]
    pub oseq: u32,
    /// Field `provider`.
    #[prost(string, tag = "5")]
    pub provider: String,
    /// Field `bseq`.
    #[prost(uint32, tag = "6")]
    pub bseq: u32,
}

impl crate::Named for LeaseId {
    const FULL_NAME: &'static str = "akash.market.v1.LeaseID";
}

/// `akash.market.v1.Lease`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Lease {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<LeaseId>,
    /// Field `state`.
    #[prost(enumeration = "LeaseState", tag = "2")]
    pub state: i32,
    /// Field `price`.
    #[prost(message, optional, tag = "3")]
    pub price: Option<crate::DecCoin>,
    /// Field `created_at`.
    #[prost(int64, tag = "4")]
    pub created_at: i64,
    /// Field `closed_on`.
    #[prost(int64, tag = "5")]
    pub closed_on: i64,
    /// Field `reason`.
    #[prost(enumeration = "LeaseClosedReason", tag = "6")]
    pub reason: i32,
    /// Field `reclamation`.
    #[prost(message, optional, tag = "7")]
    pub reclamation: Option<Reclamation>,
}

impl crate::Named for Lease {
    const FULL_NAME: &'static str = "akash.market.v1.Lease";
}

/// `akash.market.v1.OrderID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct OrderId {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `dseq`.
    #[prost(uint64, tag = "2")]
    pub dseq: u64,
    /// Field `gseq`.
    #[prost(uint32, tag = "3")]
    pub gseq: u32,
    /// Field `oseq`.
    #[prost(uint32, tag = "4")]
    pub oseq: u32,
}

impl crate::Named for OrderId {
    const FULL_NAME: &'static str = "akash.market.v1.OrderID";
}

/// `akash.market.v1.Reclamation`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Reclamation {
    /// Field `window`.
    #[prost(message, optional, tag = "1")]
    pub window: Option<crate::Duration>,
    /// Field `started_at`.
    #[prost(int64, tag = "2")]
    pub started_at: i64,
    /// Field `deadline`.
    #[prost(int64, tag = "3")]
    pub deadline: i64,
    /// Field `reason`.
    #[prost(enumeration = "LeaseClosedReason", tag = "4")]
    pub reason: i32,
}

impl crate::Named for Reclamation {
    const FULL_NAME: &'static str = "akash.market.v1.Reclamation";
}
