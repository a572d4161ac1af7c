//! The demo accounts of providers and auditor: keys everybody can derive, worth nothing outside a demo network.

use k256::ecdsa::signature::hazmat::PrehashSigner;
use k256::ecdsa::{Signature, SigningKey, VerifyingKey};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};

/// A secp256k1 account of the demo network.
#[derive(Clone)]
pub struct DemoKey {
    key: SigningKey,
    address: String,
}

impl DemoKey {
    /// The key of a name: the SHA-256 of `slipway demo network: <name>`.
    ///
    /// # Panics
    /// Never in practice: only for a digest of zero or above the curve's order.
    #[allow(clippy::expect_used)]
    pub fn named(name: &str) -> Self {
        let digest = Sha256::digest(format!("slipway demo network: {name}"));
        let key = SigningKey::from_slice(&digest).expect("a digest in the curve's range");
        let address = address_of(key.verifying_key());
        Self { key, address }
    }

    /// The bech32 address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The compressed public key.
    pub fn public_key(&self) -> Vec<u8> {
        self.key.verifying_key().to_sec1_bytes().to_vec()
    }

    /// Signs the SHA-256 of a message: 64 bytes r‖s, low s.
    ///
    /// # Panics
    /// Never: a 32-byte digest can always be signed.
    #[allow(clippy::expect_used)]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self
            .key
            .sign_prehash(&Sha256::digest(message))
            .expect("a 32-byte digest");
        signature
            .normalize_s()
            .unwrap_or(signature)
            .to_bytes()
            .to_vec()
    }
}

/// The bech32 address of a public key.
///
/// # Panics
/// Never: 20 bytes fit a bech32 text.
#[allow(clippy::expect_used)]
pub fn address_of(key: &VerifyingKey) -> String {
    let hashed = Ripemd160::digest(Sha256::digest(key.to_sec1_bytes()));
    let hrp = bech32::Hrp::parse_unchecked("akash");
    bech32::encode::<bech32::Bech32>(hrp, &hashed).expect("20 bytes fit a bech32 text")
}

impl std::fmt::Debug for DemoKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DemoKey({})", self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_always_gives_the_same_account() {
        let key = DemoKey::named("provider aurora");
        assert_eq!(key.address(), DemoKey::named("provider aurora").address());
        assert_ne!(key.address(), DemoKey::named("provider basalt").address());
        assert!(key.address().starts_with("akash1"));
        assert_eq!(key.address().len(), 44);
        assert_eq!(key.sign(b"x").len(), 64);
        assert!(!format!("{key:?}").contains("SigningKey"));
    }
}
