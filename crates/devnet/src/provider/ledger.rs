//! What a provider asks of the chain and tells it, apart from how that travels.

use super::key::DemoKey;
use super::model::{Attribute, Group, LeaseId, OrderId, Price, Unit};
use async_trait::async_trait;
use tokio::sync::broadcast;

/// The chain as a provider sees it.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// The compressed secp256k1 key of an account; `None` when there is no account or it never signed.
    async fn public_key(&self, address: &str) -> Result<Option<Vec<u8>>, LedgerError>;

    /// A deployment with its groups.
    async fn deployment(&self, owner: &str, dseq: u64) -> Result<Option<Deployment>, LedgerError>;

    /// One order.
    async fn order(&self, id: &OrderId) -> Result<Option<Order>, LedgerError>;

    /// All open orders.
    async fn open_orders(&self) -> Result<Vec<OrderId>, LedgerError>;

    /// Open bids of a provider.
    async fn open_bids(&self, provider: &str) -> Result<Vec<Bid>, LedgerError>;

    /// Leases of a provider that run, also those being reclaimed; of one deployment or of all.
    async fn leases(
        &self,
        provider: &str,
        of: Option<(&str, u64)>,
    ) -> Result<Vec<Bid>, LedgerError>;

    /// Host URI and attributes of a provider record.
    async fn provider(&self, address: &str) -> Result<Option<Record>, LedgerError>;

    /// Who signed a provider's attributes.
    async fn audits(&self, provider: &str) -> Result<Vec<(String, Vec<Attribute>)>, LedgerError>;

    /// The PEM text of the valid certificate of an owner with this serial, in decimal.
    async fn certificate(&self, owner: &str, serial: &str) -> Result<Option<String>, LedgerError>;

    /// Signs and sends messages; answers once the node took the transaction.
    async fn send(&self, key: &DemoKey, messages: Vec<Message>) -> Result<(), LedgerError>;

    /// Signs and sends messages; answers once the transaction is in a block.
    async fn submit(&self, key: &DemoKey, messages: Vec<Message>) -> Result<(), LedgerError>;

    /// What happens on the market, block by block.
    fn blocks(&self) -> broadcast::Receiver<Block>;
}

/// Why the chain didn't answer or refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// It can't be reached or its answer can't be read.
    #[error("chain unreachable: {0}")]
    Unreachable(String),
    /// A transaction was refused.
    #[error("refused by the chain: {codespace} {code}: {log}")]
    Refused {
        /// Module.
        codespace: String,
        /// Its code.
        code: u32,
        /// Its words.
        log: String,
    },
    /// The transaction wasn't in a block in time.
    #[error("transaction not seen in a block")]
    NotIncluded,
}

/// A deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Hash of its manifest.
    pub hash: Vec<u8>,
    /// Its groups with their numbers.
    pub groups: Vec<(u32, Group)>,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// True while bids are taken.
    pub open: bool,
    /// What is asked.
    pub group: Group,
    /// Seconds of notice the tenant wants before reclamation, if any.
    pub reclamation: Option<i64>,
}

/// A bid or the lease that came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bid {
    /// Which.
    pub id: LeaseId,
    /// Price per block.
    pub price: Price,
}

/// A provider record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Address of the gateway.
    pub host_uri: String,
    /// Attributes.
    pub attributes: Vec<Attribute>,
}

/// Why a provider ends a bid or lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The workload didn't stay up (10000).
    Unstable,
    /// Lost, timed out, or any other reason (10002).
    Unspecified,
    /// No manifest came (10003).
    ManifestTimeout,
}

impl CloseReason {
    /// The number on the wire.
    pub const fn number(self) -> i32 {
        match self {
            Self::Unstable => 10_000,
            Self::Unspecified => 10_002,
            Self::ManifestTimeout => 10_003,
        }
    }
}

/// What providers and the auditor send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// `/akash.provider.v1beta4.MsgCreateProvider`, or `MsgUpdateProvider` when the record is there.
    SetProvider {
        /// True to change a record.
        update: bool,
        /// The record.
        record: Record,
        /// Web page of the organisation.
        website: String,
    },
    /// `/akash.cert.v1.MsgCreateCertificate`.
    CreateCertificate {
        /// PEM.
        cert: String,
        /// PEM.
        pubkey: String,
    },
    /// `/akash.audit.v1.MsgSignProviderAttributes`, sent by the auditor.
    SignAttributes {
        /// The provider.
        provider: String,
        /// What is signed.
        attributes: Vec<Attribute>,
    },
    /// `/akash.market.v1beta5.MsgCreateBid`.
    CreateBid {
        /// Order and provider.
        id: LeaseId,
        /// Price per block.
        price: Price,
        /// Units with the concrete cards.
        offer: Vec<Unit>,
        /// Seconds of notice before reclamation.
        reclamation: Option<i64>,
    },
    /// `/akash.market.v1beta5.MsgCloseBid`, which also ends a lease.
    CloseBid {
        /// Order and provider.
        id: LeaseId,
        /// Why.
        reason: CloseReason,
    },
    /// `/akash.market.v1beta5.MsgWithdrawLease`.
    WithdrawLease {
        /// The lease.
        id: LeaseId,
    },
}

/// What a block brought on the market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its height.
    pub height: u64,
    /// In order.
    pub events: Vec<MarketEvent>,
}

/// A typed event of the market module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarketEvent {
    /// `akash.market.v1.EventOrderCreated`.
    OrderCreated(OrderId),
    /// `akash.market.v1.EventOrderClosed`.
    OrderClosed(OrderId),
    /// `akash.market.v1.EventBidClosed`.
    BidClosed(LeaseId),
    /// `akash.market.v1.EventLeaseCreated`.
    LeaseCreated(LeaseId),
    /// `akash.market.v1.EventLeaseClosed`.
    LeaseClosed(LeaseId),
}
