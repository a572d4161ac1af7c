//! Deposits and where they come from: package `akash.base.deposit.v1`.

/// `akash.base.deposit.v1.Source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum Source {
    /// `invalid`.
    Invalid = 0,
    /// `balance`.
    Balance = 1,
    /// `grant`.
    Grant = 2,
}

impl Source {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Balance => "balance",
            Self::Grant => "grant",
        }
    }
}

/// `akash.base.deposit.v1.Deposit`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Deposit {
    /// Field `amount`.
    #[prost(message, optional, tag = "1")]
    pub amount: Option<crate::Coin>,
    /// Field `sources`.
    #[prost(enumeration = "Source", repeated, tag = "5")]
    pub sources: Vec<i32>,
}

impl crate::Named for Deposit {
    const FULL_NAME: &'static str = "akash.base.deposit.v1.Deposit";
}
