//! A transaction from bytes to what it needs: body, signers, messages.

use super::message::{self, Decoded};
use super::refusal::{Refusal, sdk};
use super::wire;
use proto::cosmos::tx::v1beta1::{AuthInfo, Fee, TxRaw};
use proto::{Message as _, TxBody};
use sha2::{Digest, Sha256};

/// A decoded transaction.
pub struct Tx {
    /// Its bytes in two parts and its signatures.
    pub raw: TxRaw,
    /// Body.
    pub body: TxBody,
    /// Signers and fee.
    pub auth: AuthInfo,
    /// Messages in order.
    pub messages: Vec<Decoded>,
    /// Length in bytes.
    pub length: usize,
}

/// SHA-256 of a transaction's bytes.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

impl Tx {
    /// Decodes a transaction.
    ///
    /// # Errors
    /// `sdk` 2 for malformed bytes, unknown types and unknown fields.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refusal> {
        let raw: TxRaw = wire::strict(bytes, "TxRaw")?;
        let body = TxBody::decode(raw.body_bytes.as_slice())
            .map_err(|e| sdk(2, format!("{e}: tx parse error")))?;
        let auth: AuthInfo = wire::strict(&raw.auth_info_bytes, "AuthInfo")?;
        wire::no_unknown_fields(&raw.body_bytes, &body.encode_to_vec(), "TxBody")?;
        let messages = body
            .messages
            .iter()
            .map(message::decode)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            raw,
            body,
            auth,
            messages,
            length: bytes.len(),
        })
    }

    /// The fee, empty if there is none.
    pub fn fee(&self) -> Fee {
        self.auth.fee.clone().unwrap_or_default()
    }

    /// Addresses that must sign, in the order of the messages, the fee payer last.
    pub fn signers(&self) -> Vec<String> {
        let mut all = Vec::new();
        for m in &self.messages {
            let signer = m.body.signer();
            if !all.contains(&signer) {
                all.push(signer);
            }
        }
        let payer = self.fee().payer;
        if !payer.is_empty() && !all.contains(&payer) {
            all.push(payer);
        }
        all
    }

    /// Who pays the fee.
    pub fn payer(&self) -> String {
        let payer = self.fee().payer;
        if payer.is_empty() {
            return self.signers().into_iter().next().unwrap_or_default();
        }
        payer
    }

    /// Time after which it may not enter a block, unix nanoseconds.
    pub fn timeout(&self) -> Option<i128> {
        let t = self.body.timeout_timestamp.as_ref()?;
        Some(i128::from(t.seconds) * 1_000_000_000 + i128::from(t.nanos))
    }

    /// The messages' own checks.
    ///
    /// # Errors
    /// `sdk` 18 without a message, else what the first failing one says.
    pub fn check_messages(&self) -> Result<(), Refusal> {
        if self.messages.is_empty() {
            return Err(sdk(
                18,
                "must contain at least one message: invalid request",
            ));
        }
        self.messages.iter().try_for_each(|m| m.body.check())
    }
}
