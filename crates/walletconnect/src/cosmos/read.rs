//! Requests of apps, read.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use proto::cosmos::tx::v1beta1::AuthInfo;
use proto::{Message, TxBody};
use serde_json::Value;

/// Why a request can't be read. The text goes to the app and to the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The method is not one of the Cosmos namespace.
    #[error("the method {0} is not known here")]
    Method(String),
    /// A part is missing or of another kind.
    #[error("the request's {0} is missing or can't be read")]
    Field(&'static str),
    /// The bytes decode to no transaction in either writing.
    #[error("the request's {0} is no transaction, neither as base64 nor as hex")]
    Bytes(&'static str),
}

/// How bytes were written; the answer is written the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bytes {
    /// Base64, as the specification says.
    Base64,
    /// Hex, as some apps write.
    Hex,
}

impl Bytes {
    /// Writes bytes this way.
    #[must_use]
    pub fn write(self, bytes: &[u8]) -> String {
        match self {
            Self::Base64 => STANDARD.encode(bytes),
            Self::Hex => hex::encode(bytes),
        }
    }
}

/// A wish to sign a transaction in SIGN_MODE_DIRECT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectAsk {
    /// Bytes of the `TxBody`.
    pub body: Vec<u8>,
    /// Bytes of the `AuthInfo`.
    pub auth_info: Vec<u8>,
    /// The chain that the document names.
    pub chain_id: String,
    /// The account numbers that the text may mean: one when it is a number or only decimal, two when
    /// the same digits are another number in hex.
    pub account_numbers: Vec<u64>,
    /// How the bytes were written.
    pub writing: Bytes,
}

/// A request, read.
#[derive(Debug, Clone, PartialEq)]
pub enum CosmosRequest {
    /// Which accounts there are.
    GetAccounts,
    /// Signs a transaction.
    SignDirect {
        /// The signer that the app names.
        signer: String,
        /// The document.
        doc: DirectAsk,
    },
    /// Signs a transaction as amino JSON.
    SignAmino {
        /// The signer that the app names.
        signer: String,
        /// The document, as sent.
        doc: Value,
    },
    /// Name and key of the account on a chain.
    GetKey {
        /// The chain.
        chain_id: String,
    },
    /// Whether the wallet has these chains.
    Enable {
        /// The chains.
        chain_ids: Vec<String>,
    },
    /// Signs a text off chain (ADR-036).
    SignArbitrary {
        /// The signer that the app names.
        signer: String,
        /// The chain that the app names.
        chain_id: String,
        /// The text's bytes.
        data: Vec<u8>,
    },
}

/// Reads a request.
///
/// # Errors
/// [`ReadError`].
pub fn read(method: &str, params: &Value) -> Result<CosmosRequest, ReadError> {
    // Some libraries wrap the parameters in a list.
    let params = match params.as_array().map(Vec::as_slice) {
        Some([only]) => only,
        _ => params,
    };
    match method {
        "cosmos_getAccounts" => Ok(CosmosRequest::GetAccounts),
        "cosmos_signDirect" => sign(params, "signerAddress"),
        "keplr_signDirect" => sign(params, "signer"),
        "cosmos_signAmino" => amino(params, "signerAddress"),
        "keplr_signAmino" => amino(params, "signer"),
        "keplr_getKey" => Ok(CosmosRequest::GetKey {
            chain_id: text(params, "chainId")?,
        }),
        "keplr_enable" => {
            let ids = match &params["chainId"] {
                Value::String(one) => vec![one.clone()],
                Value::Array(many) => many
                    .iter()
                    .map(|id| id.as_str().map(str::to_owned))
                    .collect::<Option<_>>()
                    .ok_or(ReadError::Field("chainId"))?,
                _ => return Err(ReadError::Field("chainId")),
            };
            Ok(CosmosRequest::Enable { chain_ids: ids })
        }
        "keplr_signArbitrary" => {
            let written = text(params, "data")?;
            let data = match params["type"].as_str() {
                Some("string") | None => written.into_bytes(),
                Some("Uint8Array") => base64(&written).ok_or(ReadError::Field("data"))?,
                Some(_) => return Err(ReadError::Field("type")),
            };
            Ok(CosmosRequest::SignArbitrary {
                signer: text(params, "signer")?,
                chain_id: text(params, "chainId")?,
                data,
            })
        }
        other => Err(ReadError::Method(other.chars().take(60).collect())),
    }
}

fn text(value: &Value, field: &'static str) -> Result<String, ReadError> {
    let found = value[field].as_str().filter(|text| !text.is_empty());
    found.map(str::to_owned).ok_or(ReadError::Field(field))
}

fn amino(params: &Value, signer: &'static str) -> Result<CosmosRequest, ReadError> {
    let doc = params["signDoc"].clone();
    if !doc.is_object() {
        return Err(ReadError::Field("signDoc"));
    }
    Ok(CosmosRequest::SignAmino {
        signer: text(params, signer)?,
        doc,
    })
}

fn sign(params: &Value, signer: &'static str) -> Result<CosmosRequest, ReadError> {
    let doc = &params["signDoc"];
    if doc["bodyBytes"].is_null() && doc["msgs"].is_array() {
        // An amino document sent by the wrong method, as one library does.
        return amino(params, signer);
    }
    let (body, writing) = bytes(doc, "bodyBytes", |b| TxBody::decode(b).is_ok())?;
    let (auth_info, other) = bytes(doc, "authInfoBytes", |b| AuthInfo::decode(b).is_ok())?;
    // Two writings in one document: what decodes as hex by chance is base64 then.
    let same = writing == other;
    Ok(CosmosRequest::SignDirect {
        signer: text(params, signer)?,
        doc: DirectAsk {
            body: if same { body } else { again(doc, "bodyBytes")? },
            auth_info: if same {
                auth_info
            } else {
                again(doc, "authInfoBytes")?
            },
            chain_id: text(doc, "chainId")?,
            account_numbers: numbers(&doc["accountNumber"])?,
            writing: if same { writing } else { Bytes::Base64 },
        },
    })
}

fn again(doc: &Value, field: &'static str) -> Result<Vec<u8>, ReadError> {
    base64(&text(doc, field)?).ok_or(ReadError::Bytes(field))
}

fn base64(written: &str) -> Option<Vec<u8>> {
    STANDARD
        .decode(written)
        .or_else(|_| STANDARD_NO_PAD.decode(written))
        .ok()
}

fn bytes(
    doc: &Value,
    field: &'static str,
    fits: impl Fn(&[u8]) -> bool,
) -> Result<(Vec<u8>, Bytes), ReadError> {
    let written = text(doc, field)?;
    let as_hex = hex::decode(&written).ok().filter(|bytes| fits(bytes));
    if let Some(bytes) = as_hex {
        return Ok((bytes, Bytes::Hex));
    }
    let as_base64 = base64(&written).filter(|bytes| fits(bytes));
    as_base64
        .map(|bytes| (bytes, Bytes::Base64))
        .ok_or(ReadError::Bytes(field))
}

fn numbers(value: &Value) -> Result<Vec<u64>, ReadError> {
    if let Some(number) = value.as_u64() {
        return Ok(vec![number]);
    }
    let text = value.as_str().ok_or(ReadError::Field("accountNumber"))?;
    let mut all: Vec<u64> = text.parse().into_iter().collect();
    let bare = text.strip_prefix("0x").unwrap_or(text);
    let hex = u64::from_str_radix(bare, 16).ok();
    all.extend(hex.filter(|hex| !all.contains(hex)));
    if all.is_empty() {
        return Err(ReadError::Field("accountNumber"));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body() -> Vec<u8> {
        TxBody {
            memo: "hello".into(),
            ..TxBody::default()
        }
        .encode_to_vec()
    }

    fn auth() -> Vec<u8> {
        AuthInfo {
            fee: Some(proto::cosmos::tx::v1beta1::Fee {
                gas_limit: 200_000,
                ..Default::default()
            }),
            ..AuthInfo::default()
        }
        .encode_to_vec()
    }

    fn direct(writing: Bytes, number: Value) -> Result<CosmosRequest, ReadError> {
        read(
            "cosmos_signDirect",
            &json!({"signerAddress": "akash1x", "signDoc": {
                "chainId": "akashnet-2", "accountNumber": number,
                "bodyBytes": writing.write(&body()), "authInfoBytes": writing.write(&auth())}}),
        )
    }

    #[test]
    fn both_writings_mean_the_same() {
        for writing in [Bytes::Base64, Bytes::Hex] {
            let Ok(CosmosRequest::SignDirect { doc, .. }) = direct(writing, json!("7")) else {
                panic!("a transaction");
            };
            assert_eq!((&doc.body, &doc.auth_info), (&body(), &auth()));
            assert_eq!((doc.writing, doc.account_numbers), (writing, vec![7]));
        }
    }

    #[test]
    fn account_numbers_come_in_three_writings() {
        let numbers = |value| match direct(Bytes::Base64, value) {
            Ok(CosmosRequest::SignDirect { doc, .. }) => doc.account_numbers,
            other => panic!("{other:?}"),
        };
        assert_eq!(numbers(json!(7)), [7]);
        assert_eq!(numbers(json!("10")), [10, 16]);
        assert_eq!(numbers(json!("4d2")), [1234]);
        assert_eq!(
            direct(Bytes::Hex, json!(null)),
            Err(ReadError::Field("accountNumber"))
        );
    }

    #[test]
    fn an_amino_document_by_the_wrong_method_is_amino() {
        let params = json!({"signerAddress": "akash1x", "signDoc": {"msgs": [], "memo": ""}});
        let read = read("cosmos_signDirect", &params).unwrap();
        assert!(matches!(read, CosmosRequest::SignAmino { .. }));
    }

    #[test]
    fn keplr_methods_are_read() {
        let enable = read("keplr_enable", &json!({"chainId": ["a-1", "b-1"]})).unwrap();
        let chain_ids = vec!["a-1".into(), "b-1".into()];
        assert_eq!(enable, CosmosRequest::Enable { chain_ids });
        let ask = |kind: &str, data: &str| {
            read(
                "keplr_signArbitrary",
                &json!({"chainId": "a-1", "signer": "akash1x", "type": kind, "data": data}),
            )
        };
        for sent in [ask("string", "hi"), ask("Uint8Array", "aGk=")] {
            assert!(matches!(sent, Ok(CosmosRequest::SignArbitrary { data, .. }) if data == b"hi"));
        }
        assert_eq!(ask("other", "hi"), Err(ReadError::Field("type")));
        assert!(matches!(
            read("cosmos_getAccounts", &json!([])),
            Ok(CosmosRequest::GetAccounts)
        ));
    }

    #[test]
    fn what_is_no_transaction_is_refused() {
        let params = json!({"signerAddress": "a", "signDoc": {"chainId": "c", "accountNumber": "1",
            "bodyBytes": "////", "authInfoBytes": "AA=="}});
        assert_eq!(
            read("cosmos_signDirect", &params),
            Err(ReadError::Bytes("bodyBytes"))
        );
        assert!(matches!(
            read("eth_sign", &json!({})),
            Err(ReadError::Method(_))
        ));
    }
}
