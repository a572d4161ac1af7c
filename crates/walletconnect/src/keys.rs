//! Keys: the symmetric one of a topic, and the two that agree on it.

use std::fmt;
use std::str::FromStr;

use hkdf::Hkdf;
use platform::Rng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Why a key can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text is not 64 hex digits.
    #[error("a key is 64 hex digits")]
    Hex,
    /// The peer's key lies in a small group: every secret would agree on the same key with it.
    #[error("the other side sent a key that anybody could guess")]
    Weak,
}

/// The symmetric key of a topic; zeroised when dropped, never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SymKey([u8; 32]);

impl SymKey {
    /// The key with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A fresh key.
    #[must_use]
    pub fn make(rng: &dyn Rng) -> Self {
        Self(random(rng))
    }

    /// The bytes, for sealing and for writing the session down sealed.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for SymKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text, bytes.as_mut()).map_err(|_| KeyError::Hex)?;
        Ok(Self(*bytes))
    }
}

impl fmt::Debug for SymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SymKey(…)")
    }
}

/// The public half of an agreement (X25519), hex on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PeerKey([u8; 32]);

impl PeerKey {
    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for PeerKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| KeyError::Hex)?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for PeerKey {
    type Error = KeyError;
    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<PeerKey> for String {
    fn from(key: PeerKey) -> Self {
        hex::encode(key.0)
    }
}

impl From<[u8; 32]> for PeerKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for PeerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PeerKey({})", hex::encode(self.0))
    }
}

/// The secret half of an agreement; fresh for each proposal and each approval.
#[derive(Clone)]
pub struct PeerSecret(StaticSecret);

impl PeerSecret {
    /// A fresh secret.
    #[must_use]
    pub fn make(rng: &dyn Rng) -> Self {
        Self(StaticSecret::from(random(rng)))
    }

    /// The secret with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(StaticSecret::from(bytes))
    }

    /// The bytes, for writing a waiting proposal down sealed.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// What the other side is told.
    #[must_use]
    pub fn public(&self) -> PeerKey {
        PeerKey(PublicKey::from(&self.0).to_bytes())
    }

    /// The key that both sides agree on: HKDF-SHA256 of the X25519 secret, no salt, no info.
    ///
    /// # Errors
    /// [`KeyError::Weak`].
    pub fn agree(&self, peer: &PeerKey) -> Result<SymKey, KeyError> {
        let shared = self.0.diffie_hellman(&PublicKey::from(peer.0));
        if !shared.was_contributory() {
            return Err(KeyError::Weak);
        }
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(None, shared.as_bytes())
            .expand(&[], &mut key)
            .expect("32 bytes are within what HKDF gives");
        Ok(SymKey(key))
    }
}

impl fmt::Debug for PeerSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PeerSecret(…)")
    }
}

/// Fresh bytes.
pub(crate) fn random<const N: usize>(rng: &dyn Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_on_the_published_key() {
        let (a, b) = (
            PeerSecret::from_bytes([0x11; 32]),
            PeerSecret::from_bytes([0x22; 32]),
        );
        let key = a.agree(&b.public()).unwrap();
        assert_eq!(key, b.agree(&a.public()).unwrap());
        assert_eq!(
            hex::encode(key.expose()),
            "dc5774cb6f12055709d3faed4fbe6b36f192c9a610a9fa0ad748c9f89975083f"
        );
        assert_eq!(
            String::from(a.public()),
            "7b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f13"
        );
    }

    #[test]
    fn refuses_a_key_that_anybody_could_guess() {
        let secret = PeerSecret::from_bytes([0x11; 32]);
        assert_eq!(secret.agree(&PeerKey([0; 32])), Err(KeyError::Weak));
        let mut one = [0; 32];
        one[0] = 1;
        assert_eq!(secret.agree(&PeerKey(one)), Err(KeyError::Weak));
    }

    #[test]
    fn secrets_are_not_printed() {
        let text = format!(
            "{:?} {:?}",
            SymKey::from_bytes([0xab; 32]),
            PeerSecret::from_bytes([0xab; 32])
        );
        assert!(!text.contains("ab"), "{text}");
        assert_eq!("zz".parse::<SymKey>(), Err(KeyError::Hex));
    }
}
