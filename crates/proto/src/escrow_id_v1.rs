//! Ids of escrow accounts and payments: package `akash.escrow.id.v1`.

/// `akash.escrow.id.v1.Scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum Scope {
    /// `invalid`.
    Invalid = 0,
    /// `deployment`.
    Deployment = 1,
    /// `bid`.
    Bid = 2,
}

impl Scope {
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

/// `akash.escrow.id.v1.Account`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Account {
    /// Field `scope`.
    #[prost(enumeration = "Scope", tag = "1")]
    pub scope: i32,
    /// Field `xid`.
    #[prost(string, tag = "2")]
    pub xid: String,
}

impl crate::Named for Account {
    const FULL_NAME: &'static str = "akash.escrow.id.v1.Account";
}

/// `akash.escrow.id.v1.Payment`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Payment {
    /// Field `aid`.
    #[prost(message, optional, tag = "1")]
    pub aid: Option<Account>,
    /// Field `xid`.
    #[prost(string, tag = "2")]
    pub xid: String,
}

impl crate::Named for Payment {
    const FULL_NAME: &'static str = "akash.escrow.id.v1.Payment";
}
