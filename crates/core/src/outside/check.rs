//! A wallet's answer, held against what was asked and against the account's key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chain::tx::UnsignedTx;
use proto::cosmos::tx::v1beta1::{AuthInfo, Fee};
use proto::{Message, TxBody};
use serde_json::Value;
use types::{Amount, Hash32};
use vault::PublicKey;

/// What a wallet gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Signed {
    pub(super) tx: UnsignedTx,
    pub(super) signature: [u8; 64],
    /// What the fee costs now, in uakt.
    pub(super) fee: Amount,
}

/// The signature of an answer; its key must be the account's.
fn signature(answer: &Value, key: &PublicKey) -> Result<[u8; 64], &'static str> {
    let decode = |value: &Value| STANDARD.decode(value.as_str().unwrap_or_default()).ok();
    let named = decode(&answer["pub_key"]["value"]);
    if named.is_some_and(|named| !named.is_empty() && named != key.as_bytes()) {
        return Err("it signed with another key than the account's");
    }
    decode(&answer["signature"])
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or("its answer holds no signature")
}

/// The wallet may have changed fee and memo, and nothing else.
pub(super) fn direct(
    asked: &UnsignedTx,
    answer: &Value,
    key: &PublicKey,
) -> Result<Signed, &'static str> {
    let said = &answer["signed"];
    let part = |name: &str, own: &[u8]| match &said[name] {
        Value::Null => Some(own.to_vec()),
        value => STANDARD.decode(value.as_str()?).ok(),
    };
    let unreadable = "its answer can't be read";
    let body = part("bodyBytes", &asked.body).ok_or(unreadable)?;
    let auth_info = part("authInfoBytes", &asked.auth_info).ok_or(unreadable)?;
    let same_chain = said["chainId"]
        .as_str()
        .is_none_or(|id| id == asked.chain_id.as_str());
    let number = match &said["accountNumber"] {
        Value::String(text) => text.parse().ok(),
        Value::Null => Some(asked.account_number),
        other => other.as_u64(),
    };
    if !same_chain || number != Some(asked.account_number) {
        return Err("it signed for another chain or account");
    }
    if !same_body(&asked.body, &body) || !same_signer(&asked.auth_info, &auth_info) {
        return Err("it signed something else than was asked");
    }
    let signature = signature(&answer["signature"], key)?;
    let tx = UnsignedTx {
        body,
        auth_info,
        ..asked.clone()
    };
    if !key.verify(&tx.hash(), &signature) {
        return Err("its signature does not hold");
    }
    Ok(Signed {
        fee: fee(&tx.auth_info),
        tx,
        signature,
    })
}

/// The signature of an off-chain document, bare or beside the document.
pub(super) fn off_chain(
    bytes: &[u8],
    answer: &Value,
    key: &PublicKey,
) -> Result<[u8; 64], &'static str> {
    let inner = &answer["signature"];
    let signature = signature(if inner.is_object() { inner } else { answer }, key)?;
    if !key.verify(&Hash32::of(bytes), &signature) {
        return Err("its signature does not hold");
    }
    Ok(signature)
}

fn same_body(asked: &[u8], given: &[u8]) -> bool {
    if asked == given {
        return true;
    }
    let (Ok(asked), Ok(given_body)) = (TxBody::decode(asked), TxBody::decode(given)) else {
        return false;
    };
    let plain = |body: TxBody| TxBody {
        memo: String::new(),
        ..body
    };
    // Nothing may hide in fields that are not known here.
    given_body.encode_to_vec() == given && plain(given_body) == plain(asked)
}

fn same_signer(asked: &[u8], given: &[u8]) -> bool {
    if asked == given {
        return true;
    }
    let (Ok(asked), Ok(given_info)) = (AuthInfo::decode(asked), AuthInfo::decode(given)) else {
        return false;
    };
    let own_fee = |fee: &Fee| fee.payer.is_empty() && fee.granter.is_empty();
    given_info.encode_to_vec() == given
        && given_info.fee.as_ref().is_some_and(own_fee)
        && AuthInfo {
            fee: asked.fee.clone(),
            ..given_info
        } == asked
}

fn fee(auth_info: &[u8]) -> Amount {
    let info = AuthInfo::decode(auth_info).unwrap_or_default();
    let coins = info.fee.map(|fee| fee.amount).unwrap_or_default();
    let mut own = coins.iter().filter(|coin| coin.denom == "uakt");
    own.next()
        .and_then(|coin| coin.amount.parse().ok())
        .unwrap_or(Amount::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chain::tx::{Fee as OwnFee, SignerState};
    use k256::ecdsa::signature::hazmat::PrehashSigner;
    use k256::ecdsa::{Signature, SigningKey};
    use serde_json::json;

    fn key(byte: u8) -> (SigningKey, PublicKey) {
        let secret = SigningKey::from_slice(&[byte; 32]).unwrap();
        let public = secret.verifying_key().to_encoded_point(true);
        let public = PublicKey::from_bytes(public.as_bytes()).unwrap();
        (secret, public)
    }

    fn tx(memo: &str, fee: u64, sequence: u64, public: &PublicKey) -> UnsignedTx {
        let message = proto::Any {
            type_url: "/cosmos.bank.v1beta1.MsgSend".into(),
            value: vec![1, 2],
        };
        let signer = SignerState {
            public_key: public.as_bytes().to_vec(),
            account_number: 7,
            sequence,
        };
        let fee = OwnFee {
            amount: Amount::micro(fee.into()),
            gas: 100,
        };
        UnsignedTx::new(
            &[message],
            memo,
            &signer,
            fee,
            &"akashnet-2".parse().unwrap(),
        )
    }

    fn answer(tx: &UnsignedTx, secret: &SigningKey, public: &PublicKey) -> Value {
        let made: Signature = secret.sign_prehash(tx.hash().as_bytes()).unwrap();
        json!({
            "signature": {
                "pub_key": {"type": "tendermint/PubKeySecp256k1", "value": STANDARD.encode(public.as_bytes())},
                "signature": STANDARD.encode(made.to_bytes()),
            },
            "signed": {
                "chainId": tx.chain_id.as_str(),
                "accountNumber": tx.account_number.to_string(),
                "bodyBytes": STANDARD.encode(&tx.body),
                "authInfoBytes": STANDARD.encode(&tx.auth_info),
            },
        })
    }

    #[test]
    fn what_was_asked_is_taken_as_it_is() {
        let (secret, public) = key(1);
        let asked = tx("", 500, 3, &public);
        let signed = direct(&asked, &answer(&asked, &secret, &public), &public).unwrap();
        assert_eq!((signed.tx, signed.fee), (asked, Amount::micro(500)));
    }

    #[test]
    fn fee_and_memo_may_differ_and_nothing_else() {
        let (secret, public) = key(1);
        let asked = tx("", 500, 3, &public);
        let changed = tx("from my wallet", 900, 3, &public);
        let signed = direct(&asked, &answer(&changed, &secret, &public), &public).unwrap();
        assert_eq!(signed.fee, Amount::micro(900));
        let mut message = changed.clone();
        message.body = tx("", 1, 3, &public).body;
        message.body.extend([0x7a, 1, 0]);
        let mut number = answer(&changed, &secret, &public);
        number["signed"]["accountNumber"] = json!(8);
        let mut chain = answer(&changed, &secret, &public);
        chain["signed"]["chainId"] = json!("other-1");
        for bad in [
            answer(&tx("", 500, 4, &public), &secret, &public),
            answer(&message, &secret, &public),
            number,
            chain,
        ] {
            assert!(direct(&asked, &bad, &public).is_err(), "{bad}");
        }
    }

    #[test]
    fn foreign_keys_and_signatures_are_refused() {
        let (secret, public) = key(1);
        let (other, other_public) = key(2);
        let asked = tx("", 500, 3, &public);
        let foreign = answer(&asked, &other, &other_public);
        assert!(
            direct(&asked, &foreign, &public)
                .unwrap_err()
                .contains("key")
        );
        let forged = answer(&asked, &other, &public);
        assert!(
            direct(&asked, &forged, &public)
                .unwrap_err()
                .contains("hold")
        );
        let mut short = answer(&asked, &secret, &public);
        short["signature"]["signature"] = json!("AAAA");
        for bad in [short, json!({}), json!([]), json!("x"), Value::Null] {
            assert!(direct(&asked, &bad, &public).is_err(), "{bad}");
        }
    }

    #[test]
    fn texts_are_answered_bare_or_beside_their_document() {
        let (secret, public) = key(1);
        let made: Signature = secret.sign_prehash(Hash32::of(b"text").as_bytes()).unwrap();
        let bare = json!({"pub_key": {"value": STANDARD.encode(public.as_bytes())}, "signature": STANDARD.encode(made.to_bytes())});
        let beside = json!({"signature": bare, "signed": {}});
        assert!(off_chain(b"text", &bare, &public).is_ok());
        assert!(off_chain(b"text", &beside, &public).is_ok());
        assert!(off_chain(b"other", &bare, &public).is_err());
        assert!(off_chain(b"text", &json!({}), &public).is_err());
    }
}
