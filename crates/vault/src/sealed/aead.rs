//! XChaCha20-Poly1305 with a fresh 24-byte nonce in front.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy, EntropyError};

const NONCE: usize = 24;

/// Seals `plain` under `key`, bound to `aad`. The answer is nonce‖ciphertext‖tag.
pub(crate) fn seal(
    key: &[u8; 32],
    aad: &[u8],
    plain: &[u8],
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, EntropyError> {
    let nonce = entropy::array::<NONCE>(entropy)?;
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(XNonce::from_slice(&nonce), Payload { msg: plain, aad })
        .expect("a record is far shorter than the cipher's limit of 256 GiB");
    let mut out = nonce.to_vec();
    out.extend_from_slice(&sealed);
    Ok(out)
}

/// Opens what [`seal`] made; `None` when key, associated data or a single bit is wrong.
pub(crate) fn open(key: &[u8; 32], aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = sealed.split_at_checked(NONCE)?;
    XChaCha20Poly1305::new(key.into())
        .decrypt(XNonce::from_slice(nonce), Payload { msg: rest, aad })
        .ok()
        .map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;

    #[test]
    fn opens_only_with_the_same_key_and_binding() {
        let mut rng = TestEntropy(9);
        let sealed = seal(&[1; 32], b"a", b"plain", &mut rng).unwrap();
        assert_eq!(open(&[1; 32], b"a", &sealed).unwrap().as_slice(), b"plain");
        assert!(open(&[2; 32], b"a", &sealed).is_none());
        assert!(open(&[1; 32], b"b", &sealed).is_none());
        assert!(open(&[1; 32], b"a", &sealed[..10]).is_none());
        let again = seal(&[1; 32], b"a", b"plain", &mut rng).unwrap();
        assert_ne!(sealed[..NONCE], again[..NONCE]);
    }
}
