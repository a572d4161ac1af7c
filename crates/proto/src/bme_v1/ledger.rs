//! State of the burn/mint module: parameters, vault, ledger of what is burnt and minted.

/// `akash.bme.v1.MintStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum MintStatus {
    /// `mint_status_unspecified`.
    Unspecified = 0,
    /// `mint_status_healthy`.
    Healthy = 1,
    /// `mint_status_warning`.
    Warning = 2,
    /// `mint_status_halt_cr`.
    HaltCr = 3,
    /// `mint_status_halt_oracle`.
    HaltOracle = 4,
}

impl MintStatus {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "mint_status_unspecified",
            Self::Healthy => "mint_status_healthy",
            Self::Warning => "mint_status_warning",
            Self::HaltCr => "mint_status_halt_cr",
            Self::HaltOracle => "mint_status_halt_oracle",
        }
    }
}

/// `akash.bme.v1.LedgerRecordStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum LedgerRecordStatus {
    /// `ledger_record_status_invalid`.
    Invalid = 0,
    /// `ledger_record_status_pending`.
    Pending = 1,
    /// `ledger_record_status_executed`.
    Executed = 2,
    /// `ledger_record_status_canceled`.
    Canceled = 3,
}

impl LedgerRecordStatus {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "ledger_record_status_invalid",
            Self::Pending => "ledger_record_status_pending",
            Self::Executed => "ledger_record_status_executed",
            Self::Canceled => "ledger_record_status_canceled",
        }
    }
}

/// `akash.bme.v1.LedgerCanceledRecord.BMCancelReason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum LedgerCanceledRecordBMCancelReason {
    /// `unknown`.
    Unknown = 0,
    /// `epsilon`.
    Epsilon = 1,
    /// `zero_price`.
    ZeroPrice = 2,
    /// `insufficient_funds`.
    InsufficientFunds = 3,
    /// `invalid_denom`.
    InvalidDenom = 4,
    /// `invalid_amount`.
    InvalidAmount = 5,
    /// `minimum_mint`.
    MinimumMint = 6,
    /// `mint_failed`.
    MintFailed = 7,
    /// `burn_failed`.
    BurnFailed = 8,
    /// `max_attempts`.
    MaxAttempts = 9,
}

impl LedgerCanceledRecordBMCancelReason {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Epsilon => "epsilon",
            Self::ZeroPrice => "zero_price",
            Self::InsufficientFunds => "insufficient_funds",
            Self::InvalidDenom => "invalid_denom",
            Self::InvalidAmount => "invalid_amount",
            Self::MinimumMint => "minimum_mint",
            Self::MintFailed => "mint_failed",
            Self::BurnFailed => "burn_failed",
            Self::MaxAttempts => "max_attempts",
        }
    }
}

/// `akash.bme.v1.Params`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Params {
    /// Field `circuit_breaker_warn_threshold`.
    #[prost(uint32, tag = "1")]
    pub circuit_breaker_warn_threshold: u32,
    /// Field `circuit_breaker_halt_threshold`.
    #[prost(uint32, tag = "2")]
    pub circuit_breaker_halt_threshold: u32,
    /// Field `min_epoch_blocks`.
    #[prost(int64, tag = "3")]
    pub min_epoch_blocks: i64,
    /// Field `epoch_blocks_backoff_percent`.
    #[prost(uint32, tag = "4")]
    pub epoch_blocks_backoff_percent: u32,
    /// Field `mint_spread_bps`.
    #[prost(uint32, tag = "6")]
    pub mint_spread_bps: u32,
    /// Field `settle_spread_bps`.
    #[prost(uint32, tag = "7")]
    pub settle_spread_bps: u32,
    /// Field `max_endblocker_records`.
    #[prost(uint32, tag = "8")]
    pub max_endblocker_records: u32,
    /// Field `min_mint`.
    #[prost(message, repeated, tag = "9")]
    pub min_mint: Vec<crate::Coin>,
    /// Field `max_pending_attempts`.
    #[prost(uint32, tag = "10")]
    pub max_pending_attempts: u32,
}

impl crate::Named for Params {
    const FULL_NAME: &'static str = "akash.bme.v1.Params";
}

/// `akash.bme.v1.LedgerID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LedgerId {
    /// Field `height`.
    #[prost(int64, tag = "1")]
    pub height: i64,
    /// Field `sequence`.
    #[prost(int64, tag = "2")]
    pub sequence: i64,
}

impl crate::Named for LedgerId {
    const FULL_NAME: &'static str = "akash.bme.v1.LedgerID";
}

/// `akash.bme.v1.CollateralRatio`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CollateralRatio {
    /// Field `ratio` as decimal × 10¹⁸.
    #[prost(string, tag = "1")]
    pub ratio: String,
    /// Field `status`.
    #[prost(enumeration = "MintStatus", tag = "2")]
    pub status: i32,
    /// Field `reference_price` as decimal × 10¹⁸.
    #[prost(string, tag = "3")]
    pub reference_price: String,
}

impl crate::Named for CollateralRatio {
    const FULL_NAME: &'static str = "akash.bme.v1.CollateralRatio";
}

/// `akash.bme.v1.State`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct State {
    /// Field `balances`.
    #[prost(message, repeated, tag = "1")]
    pub balances: Vec<crate::Coin>,
    /// Field `total_burned`.
    #[prost(message, repeated, tag = "2")]
    pub total_burned: Vec<crate::Coin>,
    /// Field `total_minted`.
    #[prost(message, repeated, tag = "3")]
    pub total_minted: Vec<crate::Coin>,
    /// Field `remint_credits`.
    #[prost(message, repeated, tag = "4")]
    pub remint_credits: Vec<crate::Coin>,
}

impl crate::Named for State {
    const FULL_NAME: &'static str = "akash.bme.v1.State";
}

/// `akash.bme.v1.CoinPrice`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CoinPrice {
    /// Field `coin`.
    #[prost(message, optional, tag = "1")]
    pub coin: Option<crate::Coin>,
    /// Field `price` as decimal × 10¹⁸.
    #[prost(string, tag = "2")]
    pub price: String,
}

impl crate::Named for CoinPrice {
    const FULL_NAME: &'static str = "akash.bme.v1.CoinPrice";
}

/// `akash.bme.v1.BurnMintPair`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BurnMintPair {
    /// Field `burned`.
    #[prost(message, optional, tag = "1")]
    pub burned: Option<CoinPrice>,
    /// Field `minted`.
    #[prost(message, optional, tag = "3")]
    pub minted: Option<CoinPrice>,
}

impl crate::Named for BurnMintPair {
    const FULL_NAME: &'static str = "akash.bme.v1.BurnMintPair";
}

/// `akash.bme.v1.LedgerRecordID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LedgerRecordId {
    /// Field `denom`.
    #[prost(string, tag = "1")]
    pub denom: String,
    /// Field `to_denom`.
    #[prost(string, tag = "2")]
    pub to_denom: String,
    /// Field `source`.
    #[prost(string, tag = "3")]
    pub source: String,
    /// Field `height`.
    #[prost(int64, tag = "4")]
    pub height: i64,
    /// Field `sequence`.
    #[prost(int64, tag = "5")]
    pub sequence: i64,
}

impl crate::Named for LedgerRecordId {
    const FULL_NAME: &'static str = "akash.bme.v1.LedgerRecordID";
}

/// `akash.bme.v1.LedgerPendingRecord`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LedgerPendingRecord {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `to`.
    #[prost(string, tag = "2")]
    pub to: String,
    /// Field `coins_to_burn`.
    #[prost(message, optional, tag = "3")]
    pub coins_to_burn: Option<crate::Coin>,
    /// Field `denom_to_mint`.
    #[prost(string, tag = "4")]
    pub denom_to_mint: String,
    /// Field `attempts`.
    #[prost(uint32, tag = "5")]
    pub attempts: u32,
}

impl crate::Named for LedgerPendingRecord {
    const FULL_NAME: &'static str = "akash.bme.v1.LedgerPendingRecord";
}

/// `akash.bme.v1.LedgerCanceledRecord`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LedgerCanceledRecord {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `cancel_reason`.
    #[prost(enumeration = "LedgerCanceledRecordBMCancelReason", tag = "2")]
    pub cancel_reason: i32,
    /// Field `to`.
    #[prost(string, tag = "3")]
    pub to: String,
    /// Field `coins_to_burn`.
    #[prost(message, optional, tag = "4")]
    pub coins_to_burn: Option<crate::Coin>,
    /// Field `denom_to_mint`.
    #[prost(string, tag = "5")]
    pub denom_to_mint: String,
}

impl crate::Named for LedgerCanceledRecord {
    const FULL_NAME: &'static str = "akash.bme.v1.LedgerCanceledRecord";
}

/// `akash.bme.v1.LedgerRecord`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LedgerRecord {
    /// Field `burned_from`.
    #[prost(string, tag = "1")]
    pub burned_from: String,
    /// Field `minted_to`.
    #[prost(string, tag = "2")]
    pub minted_to: String,
    /// Field `burner`.
    #[prost(string, tag = "3")]
    pub burner: String,
    /// Field `minter`.
    #[prost(string, tag = "4")]
    pub minter: String,
    /// Field `burned`.
    #[prost(message, optional, tag = "5")]
    pub burned: Option<CoinPrice>,
    /// Field `minted`.
    #[prost(message, optional, tag = "6")]
    pub minted: Option<CoinPrice>,
    /// Field `spread`.
    #[prost(message, optional, tag = "7")]
    pub spread: Option<crate::Coin>,
    /// Field `remint_credit_issued`.
    #[prost(message, optional, tag = "8")]
    pub remint_credit_issued: Option<CoinPrice>,
    /// Field `remint_credit_accrued`.
    #[prost(message, optional, tag = "9")]
    pub remint_credit_accrued: Option<CoinPrice>,
}

impl crate::Named for LedgerRecord {
    const FULL_NAME: &'static str = "akash.bme.v1.LedgerRecord";
}

/// `akash.bme.v1.Status`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Status {
    /// Field `status`.
    #[prost(enumeration = "MintStatus", tag = "1")]
    pub status: i32,
    /// Field `previous_status`.
    #[prost(enumeration = "MintStatus", tag = "2")]
    pub previous_status: i32,
    /// Field `epoch_height_diff`.
    #[prost(int64, tag = "3")]
    pub epoch_height_diff: i64,
}

impl crate::Named for Status {
    const FULL_NAME: &'static str = "akash.bme.v1.Status";
}
