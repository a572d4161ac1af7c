//! A transaction's bytes, decoded and checked for form.

use super::msg::{Msg, parse};
use super::refusal::{Refusal, sdk};
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::signing::v1beta1::SignMode;
use proto::cosmos::tx::v1beta1::mode_info::Sum;
use proto::cosmos::tx::v1beta1::{AuthInfo, Fee, SignDoc, TxRaw};
use proto::{Message as _, Named, TxBody};

/// A decoded transaction.
pub struct Tx {
    /// The parts as sent.
    pub raw: TxRaw,
    /// Body.
    pub body: TxBody,
    /// Signers and fee.
    pub auth: AuthInfo,
    /// Messages.
    pub messages: Vec<Msg>,
    /// Length of the whole in bytes.
    pub len: usize,
}

impl Tx {
    /// Decodes.
    ///
    /// # Errors
    /// `sdk` 2.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refusal> {
        let malformed = |e: prost::DecodeError| parse(&e.to_string());
        let raw = TxRaw::decode(bytes).map_err(malformed)?;
        let body = TxBody::decode(raw.body_bytes.as_slice()).map_err(malformed)?;
        let auth = AuthInfo::decode(raw.auth_info_bytes.as_slice()).map_err(malformed)?;
        if !body.extension_options.is_empty() {
            return Err(sdk(
                31,
                "unknown extension options: unknown extension options",
            ));
        }
        let messages = body
            .messages
            .iter()
            .map(Msg::decode)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            raw,
            body,
            auth,
            messages,
            len: bytes.len(),
        })
    }

    /// Checks that there are messages and that each is well-formed.
    ///
    /// # Errors
    /// `sdk` 18 without messages, else the messages' own.
    pub fn check_messages(&self) -> Result<(), Refusal> {
        if self.messages.is_empty() {
            return Err(sdk(
                18,
                "must contain at least one message: invalid request",
            ));
        }
        self.messages.iter().try_for_each(Msg::check)
    }

    /// The fee.
    pub fn fee(&self) -> Fee {
        self.auth.fee.clone().unwrap_or_default()
    }

    /// Accounts that must sign, in order: the messages' and then the fee's payer.
    pub fn signers(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let payer = self.fee().payer;
        let named = self.messages.iter().map(|m| &m.signer);
        for signer in named.chain(Some(&payer).filter(|p| !p.is_empty())) {
            if !all.contains(signer) {
                all.push(signer.clone());
            }
        }
        all
    }

    /// Who pays the fee.
    pub fn payer(&self) -> String {
        let payer = self.fee().payer;
        if payer.is_empty() {
            self.signers().into_iter().next().unwrap_or_default()
        } else {
            payer
        }
    }

    /// Public key given by a signer, if it is of the known kind.
    pub fn public_key(&self, index: usize) -> Option<Vec<u8>> {
        let any = self.auth.signer_infos.get(index)?.public_key.as_ref()?;
        PubKey::from_any(any).map(|k| k.key)
    }

    /// Whether a signer signs the protobuf document.
    pub fn signs_direct(&self, index: usize) -> bool {
        let info = self.auth.signer_infos.get(index);
        let sum = info
            .and_then(|i| i.mode_info.as_ref())
            .and_then(|m| m.sum.as_ref());
        matches!(sum, Some(Sum::Single(s)) if s.mode == SignMode::Direct as i32)
    }

    /// The bytes that a signer with this account number signs.
    pub fn sign_bytes(&self, chain_id: &str, account_number: u64) -> Vec<u8> {
        SignDoc {
            body_bytes: self.raw.body_bytes.clone(),
            auth_info_bytes: self.raw.auth_info_bytes.clone(),
            chain_id: chain_id.to_owned(),
            account_number,
        }
        .encode_to_vec()
    }

    /// Time after which no block may hold it, in unix nanoseconds.
    pub fn timeout(&self) -> Option<i128> {
        let t = self.body.timeout_timestamp.as_ref()?;
        Some(i128::from(t.seconds) * 1_000_000_000 + i128::from(t.nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_transaction_are_refused() {
        let e = Tx::decode(b"hello").err().unwrap();
        assert_eq!((e.codespace, e.code), ("sdk", 2));
        let empty = Tx::decode(&[]).unwrap();
        assert_eq!(empty.check_messages().unwrap_err().code, 18);
    }
}
