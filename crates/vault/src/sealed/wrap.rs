//! Wraps: the data key sealed under a password, a device key, a passkey or the OS keychain.

use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::format::VERSION;
use super::kdf::KdfParams;
use super::{open, seal};
use crate::entropy::{Entropy, EntropyError};
use crate::id::WrapId;
use crate::secret::SecretKey32;

/// What opens a wrap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WrapKind {
    /// A password, through Argon2id.
    Password {
        /// The stored parameters.
        kdf: KdfParams,
    },
    /// A random key kept beside the vault: the demo vault.
    Device,
    /// The PRF output of a passkey (WebAuthn Level 3, `prf` extension).
    Passkey {
        /// The credential to ask, base64url as WebAuthn gives it.
        credential: String,
        /// The salt to evaluate the PRF with.
        #[serde(with = "hex::serde")]
        salt: [u8; 32],
    },
    /// A random key kept by the operating system's keychain.
    Keychain {
        /// The entry's name there.
        entry: String,
    },
}

impl WrapKind {
    const fn label(&self) -> &'static [u8] {
        match self {
            Self::Password { .. } => b"slipway/vault/1/wrap/password",
            Self::Device => b"slipway/vault/1/wrap/device",
            Self::Passkey { .. } => b"slipway/vault/1/wrap/passkey",
            Self::Keychain { .. } => b"slipway/vault/1/wrap/keychain",
        }
    }
}

/// The data key, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wrap {
    pub(crate) id: WrapId,
    #[serde(flatten)]
    pub(crate) kind: WrapKind,
    #[serde(with = "hex::serde")]
    sealed: Vec<u8>,
}

impl Wrap {
    /// Seals `data_key` under `kek` (the derived key of this kind).
    pub(crate) fn new(
        kind: WrapKind,
        kek: &SecretKey32,
        data_key: &[u8; 32],
        entropy: &mut dyn Entropy,
    ) -> Result<Self, EntropyError> {
        let id = WrapId::random(entropy)?;
        let sealed = seal(kek.expose(), &aad(id, &kind), data_key, entropy)?;
        Ok(Self { id, kind, sealed })
    }

    /// Opens the data key; `None` when the key is another.
    pub(crate) fn open(&self, kek: &SecretKey32) -> Option<SecretKey32> {
        let plain = open(kek.expose(), &aad(self.id, &self.kind), &self.sealed)?;
        let bytes: &[u8; 32] = plain.as_slice().try_into().ok()?;
        Some(SecretKey32::copied(bytes))
    }
}

fn aad(id: WrapId, kind: &WrapKind) -> Vec<u8> {
    let mut out = vec![VERSION];
    out.extend_from_slice(kind.label());
    out.extend_from_slice(id.to_string().as_bytes());
    match kind {
        WrapKind::Password { kdf } => out.extend_from_slice(&kdf.to_bytes()),
        WrapKind::Device => {}
        WrapKind::Passkey { credential, salt } => {
            out.extend_from_slice(salt);
            out.extend_from_slice(credential.as_bytes());
        }
        WrapKind::Keychain { entry } => out.extend_from_slice(entry.as_bytes()),
    }
    out
}

/// The wrapping key of a kind whose secret is already 32 random bytes: HKDF-SHA256 with the kind's
/// own label, so that one secret used in two places gives two keys.
pub(crate) fn derived_kek(kind: &WrapKind, secret: &SecretKey32) -> SecretKey32 {
    SecretKey32::filled(|key| {
        Hkdf::<Sha256>::new(None, secret.expose())
            .expand(kind.label(), key)
            .expect("32 bytes are within HKDF's limit");
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;

    #[test]
    fn a_wrap_opens_with_its_key_and_kind_only() {
        let mut rng = TestEntropy(4);
        let secret = SecretKey32::copied(&[7; 32]);
        let kek = derived_kek(&WrapKind::Device, &secret);
        let wrap = Wrap::new(WrapKind::Device, &kek, &[9; 32], &mut rng).unwrap();
        assert_eq!(wrap.open(&kek).unwrap().expose(), &[9; 32]);
        let mut other = wrap.clone();
        other.kind = WrapKind::Keychain { entry: "x".into() };
        assert!(other.open(&kek).is_none());
        assert!(
            wrap.open(&derived_kek(&other.kind, &secret)).is_none(),
            "the label separates the kinds"
        );
    }
}
