//! Transactions as files: what `akash tx … --generate-only` writes and `akash tx broadcast` takes.

use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::signing::v1beta1::SignMode;
use proto::cosmos::tx::v1beta1::{AuthInfo, Fee, ModeInfo, SignerInfo, TxRaw, mode_info};
use proto::{Message, Named, TxBody};
use serde_json::{Value, json};
use types::{ChainId, Coin, Hash32};

use crate::schema::{self, SchemaError};
use crate::tx::{SignedTx, SignerState, UnsignedTx};

/// Why a file is not an unsigned transaction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfflineError {
    /// The JSON has no body or no fee.
    #[error("the file is not an unsigned transaction: {0} is missing")]
    Missing(&'static str),
    /// The transaction carries a signature already.
    #[error("the transaction is signed already")]
    Signed,
    /// The transaction uses a part that offline signing does not know.
    #[error("the transaction uses {0}, which is not signed here")]
    Unsupported(&'static str),
    /// A message or a field is not known.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// How the transaction is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// SIGN_MODE_DIRECT: the encoded bytes.
    Direct,
    /// SIGN_MODE_LEGACY_AMINO_JSON: a JSON document.
    AminoJson,
}

/// An unsigned transaction read from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct OfflineTx {
    body_json: Value,
    fee_json: Value,
    body: Vec<u8>,
    fee: Fee,
}

impl OfflineTx {
    /// Reads the JSON of an unsigned transaction.
    ///
    /// # Errors
    /// [`OfflineError`]; nothing unknown is passed over.
    pub fn parse(json: &Value) -> Result<Self, OfflineError> {
        let body_json = json.get("body").ok_or(OfflineError::Missing("body"))?;
        let auth = json
            .get("auth_info")
            .ok_or(OfflineError::Missing("auth_info"))?;
        let fee_json = auth.get("fee").ok_or(OfflineError::Missing("fee"))?;
        let filled = |value: Option<&Value>| {
            value
                .and_then(Value::as_array)
                .is_some_and(|list| !list.is_empty())
        };
        if filled(json.get("signatures")) || filled(auth.get("signer_infos")) {
            return Err(OfflineError::Signed);
        }
        if auth.get("tip").is_some_and(|tip| !tip.is_null()) {
            return Err(OfflineError::Unsupported("a tip"));
        }
        let body = schema::encode_named("cosmos.tx.v1beta1.TxBody", body_json)?;
        let fee = schema::encode_named("cosmos.tx.v1beta1.Fee", fee_json)?;
        let fee = Fee::decode(fee.as_slice()).map_err(|_| SchemaError::Bytes("Fee".into()))?;
        Ok(Self {
            body_json: body_json.clone(),
            fee_json: fee_json.clone(),
            body,
            fee,
        })
    }

    /// The encoded body, for the words.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// What the fee costs at most; amounts that can't exist are left out by the chain, not here.
    #[must_use]
    pub fn fee(&self) -> Option<Vec<Coin>> {
        self.fee
            .amount
            .iter()
            .map(|coin| {
                Some(Coin {
                    denom: coin.denom.parse().ok()?,
                    amount: coin.amount.parse().ok()?,
                })
            })
            .collect()
    }

    /// The gas limit.
    #[must_use]
    pub const fn gas_limit(&self) -> u64 {
        self.fee.gas_limit
    }

    /// The bytes to be signed in SIGN_MODE_DIRECT, with their parts.
    #[must_use]
    pub fn direct(&self, signer: &SignerState, chain_id: &ChainId) -> UnsignedTx {
        UnsignedTx {
            body: self.body.clone(),
            auth_info: self.auth_info(signer, Mode::Direct).encode_to_vec(),
            chain_id: chain_id.clone(),
            account_number: signer.account_number,
        }
    }

    /// The document to be signed in SIGN_MODE_LEGACY_AMINO_JSON.
    ///
    /// # Errors
    /// [`OfflineError`] for what amino can't say.
    pub fn amino(&self, signer: &SignerState, chain_id: &ChainId) -> Result<Value, OfflineError> {
        let body = TxBody::decode(self.body.as_slice())
            .map_err(|_| SchemaError::Bytes("TxBody".into()))?;
        if !body.extension_options.is_empty() || !body.non_critical_extension_options.is_empty() {
            return Err(OfflineError::Unsupported("extension options"));
        }
        let messages = body
            .messages
            .iter()
            .map(schema::amino)
            .collect::<Result<Vec<_>, _>>()?;
        let amount: Vec<Value> = self
            .fee
            .amount
            .iter()
            .map(|coin| json!({"denom": coin.denom, "amount": coin.amount}))
            .collect();
        let mut fee = json!({"amount": amount, "gas": self.fee.gas_limit.to_string()});
        for (name, text) in [("payer", &self.fee.payer), ("granter", &self.fee.granter)] {
            if !text.is_empty() {
                fee[name] = json!(text);
            }
        }
        let mut doc = json!({
            "account_number": signer.account_number.to_string(),
            "chain_id": chain_id.as_str(),
            "fee": fee,
            "memo": body.memo,
            "msgs": messages,
            "sequence": signer.sequence.to_string(),
        });
        if body.timeout_height != 0 {
            doc["timeout_height"] = json!(body.timeout_height.to_string());
        }
        if body.unordered {
            doc["unordered"] = json!(true);
        }
        if let Some(time) = body.timeout_timestamp {
            let text = schema::amino_time(time.seconds, time.nanos)?;
            doc["timeout_timestamp"] = json!(text);
        }
        Ok(doc)
    }

    /// The signed file.
    ///
    /// # Errors
    /// [`OfflineError::Schema`] when the key can't be written.
    pub fn signed(
        &self,
        signer: &SignerState,
        mode: Mode,
        signature: &[u8; 64],
    ) -> Result<Value, OfflineError> {
        use base64::Engine;
        let key = PubKey {
            key: signer.public_key.clone(),
        };
        let mode = match mode {
            Mode::Direct => "SIGN_MODE_DIRECT",
            Mode::AminoJson => "SIGN_MODE_LEGACY_AMINO_JSON",
        };
        Ok(json!({
            "body": self.body_json,
            "auth_info": {
                "signer_infos": [{
                    "public_key": schema::decode(&key.to_any())?,
                    "mode_info": {"single": {"mode": mode}},
                    "sequence": signer.sequence.to_string(),
                }],
                "fee": self.fee_json,
                "tip": null,
            },
            "signatures": [base64::engine::general_purpose::STANDARD.encode(signature)],
        }))
    }

    /// The file of an unsigned transaction, for a machine without a network.
    ///
    /// # Errors
    /// [`OfflineError::Schema`] when the bytes hold something unknown.
    pub fn unsigned_file(body: &[u8], fee: &Fee) -> Result<Value, OfflineError> {
        Ok(json!({
            "body": schema::decode_named("cosmos.tx.v1beta1.TxBody", body)?,
            "auth_info": {
                "signer_infos": [],
                "fee": schema::decode_named("cosmos.tx.v1beta1.Fee", &fee.encode_to_vec())?,
                "tip": null,
            },
            "signatures": [],
        }))
    }

    fn auth_info(&self, signer: &SignerState, mode: Mode) -> AuthInfo {
        let mode = match mode {
            Mode::Direct => SignMode::Direct,
            Mode::AminoJson => SignMode::LegacyAminoJson,
        };
        let key = PubKey {
            key: signer.public_key.clone(),
        };
        AuthInfo {
            signer_infos: vec![SignerInfo {
                public_key: Some(key.to_any()),
                mode_info: Some(ModeInfo {
                    sum: Some(mode_info::Sum::Single(mode_info::Single {
                        mode: mode.into(),
                    })),
                }),
                sequence: signer.sequence,
            }],
            fee: Some(self.fee.clone()),
            ..AuthInfo::default()
        }
    }
}

/// The body (as bytes), the fee coins and the gas of an amino document, for showing what it does.
///
/// # Errors
/// [`OfflineError`] when a message is not known, or the document holds what is not understood here.
pub fn read_amino(doc: &Value) -> Result<(Vec<u8>, Vec<Coin>, u64), OfflineError> {
    const KNOWN: [&str; 7] = [
        "account_number",
        "chain_id",
        "fee",
        "memo",
        "msgs",
        "sequence",
        "timeout_height",
    ];
    let mut fields = doc.as_object().into_iter().flat_map(|fields| fields.keys());
    if fields.any(|name| !KNOWN.contains(&name.as_str())) {
        return Err(OfflineError::Unsupported("further fields of the document"));
    }
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let number = |value: &Value| value.as_str().and_then(|text| text.parse::<u64>().ok());
    let messages = list(&doc["msgs"]);
    let body = TxBody {
        messages: messages
            .iter()
            .map(schema::from_amino)
            .collect::<Result<_, _>>()?,
        memo: doc["memo"].as_str().unwrap_or_default().to_owned(),
        timeout_height: number(&doc["timeout_height"]).unwrap_or_default(),
        ..TxBody::default()
    };
    let coins = list(&doc["fee"]["amount"])
        .into_iter()
        .map(|coin| serde_json::from_value(coin).map_err(|_| OfflineError::Unsupported("this fee")))
        .collect::<Result<_, _>>()?;
    let gas = number(&doc["fee"]["gas"]).ok_or(OfflineError::Missing("gas"))?;
    Ok((body.encode_to_vec(), coins, gas))
}

/// Reads the file of a signed transaction of one signer into the bytes for the mempool.
///
/// # Errors
/// [`OfflineError`]; multisignatures are not read.
pub fn read_signed(json: &Value) -> Result<SignedTx, OfflineError> {
    use base64::Engine;
    let engine = base64::engine::general_purpose::STANDARD;
    let mut bare = json.clone();
    bare["signatures"] = json!([]);
    bare["auth_info"]["signer_infos"] = json!([]);
    let tx = OfflineTx::parse(&bare)?;
    let single = |value: &Value, what| match value.as_array().map(Vec::as_slice) {
        Some([one]) => Ok(one.clone()),
        _ => Err(OfflineError::Missing(what)),
    };
    let signature = single(&json["signatures"], "one signature")?;
    let signature = signature.as_str().and_then(|text| engine.decode(text).ok());
    let info = single(&json["auth_info"]["signer_infos"], "one signer")?;
    let mode = match info["mode_info"]["single"]["mode"].as_str() {
        Some("SIGN_MODE_DIRECT") => Mode::Direct,
        Some("SIGN_MODE_LEGACY_AMINO_JSON") => Mode::AminoJson,
        _ => return Err(OfflineError::Unsupported("another way of signing")),
    };
    let key = schema::encode(&info["public_key"])?;
    let key = PubKey::from_any(&key).ok_or(OfflineError::Unsupported("another kind of key"))?;
    let sequence = info["sequence"].as_str().and_then(|text| text.parse().ok());
    let signer = SignerState {
        public_key: key.key,
        account_number: 0,
        sequence: sequence.ok_or(OfflineError::Missing("a sequence"))?,
    };
    let bytes = TxRaw {
        body_bytes: tx.body.clone(),
        auth_info_bytes: tx.auth_info(&signer, mode).encode_to_vec(),
        signatures: vec![signature.ok_or(OfflineError::Missing("a signature in base64"))?],
    }
    .encode_to_vec();
    Ok(SignedTx {
        hash: Hash32::of(&bytes),
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unsigned() -> Value {
        json!({
            "body": {"messages": [{
                "@type": "/cosmos.bank.v1beta1.MsgSend",
                "from_address": "a", "to_address": "b",
                "amount": [{"denom": "uakt", "amount": "5"}],
            }], "memo": "hi", "timeout_height": "0", "unordered": false,
                "timeout_timestamp": null, "extension_options": [],
                "non_critical_extension_options": []},
            "auth_info": {"signer_infos": [], "fee": {
                "amount": [{"denom": "uakt", "amount": "9"}],
                "gas_limit": "7", "payer": "", "granter": ""}, "tip": null},
            "signatures": [],
        })
    }

    #[test]
    fn reads_an_unsigned_transaction() {
        let tx = OfflineTx::parse(&unsigned()).unwrap();
        assert_eq!(tx.fee().unwrap(), [Coin::new(types::Denom::uakt(), 9)]);
        let signer = SignerState {
            public_key: vec![2; 33],
            account_number: 3,
            sequence: 4,
        };
        let chain = "c-1".parse().unwrap();
        let doc = tx.amino(&signer, &chain).unwrap();
        assert_eq!(
            doc["fee"],
            json!({"amount": [{"denom": "uakt", "amount": "9"}], "gas": "7"})
        );
        assert_eq!(doc["msgs"][0]["type"], "cosmos-sdk/MsgSend");
        assert_eq!(tx.direct(&signer, &chain).account_number, 3);
    }

    #[test]
    fn refuses_what_is_signed_or_strange() {
        let mut signed = unsigned();
        signed["signatures"] = json!(["AA=="]);
        assert_eq!(OfflineTx::parse(&signed), Err(OfflineError::Signed));
        let mut tip = unsigned();
        tip["auth_info"]["tip"] = json!({});
        assert!(matches!(
            OfflineTx::parse(&tip),
            Err(OfflineError::Unsupported(_))
        ));
        let mut strange = unsigned();
        strange["body"]["surprise"] = json!(1);
        assert!(matches!(
            OfflineTx::parse(&strange),
            Err(OfflineError::Schema(_))
        ));
        assert_eq!(
            OfflineTx::parse(&json!({})),
            Err(OfflineError::Missing("body"))
        );
    }
}
