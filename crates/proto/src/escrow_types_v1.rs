//! Escrow accounts and payments: package `akash.escrow.types.v1`.

/// `akash.escrow.types.v1.State`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum State {
    /// `invalid`.
    Invalid = 0,
    /// `open`.
    Open = 1,
    /// `closed`.
    Closed = 2,
    /// `overdrawn`.
    Overdrawn = 3,
}

impl State {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Overdrawn => "overdrawn",
        }
    }
}

/// `akash.escrow.types.v1.AccountState`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AccountState {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `state`.
    #[prost(enumeration = "State", tag = "2")]
    pub state: i32,
    /// Field `transferred`.
    #[prost(message, repeated, tag = "3")]
    pub transferred: Vec<crate::DecCoin>,
    /// Field `settled_at`.
    #[prost(int64, tag = "4")]
    pub settled_at: i64,
    /// Field `funds`.
    #[prost(message, repeated, tag = "5")]
    pub funds: Vec<Balance>,
    /// Field `deposits`.
    #[prost(message, repeated, tag = "6")]
    pub deposits: Vec<Depositor>,
}

impl crate::Named for AccountState {
    const FULL_NAME: &'static str = "akash.escrow.types.v1.AccountState";
}

/// `akash.escrow.types.v1.Account`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Account {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::escrow_id_v1::Account>,
    /// Field `state`.
    #[prost(message, optional, tag = "2")]
    pub state: Option<AccountState>,
}

impl crate::Named for Account {
    const FULL_NAME: &'static str = "akash.escrow.types.v1.Account";
}

/// `akash.escrow.types.v1.Balance`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Balance {
    /// Field `denom`.
    #[prost(string, tag = "1")]
    pub denom: String,
    /// Field `amount` as decimal × 10¹⁸.
    #[prost(string, tag = "2")]
    pub amount: String,
}

impl crate::Named for Balance {
    const FULL_NAME: &'static str = "akash.escrow.types.v1.Balance";
}

/// `akash.escrow.types.v1.Depositor`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Depositor {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `height`.
    #[prost(int64, tag = "2")]
    pub height: i64,
    /// Field `source`.
    #[prost(enumeration = "crate::base_deposit_v1::Source", tag = "3")]
    pub source: i32,
    /// Field `balance`.
    #[prost(message, optional, tag = "4")]
    pub balance: Option<crate::DecCoin>,
}

impl crate::Named for Depositor {
    const FULL_NAME: &'static str = "akash.escrow.types.v1.Depositor";
}

/// `akash.escrow.types.v1.PaymentState`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PaymentState {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `state`.
    #[prost(enumeration = "State", tag = "2")]
    pub state: i32,
    /// Field `rate`.
    #[prost(message, optional, tag = "3")]
    pub rate: Option<crate::DecCoin>,
    /// Field `balance`.
    #[prost(message, optional, tag = "4")]
    pub balance: Option<crate::DecCoin>,
    /// Field `unsettled`.
    #[prost(message, optional, tag = "5")]
    pub unsettled: Option<crate::DecCoin>,
    /// Field `withdrawn`.
    #[prost(message, optional, tag = "6")]
    pub withdrawn: Option<crate::Coin>,
}

impl crate::Named for PaymentState {
    const FULL_NAME: &'static str = "akash.escrow.types.v1.PaymentState";
}

/// `akash.escrow.types.v1.Payment`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Payment {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<crate::escrow_id_v1::Payment>,
    /// Field `state`.
    #[prost(message, optional, tag = "2")]
    pub state: Option<PaymentState>,
}

impl crate::Named for Payment {
    const FULL_NAME: &'static str = "akash.escrow.types.v1.Payment";
}
