//! secp256k1 keys: derivation (BIP32), address, signature.

use std::fmt;

use bip32::{ChildNumber, XPrv};
use k256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use k256::ecdsa::{Signature, SigningKey, VerifyingKey};
use ripemd::{Digest, Ripemd160};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use types::{Address, Hash32};
use zeroize::Zeroizing;

use super::path::HdPath;

/// Why bytes are not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A private key is 32 bytes (64 hex digits), above zero and below the order of secp256k1.
    #[error("this is not a secp256k1 private key: 64 hex digits are needed")]
    Private,
    /// A public key is 33 bytes: a compressed point of secp256k1.
    #[error("this is not a secp256k1 public key")]
    Public,
    /// The words give no key at this path (it happens once in 2¹²⁷ cases).
    #[error("no key exists at this path")]
    Derivation,
}

/// A compressed secp256k1 public key (33 bytes).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 33]);

impl PublicKey {
    /// Checks that the bytes are a point of the curve.
    ///
    /// # Errors
    /// [`KeyError::Public`] otherwise.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let array: [u8; 33] = bytes.try_into().map_err(|_| KeyError::Public)?;
        VerifyingKey::from_sec1_bytes(&array).map_err(|_| KeyError::Public)?;
        Ok(Self(array))
    }

    /// The 33 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 33] {
        &self.0
    }

    /// The account's address: RIPEMD-160 of SHA-256 of the compressed key.
    #[must_use]
    pub fn address(&self) -> Address {
        let hash = Ripemd160::digest(Sha256::digest(self.0));
        Address::from_bytes(&hash).expect("20 bytes always make an address")
    }

    /// True when `signature` (r‖s, low S) is this key's over `digest`.
    #[must_use]
    pub fn verify(&self, digest: &Hash32, signature: &[u8; 64]) -> bool {
        let Ok(signature) = Signature::from_slice(signature) else {
            return false;
        };
        VerifyingKey::from_sec1_bytes(&self.0)
            .is_ok_and(|key| key.verify_prehash(digest.as_bytes(), &signature).is_ok())
    }
}

impl TryFrom<String> for PublicKey {
    type Error = KeyError;
    fn try_from(text: String) -> Result<Self, KeyError> {
        Self::from_bytes(&hex::decode(text).map_err(|_| KeyError::Public)?)
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        hex::encode(key.0)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", hex::encode(self.0))
    }
}

/// A private key; its memory is overwritten when it is dropped.
pub(crate) struct PrivateKey(SigningKey);

impl PrivateKey {
    /// Takes 32 big-endian bytes.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() != 32 {
            return Err(KeyError::Private);
        }
        SigningKey::from_slice(bytes)
            .map(Self)
            .map_err(|_| KeyError::Private)
    }

    /// Takes 64 hex digits, with or without `0x` and white space around.
    pub(crate) fn from_hex(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let text = text.strip_prefix("0x").unwrap_or(text);
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text, bytes.as_mut()).map_err(|_| KeyError::Private)?;
        Self::from_bytes(bytes.as_ref())
    }

    /// The bytes, to be sealed.
    pub(crate) fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    pub(crate) fn public(&self) -> PublicKey {
        let point = self.0.verifying_key().to_encoded_point(true);
        let mut bytes = [0; 33];
        bytes.copy_from_slice(point.as_bytes());
        PublicKey(bytes)
    }

    /// Signs a SHA-256 value: deterministic (RFC 6979), r‖s with a low s.
    pub(crate) fn sign(&self, digest: &Hash32) -> Result<[u8; 64], KeyError> {
        let signature: Signature = self
            .0
            .sign_prehash(digest.as_bytes())
            .map_err(|_| KeyError::Private)?;
        let low = signature.normalize_s().unwrap_or(signature);
        Ok(low.to_bytes().into())
    }
}

/// The key at `path` below a BIP39 seed.
pub(crate) fn derive(seed: &[u8], path: &HdPath) -> Result<PrivateKey, KeyError> {
    derive_steps(seed, path.steps())
}

/// The key at raw indices below a seed of 16 to 64 bytes.
pub(crate) fn derive_steps(seed: &[u8], steps: &[u32]) -> Result<PrivateKey, KeyError> {
    let mut node = XPrv::new(seed).map_err(|_| KeyError::Derivation)?;
    for step in steps {
        node = node
            .derive_child(ChildNumber::from(*step))
            .map_err(|_| KeyError::Derivation)?;
    }
    Ok(PrivateKey(node.private_key().clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Words;

    #[test]
    fn the_known_words_give_the_known_address() {
        let words = Words::import(&format!("{}about", "abandon ".repeat(11)), "").unwrap();
        let key = derive(words.seed().as_ref(), &HdPath::cosmos(0, 0).unwrap()).unwrap();
        assert_eq!(
            hex::encode(key.public().as_bytes()),
            "024f4e2ad99c34d60b9ba6283c9431a8418af8673212961f97a77b6377fcd05b62"
        );
        assert_eq!(
            key.public().address().as_str(),
            "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0"
        );
    }

    #[test]
    fn signs_and_verifies() {
        let key = PrivateKey::from_hex(&"11".repeat(32)).unwrap();
        let digest = Hash32::of(b"x");
        let signature = key.sign(&digest).unwrap();
        assert!(key.public().verify(&digest, &signature));
        assert!(!key.public().verify(&Hash32::of(b"y"), &signature));
        assert_eq!(key.sign(&digest).unwrap(), signature);
    }

    #[test]
    fn refuses_what_is_no_key() {
        for bad in [
            "",
            "11",
            &"00".repeat(32),
            &"ff".repeat(32),
            &"zz".repeat(32),
        ] {
            assert!(matches!(PrivateKey::from_hex(bad), Err(KeyError::Private)));
        }
        assert_eq!(PublicKey::from_bytes(&[2; 32]), Err(KeyError::Public));
        assert!(PrivateKey::from_hex(&format!(" 0x{}\n", "11".repeat(32))).is_ok());
    }
}
