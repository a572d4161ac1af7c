//! A passkey as it is kept.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use passkey_crypto::coset::{CborSerializable, CoseKey};
use passkey_types::{CredentialExtensions, Passkey};
use serde::{Deserialize, Serialize};
use types::UnixMillis;
use zeroize::{Zeroize, Zeroizing};

use crate::account::Name;

/// Names a passkey: its credential id in hex.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PasskeyId(String);

/// The text is not the id of a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a passkey's id is an even number of hex digits, at most 256")]
pub struct PasskeyIdError;

impl PasskeyId {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(hex::encode(bytes))
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        hex::decode(&self.0).unwrap_or_default()
    }
}

impl FromStr for PasskeyId {
    type Err = PasskeyIdError;
    fn from_str(text: &str) -> Result<Self, PasskeyIdError> {
        let good = !text.is_empty() && text.len() <= 256 && hex::decode(text).is_ok();
        good.then(|| Self(text.to_owned())).ok_or(PasskeyIdError)
    }
}

impl TryFrom<String> for PasskeyId {
    type Error = PasskeyIdError;
    fn try_from(text: String) -> Result<Self, PasskeyIdError> {
        text.parse()
    }
}

impl From<PasskeyId> for String {
    fn from(id: PasskeyId) -> Self {
        id.0
    }
}

impl fmt::Display for PasskeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What can be shown of a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyInfo {
    /// Names it.
    pub id: PasskeyId,
    /// The person's name for it.
    pub name: Name,
    /// The site it works for.
    pub rp_id: String,
    /// The account there.
    pub user: String,
    /// When it was made.
    pub created: UnixMillis,
    /// When it last signed in.
    pub last_used: Option<UnixMillis>,
}

/// A passkey with its key.
pub(super) struct Kept {
    pub(super) info: PasskeyInfo,
    pub(super) user_handle: Vec<u8>,
    /// The private key: a COSE_Key (RFC 9052) in CBOR.
    pub(super) key: Zeroizing<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u8,
    info: PasskeyInfo,
    user_handle: String,
    key: String,
}

impl Drop for Stored {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl Kept {
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let stored: Stored = serde_json::from_slice(bytes).ok()?;
        (stored.version == 1).then_some(())?;
        Some(Self {
            info: stored.info.clone(),
            user_handle: STANDARD.decode(&stored.user_handle).ok()?,
            key: Zeroizing::new(STANDARD.decode(stored.key.as_bytes()).ok()?),
        })
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let stored = Stored {
            version: 1,
            info: self.info.clone(),
            user_handle: STANDARD.encode(&self.user_handle),
            key: STANDARD.encode(&*self.key),
        };
        Zeroizing::new(serde_json::to_vec(&stored).expect("a record has no map with odd keys"))
    }

    /// As passkey-rs wants it.
    pub(super) fn passkey(&self) -> Option<Passkey> {
        Some(Passkey {
            key: CoseKey::from_slice(&self.key).ok()?,
            credential_id: self.info.id.bytes().into(),
            rp_id: self.info.rp_id.clone(),
            user_handle: Some(self.user_handle.clone().into()),
            username: Some(self.info.user.clone()),
            user_display_name: Some(self.info.user.clone()),
            counter: None,
            extensions: CredentialExtensions::default(),
        })
    }

    /// Of what passkey-rs made.
    pub(super) fn of(passkey: Passkey, created: UnixMillis) -> Option<Self> {
        let user = passkey.username.unwrap_or_default();
        let name: String = user.chars().take(40).collect();
        Some(Self {
            info: PasskeyInfo {
                id: PasskeyId::of(&passkey.credential_id),
                name: Name::new(&name).or_else(|_| Name::new("Passkey")).ok()?,
                rp_id: passkey.rp_id,
                user,
                created,
                last_used: None,
            },
            user_handle: passkey.user_handle.map(Into::into).unwrap_or_default(),
            key: Zeroizing::new(passkey.key.to_vec().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_hex_and_short() {
        assert!("00ff".parse::<PasskeyId>().is_ok());
        for bad in ["", "0", "xx", "../x", &"0".repeat(258)] {
            assert!(bad.parse::<PasskeyId>().is_err(), "{bad}");
        }
        assert_eq!(PasskeyId::of(&[0, 255]).bytes(), [0, 255]);
    }

    #[test]
    fn a_newer_record_is_not_misread() {
        assert!(Kept::parse(b"{}").is_none());
        let newer = br#"{"version":2,"info":{"id":"00","name":"a","rp_id":"a","user":"b","created":1,"last_used":null},"user_handle":"","key":""}"#;
        assert!(Kept::parse(newer).is_none());
    }
}
