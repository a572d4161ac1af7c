//! Answers to apps, in the shapes that their libraries read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::DirectAsk;

/// What an app learns of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    /// Name of the account.
    pub name: String,
    /// Compressed public key, 33 bytes.
    pub public_key: Vec<u8>,
    /// Raw address, 20 bytes.
    pub address: Vec<u8>,
    /// Address as text.
    pub bech32: String,
}

impl KeyInfo {
    fn entry(&self) -> Value {
        json!({
            "name": self.name,
            "algo": "secp256k1",
            "pubKey": STANDARD.encode(&self.public_key),
            "address": STANDARD.encode(&self.address),
            "bech32Address": self.bech32,
            "ethereumHexAddress": "",
            "isNanoLedger": false,
            "isKeystone": false,
        })
    }
}

/// Answer to `cosmos_getAccounts`.
#[must_use]
pub fn account_list(key: &KeyInfo) -> Value {
    json!([{
        "algo": "secp256k1",
        "address": key.bech32,
        "pubkey": STANDARD.encode(&key.public_key),
    }])
}

/// Answer to `keplr_getKey`.
#[must_use]
pub fn key_answer(key: &KeyInfo) -> Value {
    key.entry()
}

/// The session property `keys`, a JSON text that Keplr's client and graz want.
#[must_use]
pub fn keys_property(keys: &[(String, KeyInfo)]) -> String {
    let entries = keys.iter().map(|(chain_id, key)| {
        let mut entry = key.entry();
        entry["chainId"] = json!(chain_id);
        entry
    });
    Value::Array(entries.collect()).to_string()
}

fn signature(public_key: &[u8], signature: &[u8]) -> Value {
    json!({
        "pub_key": {"type": "tendermint/PubKeySecp256k1", "value": STANDARD.encode(public_key)},
        "signature": STANDARD.encode(signature),
    })
}

/// Answer to `cosmos_signDirect`; `signed` is written as the app wrote its document.
#[must_use]
pub fn direct_answer(ask: &DirectAsk, number: u64, public_key: &[u8], bytes: &[u8]) -> Value {
    json!({
        "signature": signature(public_key, bytes),
        "signed": {
            "chainId": ask.chain_id,
            "accountNumber": number.to_string(),
            "bodyBytes": ask.writing.write(&ask.body),
            "authInfoBytes": ask.writing.write(&ask.auth_info),
        },
    })
}

/// Answer to `cosmos_signAmino`, and with `signed` absent to `keplr_signArbitrary`.
#[must_use]
pub fn signed_answer(signed: Option<&Value>, public_key: &[u8], bytes: &[u8]) -> Value {
    let signature = signature(public_key, bytes);
    match signed {
        Some(signed) => json!({"signature": signature, "signed": signed}),
        None => signature,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> KeyInfo {
        KeyInfo {
            name: "Main".into(),
            public_key: vec![2; 33],
            address: vec![1; 20],
            bech32: "akash1x".into(),
        }
    }

    #[test]
    fn the_shapes_are_as_libraries_read_them() {
        // The order of keys says nothing, and differs with what else is built.
        let mut settings = insta::Settings::clone_current();
        settings.set_sort_maps(true);
        let _sorted = settings.bind_to_scope();
        let keys = keys_property(&[("akashnet-2".into(), key())]);
        insta::assert_json_snapshot!("keys", serde_json::from_str::<Value>(&keys).unwrap());
        insta::assert_json_snapshot!("accounts", account_list(&key()));
        insta::assert_json_snapshot!("amino", signed_answer(Some(&json!({})), &[2; 33], &[3; 64]));
        let ask = DirectAsk {
            body: vec![1],
            auth_info: vec![2],
            chain_id: "akashnet-2".into(),
            account_numbers: vec![7],
            writing: super::super::Bytes::Hex,
        };
        insta::assert_json_snapshot!("direct", direct_answer(&ask, 7, &[2; 33], &[3; 64]));
    }
}
