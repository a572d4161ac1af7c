//! Messages and events of the burn/mint module.

use super::ledger::{
    CoinPrice, LedgerCanceledRecordBMCancelReason, LedgerRecordId, LedgerRecordStatus, MintStatus,
    Params,
};

/// `akash.bme.v1.EventMintStatusChange`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventMintStatusChange {
    /// Field `previous_status`.
    #[prost(enumeration = "MintStatus", tag = "1")]
    pub previous_status: i32,
    /// Field `new_status`.
    #[prost(enumeration = "MintStatus", tag = "2")]
    pub new_status: i32,
    /// Field `collateral_ratio` as decimal × 10¹⁸.
    #[prost(string, tag = "3")]
    pub collateral_ratio: String,
}

impl crate::Named for EventMintStatusChange {
    const FULL_NAME: &'static str = "akash.bme.v1.EventMintStatusChange";
}

/// `akash.bme.v1.EventVaultFunded`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventVaultFunded {
    /// Field `amount`.
    #[prost(message, optional, tag = "1")]
    pub amount: Option<crate::Coin>,
    /// Field `source`.
    #[prost(string, tag = "2")]
    pub source: String,
    /// Field `new_vault_balance`.
    #[prost(message, optional, tag = "3")]
    pub new_vault_balance: Option<crate::Coin>,
}

impl crate::Named for EventVaultFunded {
    const FULL_NAME: &'static str = "akash.bme.v1.EventVaultFunded";
}

/// `akash.bme.v1.EventLedgerRecordExecuted`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventLedgerRecordExecuted {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<LedgerRecordId>,
    /// Field `burned_from`.
    #[prost(string, tag = "2")]
    pub burned_from: String,
    /// Field `minted_to`.
    #[prost(string, tag = "3")]
    pub minted_to: String,
    /// Field `burner`.
    #[prost(string, tag = "4")]
    pub burner: String,
    /// Field `minter`.
    #[prost(string, tag = "5")]
    pub minter: String,
    /// Field `burned`.
    #[prost(message, optional, tag = "6")]
    pub burned: Option<CoinPrice>,
    /// Field `minted`.
    #[prost(message, optional, tag = "7")]
    pub minted: Option<CoinPrice>,
    /// Field `spread`.
    #[prost(message, optional, tag = "8")]
    pub spread: Option<crate::Coin>,
    /// Field `remint_credit_issued`.
    #[prost(message, optional, tag = "9")]
    pub remint_credit_issued: Option<CoinPrice>,
    /// Field `remint_credit_accrued`.
    #[prost(message, optional, tag = "10")]
    pub remint_credit_accrued: Option<CoinPrice>,
}

impl crate::Named for EventLedgerRecordExecuted {
    const FULL_NAME: &'static str = "akash.bme.v1.EventLedgerRecordExecuted";
}

/// `akash.bme.v1.EventLedgerRecordCanceled`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventLedgerRecordCanceled {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<LedgerRecordId>,
    /// Field `cancel_reason`.
    #[prost(enumeration = "LedgerCanceledRecordBMCancelReason", tag = "2")]
    pub cancel_reason: i32,
    /// Field `owner`.
    #[prost(string, tag = "3")]
    pub owner: String,
    /// Field `to`.
    #[prost(string, tag = "4")]
    pub to: String,
    /// Field `coins_to_burn`.
    #[prost(message, optional, tag = "5")]
    pub coins_to_burn: Option<crate::Coin>,
    /// Field `denom_to_mint`.
    #[prost(string, tag = "6")]
    pub denom_to_mint: String,
}

impl crate::Named for EventLedgerRecordCanceled {
    const FULL_NAME: &'static str = "akash.bme.v1.EventLedgerRecordCanceled";
}

/// `akash.bme.v1.MsgUpdateParams`.
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
    const FULL_NAME: &'static str = "akash.bme.v1.MsgUpdateParams";
}

/// `akash.bme.v1.MsgFundVault`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgFundVault {
    /// Field `authority`.
    #[prost(string, tag = "1")]
    pub authority: String,
    /// Field `amount`.
    #[prost(message, optional, tag = "2")]
    pub amount: Option<crate::Coin>,
    /// Field `source`.
    #[prost(string, tag = "3")]
    pub source: String,
}

impl crate::Named for MsgFundVault {
    const FULL_NAME: &'static str = "akash.bme.v1.MsgFundVault";
}

/// `akash.bme.v1.MsgBurnMint`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgBurnMint {
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
}

impl crate::Named for MsgBurnMint {
    const FULL_NAME: &'static str = "akash.bme.v1.MsgBurnMint";
}

/// `akash.bme.v1.MsgMintACT`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgMintACT {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `to`.
    #[prost(string, tag = "2")]
    pub to: String,
    /// Field `coins_to_burn`.
    #[prost(message, optional, tag = "3")]
    pub coins_to_burn: Option<crate::Coin>,
}

impl crate::Named for MsgMintACT {
    const FULL_NAME: &'static str = "akash.bme.v1.MsgMintACT";
}

/// `akash.bme.v1.MsgBurnACT`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgBurnACT {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `to`.
    #[prost(string, tag = "2")]
    pub to: String,
    /// Field `coins_to_burn`.
    #[prost(message, optional, tag = "3")]
    pub coins_to_burn: Option<crate::Coin>,
}

impl crate::Named for MsgBurnACT {
    const FULL_NAME: &'static str = "akash.bme.v1.MsgBurnACT";
}

/// `akash.bme.v1.MsgBurnMintResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgBurnMintResponse {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<LedgerRecordId>,
    /// Field `status`.
    #[prost(enumeration = "LedgerRecordStatus", tag = "2")]
    pub status: i32,
}

impl crate::Named for MsgBurnMintResponse {
    const FULL_NAME: &'static str = "akash.bme.v1.MsgBurnMintResponse";
}

/// `akash.bme.v1.MsgMintACTResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgMintACTResponse {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<LedgerRecordId>,
    /// Field `status`.
    #[prost(enumeration = "LedgerRecordStatus", tag = "2")]
    pub status: i32,
}

impl crate::Named for MsgMintACTResponse {
    const FULL_NAME: &'static str = "akash.bme.v1.MsgMintACTResponse";
}

/// `akash.bme.v1.MsgBurnACTResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgBurnACTResponse {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<LedgerRecordId>,
    /// Field `status`.
    #[prost(enumeration = "LedgerRecordStatus", tag = "2")]
    pub status: i32,
}

impl crate::Named for MsgBurnACTResponse {
    const FULL_NAME: &'static str = "akash.bme.v1.MsgBurnACTResponse";
}
