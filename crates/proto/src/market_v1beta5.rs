//! Messages and queries of the market module: package `akash.market.v1beta5`.

/// `akash.market.v1beta5.Bid.State`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum BidState {
    /// `invalid`.
    Invalid = 0,
    /// `open`.
    Open = 1,
    /// `active`.
    Active = 2,
    /// `lost`.
    Lost = 3,
    /// `closed`.
    Closed = 4,
}

impl BidState {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Open => "open",
            Self::Active => "active",
            Self::Lost => "lost",
            Self::Closed => "closed",
        }
    }
}

/// `akash.market.v1beta5.Order.State`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum OrderState {
    /// `invalid`.
    Invalid = 0,
    /// `open`.
    Open = 1,
    /// `active`.
    Active = 2,
    /// `closed`.
    Closed = 3,
}

impl OrderState {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Open => "open",
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }
}

/// `akash.market.v1beta5.Bid`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Bid {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::market_v1::BidId>,
    /// Field `state`.
    #[prost(enumeration = "BidState", tag = "2")]
    pub state: i32,
    /// Field `price`.
    #[prost(message, optional, tag = "3")]
    pub price: Option<crate::DecCoin>,
    /// Field `created_at`.
    #[prost(int64, tag = "4")]
    pub created_at: i64,
    /// Field `resources_offer`.
    #[prost(message, repeated, tag = "5")]
    pub resources_offer: Vec<ResourceOffer>,
    /// Field `reclamation_window`.
    #[prost(message, optional, tag = "6")]
    pub reclamation_window: Option<crate::Duration>,
}

impl crate::Named for Bid {
    const FULL_NAME: &'static str = "akash.market.v1beta5.Bid";
}

/// `akash.market.v1beta5.MsgCreateBid`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgCreateBid {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::market_v1::BidId>,
    /// Field `price`.
    #[prost(message, optional, tag = "2")]
    pub price: Option<crate::DecCoin>,
    /// Field `deposit`.
    #[prost(message, optional, tag = "3")]
    pub deposit: Option<crate::base_deposit_v1::Deposit>,
    /// Field `resources_offer`.
    #[prost(message, repeated, tag = "4")]
    pub resources_offer: Vec<ResourceOffer>,
    /// Field `reclamation_window`.
    #[prost(message, optional, tag = "5")]
    pub reclamation_window: Option<crate::Duration>,
}

impl crate::Named for MsgCreateBid {
    const FULL_NAME: &'static str = "akash.market.v1beta5.MsgCreateBid";
}

/// `akash.market.v1beta5.MsgCloseBid`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgCloseBid {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::market_v1::BidId>,
    /// Field `reason`.
    #[prost(enumeration = "crate::market_v1::LeaseClosedReason", tag = "2")]
    pub reason: i32,
}

impl crate::Named for MsgCloseBid {
    const FULL_NAME: &'static str = "akash.market.v1beta5.MsgCloseBid";
}

/// `akash.market.v1beta5.BidFilters`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BidFilters {
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

impl crate::Named for BidFilters {
    const FULL_NAME: &'static str = "akash.market.v1beta5.BidFilters";
}

/// `akash.market.v1beta5.OrderFilters`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct OrderFilters {
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
    /// Field `state`.
    #[prost(string, tag = "5")]
    pub state: String,
}

impl crate::Named for OrderFilters {
    const FULL_NAME: &'static str = "akash.market.v1beta5.OrderFilters";
}

/// `akash.market.v1beta5.MsgCreateLease`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgCreateLease {
    /// Field `bid_id`.
    #[prost(message, optional, tag = "1")]
    pub bid_id: Option<crate::market_v1::BidId>,
}

impl crate::Named for MsgCreateLease {
    const FULL_NAME: &'static str = "akash.market.v1beta5.MsgCreateLease";
}

/// `akash.market.v1beta5.MsgWithdrawLease`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgWithdrawLease {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::market_v1::LeaseId>,
}

impl crate::Named for MsgWithdrawLease {
    const FULL_NAME: &'static str = "akash.market.v1beta5.MsgWithdrawLease";
}

/// `akash.market.v1beta5.MsgCloseLease`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgCloseLease {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::market_v1::LeaseId>,
    /// Field `reason`.
    #[prost(enumeration = "crate::market_v1::LeaseClosedReason", tag = "2")]
    pub reason: i32,
}

impl crate::Named for MsgCloseLease {
    const FULL_NAME: &'static str = "akash.market.v1beta5.MsgCloseLease";
}

/// `akash.market.v1beta5.MsgLeaseStartReclaim`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgLeaseStartReclaim {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::market_v1::LeaseId>,
    /// Field `reason`.
    #[prost(enumeration = "crate::market_v1::LeaseClosedReason", tag = "2")]
    pub reason: i32,
}

impl crate::Named for MsgLeaseStartReclaim {
    const FULL_NAME: &'static str = "akash.market.v1beta5.MsgLeaseStartReclaim";
}

/// `akash.market.v1beta5.Order`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Order {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::market_v1::OrderId>,
    /// Field `state`.
    #[prost(enumeration = "OrderState", tag = "2")]
    pub state: i32,
    /// Field `spec`.
    #[prost(message, optional, tag = "3")]
    pub spec: Option<crate::deployment_v1beta4::GroupSpec>,
    /// Field `created_at`.
    #[prost(int64, tag = "4")]
    pub created_at: i64,
    /// Field `reclamation`.
    #[prost(message, optional, tag = "5")]
    pub reclamation: Option<crate::deployment_v1::DeploymentReclamation>,
}

impl crate::Named for Order {
    const FULL_NAME: &'static str = "akash.market.v1beta5.Order";
}

/// `akash.market.v1beta5.Params`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Params {
    /// Field `bid_min_deposit`.
    #[prost(message, optional, tag = "1")]
    pub bid_min_deposit: Option<crate::Coin>,
    /// Field `order_max_bids`.
    #[prost(uint32, tag = "2")]
    pub order_max_bids: u32,
    /// Field `bid_min_deposits`.
    #[prost(message, repeated, tag = "3")]
    pub bid_min_deposits: Vec<crate::Coin>,
    /// Field `min_reclamation_window`.
    #[prost(message, optional, tag = "4")]
    pub min_reclamation_window: Option<crate::Duration>,
    /// Field `max_reclamation_window`.
    #[prost(message, optional, tag = "5")]
    pub max_reclamation_window: Option<crate::Duration>,
}

impl crate::Named for Params {
    const FULL_NAME: &'static str = "akash.market.v1beta5.Params";
}

/// `akash.market.v1beta5.MsgUpdateParams`.
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
    const FULL_NAME: &'static str = "akash.market.v1beta5.MsgUpdateParams";
}

/// `akash.market.v1beta5.QueryOrdersRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryOrdersRequest {
    /// Field `filters`.
    #[prost(message, optional, tag = "1")]
    pub filters: Option<OrderFilters>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryOrdersRequest {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryOrdersRequest";
}

/// `akash.market.v1beta5.QueryOrdersResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryOrdersResponse {
    /// Field `orders`.
    #[prost(message, repeated, tag = "1")]
    pub orders: Vec<Order>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryOrdersResponse {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryOrdersResponse";
}

/// `akash.market.v1beta5.QueryOrderRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryOrderRequest {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::market_v1::OrderId>,
}

impl crate::Named for QueryOrderRequest {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryOrderRequest";
}

/// `akash.market.v1beta5.QueryOrderResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryOrderResponse {
    /// Field `order`.
    #[prost(message, optional, tag = "1")]
    pub order: Option<Order>,
}

impl crate::Named for QueryOrderResponse {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryOrderResponse";
}

/// `akash.market.v1beta5.QueryBidsRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryBidsRequest {
    /// Field `filters`.
    #[prost(message, optional, tag = "1")]
    pub filters: Option<BidFilters>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryBidsRequest {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryBidsRequest";
}

/// `akash.market.v1beta5.QueryBidsResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryBidsResponse {
    /// Field `bids`.
    #[prost(message, repeated, tag = "1")]
    pub bids: Vec<QueryBidResponse>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryBidsResponse {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryBidsResponse";
}

/// `akash.market.v1beta5.QueryBidRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryBidRequest {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::market_v1::BidId>,
}

impl crate::Named for QueryBidRequest {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryBidRequest";
}

/// `akash.market.v1beta5.QueryBidResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryBidResponse {
    /// Field `bid`.
    #[prost(message, optional, tag = "1")]
    pub bid: Option<Bid>,
    /// Field `escrow_account`.
    #[prost(message, optional, tag = "2")]
    pub escrow_account: Option<crate::escrow_types_v1::Account>,
}

impl crate::Named for QueryBidResponse {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryBidResponse";
}

/// `akash.market.v1beta5.QueryLeasesRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryLeasesRequest {
    /// Field `filters`.
    #[prost(message, optional, tag = "1")]
    pub filters: Option<crate::market_v1::LeaseFilters>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryLeasesRequest {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryLeasesRequest";
}

/// `akash.market.v1beta5.QueryLeasesResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryLeasesResponse {
    /// Field `leases`.
    #[prost(message, repeated, tag = "1")]
    pub leases: Vec<QueryLeaseResponse>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryLeasesResponse {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryLeasesResponse";
}

/// `akash.market.v1beta5.QueryLeaseRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryLeaseRequest {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::market_v1::LeaseId>,
}

impl crate::Named for QueryLeaseRequest {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryLeaseRequest";
}

/// `akash.market.v1beta5.QueryLeaseResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryLeaseResponse {
    /// Field `lease`.
    #[prost(message, optional, tag = "1")]
    pub lease: Option<crate::market_v1::Lease>,
    /// Field `escrow_payment`.
    #[prost(message, optional, tag = "2")]
    pub escrow_payment: Option<crate::escrow_types_v1::Payment>,
}

impl crate::Named for QueryLeaseResponse {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryLeaseResponse";
}

/// `akash.market.v1beta5.QueryParamsResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryParamsResponse {
    /// Field `params`.
    #[prost(message, optional, tag = "1")]
    pub params: Option<Params>,
}

impl crate::Named for QueryParamsResponse {
    const FULL_NAME: &'static str = "akash.market.v1beta5.QueryParamsResponse";
}

/// `akash.market.v1beta5.StorageOfferPrice`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StorageOfferPrice {
    /// Field `name`.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Field `price`.
    #[prost(message, optional, tag = "2")]
    pub price: Option<crate::DecCoin>,
}

impl crate::Named for StorageOfferPrice {
    const FULL_NAME: &'static str = "akash.market.v1beta5.StorageOfferPrice";
}

/// `akash.market.v1beta5.EndpointOfferPrice`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EndpointOfferPrice {
    /// Field `kind`.
    #[prost(enumeration = "crate::base_resources_v1beta4::EndpointKind", tag = "1")]
    pub kind: i32,
    /// Field `price`.
    #[prost(message, optional, tag = "2")]
    pub price: Option<crate::DecCoin>,
}

impl crate::Named for EndpointOfferPrice {
    const FULL_NAME: &'static str = "akash.market.v1beta5.EndpointOfferPrice";
}

/// `akash.market.v1beta5.OfferPrices`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct OfferPrices {
    /// Field `cpu`.
    #[prost(message, optional, tag = "2")]
    pub cpu: Option<crate::DecCoin>,
    /// Field `memory`.
    #[prost(message, optional, tag = "3")]
    pub memory: Option<crate::DecCoin>,
    /// Field `storage`.
    #[prost(message, repeated, tag = "4")]
    pub storage: Vec<StorageOfferPrice>,
    /// Field `gpu`.
    #[prost(message, optional, tag = "5")]
    pub gpu: Option<crate::DecCoin>,
    /// Field `endpoints`.
    #[prost(message, repeated, tag = "6")]
    pub endpoints: Vec<EndpointOfferPrice>,
}

impl crate::Named for OfferPrices {
    const FULL_NAME: &'static str = "akash.market.v1beta5.OfferPrices";
}

/// `akash.market.v1beta5.ResourceOffer`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResourceOffer {
    /// Field `resources`.
    #[prost(message, optional, tag = "1")]
    pub resources: Option<crate::base_resources_v1beta4::Resources>,
    /// Field `count`.
    #[prost(uint32, tag = "2")]
    pub count: u32,
    /// Field `prices`.
    #[prost(message, optional, tag = "3")]
    pub prices: Option<OfferPrices>,
}

impl crate::Named for ResourceOffer {
    const FULL_NAME: &'static str = "akash.market.v1beta5.ResourceOffer";
}

/// `akash.market.v1beta5.QueryParamsRequest`.
#[derive(Clone, Copy, PartialEq, Eq, ::prost::Message)]
pub struct QueryParamsRequest {}
