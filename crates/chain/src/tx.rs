//! Building a transaction: body, fee, sign doc, simulation.

use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::signing::v1beta1::SignMode;
use proto::cosmos::tx::v1beta1::{
    AuthInfo, Fee as ProtoFee, ModeInfo, SignDoc, SignerInfo, SimulateRequest, TxRaw, mode_info,
};
use proto::{Any, Coin, Message, Named, TxBody};
use types::{Amount, ChainId, Hash32};

use crate::{Rpc, RpcError};

/// What a transaction costs: at most `gas` units, paid with `amount` uakt whether they are used or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fee {
    /// uakt.
    pub amount: Amount,
    /// Gas limit.
    pub gas: u64,
}

/// Gas prices in uakt × 10⁴ per gas: what nodes take at least, what the official tools pay, and more.
pub const GAS_PRICES: [u64; 3] = [25, 250, 375];

impl Fee {
    /// The fee for `gas` at a price of `price` × 10⁻⁴ uakt, rounded up.
    #[must_use]
    pub fn at_price(gas: u64, price: u64) -> Self {
        let amount = (u128::from(gas) * u128::from(price)).div_ceil(10_000);
        Self {
            amount: Amount::micro(amount),
            gas,
        }
    }
}

/// Who signs and where the account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerState {
    /// Compressed secp256k1 key, 33 bytes.
    pub public_key: Vec<u8>,
    /// Account number on the chain.
    pub account_number: u64,
    /// Next sequence.
    pub sequence: u64,
}

/// A transaction before its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsignedTx {
    /// Encoded `TxBody`.
    pub body: Vec<u8>,
    /// Encoded `AuthInfo`.
    pub auth_info: Vec<u8>,
    /// Chain that the signature is bound to.
    pub chain_id: ChainId,
    /// Account number that the signature is bound to.
    pub account_number: u64,
}

/// A transaction ready for the mempool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedTx {
    /// Encoded `TxRaw`.
    pub bytes: Vec<u8>,
    /// Its hash, by which nodes know it.
    pub hash: Hash32,
}

impl UnsignedTx {
    /// A transaction of one signer in SIGN_MODE_DIRECT.
    #[must_use]
    pub fn new(
        messages: &[Any],
        memo: &str,
        signer: &SignerState,
        fee: Fee,
        chain_id: &ChainId,
    ) -> Self {
        let body = TxBody {
            messages: messages.to_vec(),
            memo: memo.to_owned(),
            ..TxBody::default()
        };
        Self {
            body: body.encode_to_vec(),
            auth_info: auth_info(signer, Some(fee)).encode_to_vec(),
            chain_id: chain_id.clone(),
            account_number: signer.account_number,
        }
    }

    /// The bytes that are signed: `cosmos.tx.v1beta1.SignDoc`.
    #[must_use]
    pub fn sign_doc(&self) -> Vec<u8> {
        SignDoc {
            body_bytes: self.body.clone(),
            auth_info_bytes: self.auth_info.clone(),
            chain_id: self.chain_id.as_str().to_owned(),
            account_number: self.account_number,
        }
        .encode_to_vec()
    }

    /// SHA-256 of [`UnsignedTx::sign_doc`].
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        Hash32::of(&self.sign_doc())
    }

    /// Adds the signature, r‖s with low s.
    #[must_use]
    pub fn signed(&self, signature: [u8; 64]) -> SignedTx {
        let bytes = TxRaw {
            body_bytes: self.body.clone(),
            auth_info_bytes: self.auth_info.clone(),
            signatures: vec![signature.to_vec()],
        }
        .encode_to_vec();
        SignedTx {
            hash: Hash32::of(&bytes),
            bytes,
        }
    }
}

fn auth_info(signer: &SignerState, fee: Option<Fee>) -> AuthInfo {
    let direct = mode_info::Single {
        mode: SignMode::Direct.into(),
    };
    AuthInfo {
        signer_infos: vec![SignerInfo {
            public_key: Some(
                PubKey {
                    key: signer.public_key.clone(),
                }
                .to_any(),
            ),
            mode_info: Some(ModeInfo {
                sum: Some(mode_info::Sum::Single(direct)),
            }),
            sequence: signer.sequence,
        }],
        fee: Some(fee.map_or_else(ProtoFee::default, |fee| ProtoFee {
            amount: vec![Coin {
                denom: "uakt".into(),
                amount: fee.amount.to_string(),
            }],
            gas_limit: fee.gas,
            ..ProtoFee::default()
        })),
        ..AuthInfo::default()
    }
}

/// Gas that the messages would use now. Handler errors show here before anything is paid.
///
/// # Errors
/// [`RpcError::Query`] with the chain's words when it would refuse, else as any call.
pub async fn simulate(
    rpc: &Rpc,
    messages: &[Any],
    memo: &str,
    signer: &SignerState,
) -> Result<u64, RpcError> {
    let body = TxBody {
        messages: messages.to_vec(),
        memo: memo.to_owned(),
        ..TxBody::default()
    };
    let tx_bytes = TxRaw {
        body_bytes: body.encode_to_vec(),
        auth_info_bytes: auth_info(signer, None).encode_to_vec(),
        signatures: vec![Vec::new()],
    }
    .encode_to_vec();
    let (answer, _) = rpc
        .query(&SimulateRequest {
            tx_bytes,
            ..SimulateRequest::default()
        })
        .await?;
    answer
        .gas_info
        .map(|info| info.gas_used)
        .ok_or_else(|| RpcError::Malformed("simulate: no gas info".into()))
}

/// Gas limit for a simulated use: half as much again, since rent that accrues until the block costs gas too.
#[must_use]
pub const fn gas_limit(used: u64) -> u64 {
    used + used / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::deployment_v1::DeploymentId;
    use proto::deployment_v1beta4::MsgCloseDeployment;

    #[test]
    fn makes_the_recorded_sign_bytes() {
        // Vector of the public JavaScript SDK: MsgCloseDeployment, memo "test", chain sandbox-2,
        // account 42, sequence 3, fee 5000uakt for 200000 gas.
        let message = MsgCloseDeployment {
            id: Some(DeploymentId {
                owner: "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh".into(),
                dseq: 1_234_567,
            }),
        };
        let signer = SignerState {
            public_key: hex::decode(
                "03e1fde5cc17f56501ed53d87718df76c135b9a6401dceb53d198111a1eaf85f76",
            )
            .unwrap(),
            account_number: 42,
            sequence: 3,
        };
        let fee = Fee {
            amount: Amount::micro(5000),
            gas: 200_000,
        };
        let tx = UnsignedTx::new(
            &[message.to_any()],
            "test",
            &signer,
            fee,
            &"sandbox-2".parse().unwrap(),
        );
        assert_eq!(
            tx.hash().to_string().to_lowercase(),
            "217cac3d551b9cfdc37e84f1408afbdab02a11aee6ff6be5a4622fa8795c2b7a"
        );
        let signature = hex::decode("4799d2782ce0769901c20ae8b38c84c0710bdfda53bc3d7e7241aca6992e0c9412f23da87fd93ee7f402c7359be8aa7573feeaaea2fb89712b5107ea99aeb5bb").unwrap();
        assert_eq!(
            tx.signed(signature.try_into().unwrap()).hash.to_string(),
            "FDBBB821E7614FD227F8C149C58E5BFB59A4631BC6F9D10F37B60BADF20DF511"
        );
    }

    #[test]
    fn fees_round_up() {
        assert_eq!(Fee::at_price(200_001, 250).amount, Amount::micro(5001));
        assert_eq!(Fee::at_price(1, 25).amount, Amount::micro(1));
        assert_eq!(gas_limit(100), 150);
    }
}
