//! Messages signed off chain: package `akash.base.offchain.sign.v1`.

/// `akash.base.offchain.sign.v1.MsgSignData`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgSignData {
    /// Field `signer`.
    #[prost(string, tag = "1")]
    pub signer: String,
    /// Field `data`.
    #[prost(bytes = "vec", tag = "2")]
    pub data: Vec<u8>,
}

impl crate::Named for MsgSignData {
    const FULL_NAME: &'static str = "akash.base.offchain.sign.v1.MsgSignData";
}
