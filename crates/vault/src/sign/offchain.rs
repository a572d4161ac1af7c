//! ADR-036: a text signed off chain, wrapped so that it can't be a transaction.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use types::Address;

use super::amino::canonical_json;

/// Why a text is not signed off chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OffChainError {
    /// An off-chain text has at most 64 KiB.
    #[error("this text is longer than 64 KiB")]
    Long,
    /// Only the provider token path signs what looks like a token.
    #[error("this text is a provider token in disguise")]
    Token,
}

/// An off-chain text with its signer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffChainDoc {
    signer: Address,
    data: Vec<u8>,
    bytes: Vec<u8>,
}

impl OffChainDoc {
    /// Wraps `data` for `signer`.
    ///
    /// # Errors
    /// [`OffChainError::Long`]; [`OffChainError::Token`] when the data is the signing string of an
    /// ES256KADR36 token, which would open this account's deployments to whoever asked.
    pub fn new(signer: Address, data: Vec<u8>) -> Result<Self, OffChainError> {
        if data.len() > 64 * 1024 {
            return Err(OffChainError::Long);
        }
        if super::token::is_signing_string(&data) {
            return Err(OffChainError::Token);
        }
        Ok(Self {
            bytes: document(&signer, &data),
            signer,
            data,
        })
    }

    /// The exact bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Who signs.
    #[must_use]
    pub const fn signer(&self) -> &Address {
        &self.signer
    }

    /// The text itself, for the words.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data
    }
}

/// The StdSignDoc of ADR-036: no chain, no fee, one `sign/MsgSignData`.
pub(super) fn document(signer: &Address, data: &[u8]) -> Vec<u8> {
    let value = json!({
        "account_number": "0",
        "chain_id": "",
        "fee": {"amount": [], "gas": "0"},
        "memo": "",
        "msgs": [{
            "type": "sign/MsgSignData",
            "value": {"data": STANDARD.encode(data), "signer": signer.as_str()},
        }],
        "sequence": "0",
    });
    canonical_json(&value)
        .expect("the document holds no number")
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNER: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

    #[test]
    fn wraps_as_adr_036_says() {
        let doc = OffChainDoc::new(SIGNER.parse().unwrap(), b"hello".to_vec()).unwrap();
        assert_eq!(
            std::str::from_utf8(doc.bytes()).unwrap(),
            format!(
                r#"{{"account_number":"0","chain_id":"","fee":{{"amount":[],"gas":"0"}},"memo":"","msgs":[{{"type":"sign/MsgSignData","value":{{"data":"aGVsbG8=","signer":"{SIGNER}"}}}}],"sequence":"0"}}"#
            )
        );
        assert_eq!(doc.data(), b"hello");
    }

    #[test]
    fn refuses_hidden_tokens_and_long_texts() {
        let signer: Address = SIGNER.parse().unwrap();
        let token = b"eyJhbGciOiJFUzI1NktBRFIzNiIsInR5cCI6IkpXVCJ9.eyJ2ZXJzaW9uIjoidjEifQ".to_vec();
        assert_eq!(
            OffChainDoc::new(signer.clone(), token),
            Err(OffChainError::Token)
        );
        assert_eq!(
            OffChainDoc::new(signer, vec![0; 65_537]),
            Err(OffChainError::Long)
        );
    }
}
