//! Protobuf messages of Akash Network and of the Cosmos SDK modules it uses.
//!
//! One file per package, one struct per message, written from the wire tables of chain version
//! 2.1. Enum fields are `i32`, as prost has them; each enum gives its name on the wire. Cosmos SDK
//! modules are re-exported from `cosmos-sdk-proto` as [`cosmos`]; [`TxBody`] is our own, since that
//! crate's lacks two fields of SDK 0.53.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod audit_v1;
pub mod base_attributes_v1;
pub mod base_deposit_v1;
pub mod base_offchain_sign_v1;
pub mod base_resources_v1beta4;
pub mod bme_v1;
pub mod cert_v1;
pub mod deployment_v1;
pub mod deployment_v1beta4;
pub mod discovery_v1;
pub mod epochs_v1beta1;
pub mod escrow_id_v1;
pub mod escrow_types_v1;
pub mod escrow_v1;
pub mod market_v1;
pub mod market_v1beta5;
pub mod oracle_v2;
pub mod provider_v1beta4;
mod query;
mod tx;

pub use cosmos_sdk_proto::Any;
pub use cosmos_sdk_proto::Timestamp;
pub use cosmos_sdk_proto::cosmos;
pub use cosmos_sdk_proto::cosmos::base::query::v1beta1::{PageRequest, PageResponse};
pub use cosmos_sdk_proto::cosmos::base::v1beta1::{Coin, DecCoin};
pub use prost::Message;
pub use query::{Empty, QueryPath};
pub use tx::TxBody;

/// `google.protobuf.Duration`.
#[derive(Clone, Copy, PartialEq, Eq, ::prost::Message)]
pub struct Duration {
    /// Whole seconds.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// Nanoseconds of the rest.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

/// A message with its full protobuf name.
pub trait Named: Message + Default {
    /// Package and name, such as `akash.market.v1beta5.MsgCreateLease`.
    const FULL_NAME: &'static str;

    /// The type URL in an `Any`.
    #[must_use]
    fn type_url() -> String {
        format!("/{}", Self::FULL_NAME)
    }

    /// Packs the message.
    #[must_use]
    fn to_any(&self) -> Any {
        Any {
            type_url: Self::type_url(),
            value: self.encode_to_vec(),
        }
    }

    /// Unpacks `any`, or gives `None` when it holds another type or malformed bytes.
    #[must_use]
    fn from_any(any: &Any) -> Option<Self> {
        (any.type_url.strip_prefix('/') == Some(Self::FULL_NAME))
            .then(|| Self::decode(any.value.as_slice()).ok())
            .flatten()
    }
}

macro_rules! named {
    ($($type:ty = $name:literal;)*) => {
        $( impl Named for $type { const FULL_NAME: &'static str = $name; } )*
    };
}

named! {
    cosmos::bank::v1beta1::MsgSend = "cosmos.bank.v1beta1.MsgSend";
    cosmos::crypto::secp256k1::PubKey = "cosmos.crypto.secp256k1.PubKey";
    cosmos::auth::v1beta1::BaseAccount = "cosmos.auth.v1beta1.BaseAccount";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_recorded_bytes_of_closing_a_deployment() {
        // Vector of the public JavaScript SDK: MsgCloseDeployment of dseq 1234567.
        let message = deployment_v1beta4::MsgCloseDeployment {
            id: Some(deployment_v1::DeploymentId {
                owner: "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh".into(),
                dseq: 1_234_567,
            }),
        };
        assert_eq!(
            hex::encode(message.encode_to_vec()),
            "0a320a2c616b617368317175666133787a7266333471767779656a6b68766e6334707366343966667461773061736d681087ad4b"
        );
        let any = message.to_any();
        assert_eq!(any.type_url, "/akash.deployment.v1beta4.MsgCloseDeployment");
        assert_eq!(
            deployment_v1beta4::MsgCloseDeployment::from_any(&any),
            Some(message)
        );
        assert_eq!(
            deployment_v1beta4::MsgUpdateDeployment::from_any(&any),
            None
        );
    }
}
