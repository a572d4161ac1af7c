//! Envelopes: how a message is sealed for a topic.
//!
//! Type 0 is `0 | nonce | sealed`, type 1 is `1 | sender's key | nonce | sealed`, both standard base64.
//! Type 2 is plain text; it exists for links only, and one that arrives by the relay is refused.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use platform::Rng;

use crate::keys::random;
use crate::{PeerKey, PeerSecret, SymKey};

/// The longest message, in bytes of base64.
pub(crate) const LONGEST: usize = 512 * 1024;

/// Why an envelope was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Not base64, or cut off.
    #[error("the message is damaged")]
    Damaged,
    /// Longer than 512 KiB.
    #[error("the message is longer than 512 KiB")]
    Long,
    /// Sealed under another key, or changed on the way.
    #[error("the message was not sealed under this key")]
    Key,
    /// A plain-text envelope, which must never come by the relay.
    #[error("the message is not sealed at all")]
    Plain,
    /// A type that does not exist.
    #[error("the message has the unknown envelope type {0}")]
    Type(u8),
    /// What was sealed is not text.
    #[error("the message is not text")]
    Text,
}

/// The nonce of one envelope: random, used once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nonce([u8; 12]);

impl Nonce {
    /// A fresh nonce.
    #[must_use]
    pub fn make(rng: &dyn Rng) -> Self {
        Self(random(rng))
    }

    /// This nonce, for vectors.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 12]) -> Self {
        Self(bytes)
    }
}

fn cipher(key: &SymKey) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(key.expose().into())
}

fn sealed(head: &[u8], text: &str, key: &SymKey, nonce: Nonce) -> String {
    let body = cipher(key)
        .encrypt(&nonce.0.into(), text.as_bytes())
        .expect("a message is far shorter than the cipher's limit");
    STANDARD.encode([head, &nonce.0, &body].concat())
}

/// Seals `text` as type 0.
#[must_use]
pub fn seal(text: &str, key: &SymKey, nonce: Nonce) -> String {
    sealed(&[0], text, key, nonce)
}

/// Seals `text` as type 1, naming the sender's key.
#[must_use]
pub fn seal_from(sender: &PeerKey, text: &str, key: &SymKey, nonce: Nonce) -> String {
    let mut head = vec![1];
    head.extend_from_slice(sender.as_bytes());
    sealed(&head, text, key, nonce)
}

/// Opens type 0 with the topic's key, type 1 with the key that `own` agrees on with its sender.
///
/// # Errors
/// [`EnvelopeError`]; a type-1 envelope without `own` is [`EnvelopeError::Key`].
pub fn open(
    message: &str,
    key: &SymKey,
    own: Option<&PeerSecret>,
) -> Result<String, EnvelopeError> {
    if message.len() > LONGEST {
        return Err(EnvelopeError::Long);
    }
    let bytes = STANDARD
        .decode(message)
        .map_err(|_| EnvelopeError::Damaged)?;
    let (kind, rest) = bytes.split_first().ok_or(EnvelopeError::Damaged)?;
    let plain = match kind {
        0 => opened(rest, key)?,
        1 => {
            let (sender, rest) = rest
                .split_first_chunk::<32>()
                .ok_or(EnvelopeError::Damaged)?;
            let own = own.ok_or(EnvelopeError::Key)?;
            let agreed = own
                .agree(&PeerKey::from(*sender))
                .map_err(|_| EnvelopeError::Key)?;
            opened(rest, &agreed)?
        }
        2 => return Err(EnvelopeError::Plain),
        other => return Err(EnvelopeError::Type(*other)),
    };
    String::from_utf8(plain).map_err(|_| EnvelopeError::Text)
}

fn opened(rest: &[u8], key: &SymKey) -> Result<Vec<u8>, EnvelopeError> {
    let (nonce, body) = rest
        .split_first_chunk::<12>()
        .ok_or(EnvelopeError::Damaged)?;
    cipher(key)
        .decrypt(nonce.into(), body)
        .map_err(|_| EnvelopeError::Key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"id":1,"jsonrpc":"2.0","result":true}"#;
    const TYPE_0: &str = "AAABAgMEBQYHCAkKC/zfm7WIw5iWzJ6IIJ1DVul16tV/66Aor95Yf+REOQbyvNRgUczGZ+rNbUBti7kDU4g6Veb2Fw==";
    const TYPE_1: &str = "AXtOkJu+f/5ExGWiIAN9YI7jWJfTHvly8H90iSyw9z8TAAECAwQFBgcICQoL/N+btYjDmJbMnoggnUNW6XXq1X/roCiv3lh/5EQ5BvK81GBRzMZn6s1tQG2LuQNTiDpV5vYX";
    const TYPE_2: &str = "AnsiaWQiOjEsImpzb25ycGMiOiIyLjAiLCJyZXN1bHQiOnRydWV9";

    fn nonce() -> Nonce {
        Nonce::from_bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    }

    fn ends() -> (PeerSecret, PeerSecret, SymKey) {
        let (a, b) = (
            PeerSecret::from_bytes([0x11; 32]),
            PeerSecret::from_bytes([0x22; 32]),
        );
        let key = a.agree(&b.public()).unwrap();
        (a, b, key)
    }

    #[test]
    fn seals_and_opens_the_published_envelopes() {
        let (a, b, key) = ends();
        assert_eq!(seal(TEXT, &key, nonce()), TYPE_0);
        assert_eq!(seal_from(&a.public(), TEXT, &key, nonce()), TYPE_1);
        assert_eq!(open(TYPE_0, &key, None), Ok(TEXT.into()));
        let other = SymKey::from_bytes([9; 32]);
        assert_eq!(open(TYPE_1, &other, Some(&b)), Ok(TEXT.into()));
    }

    #[test]
    fn a_plain_envelope_never_opens() {
        let (_, b, key) = ends();
        assert_eq!(open(TYPE_2, &key, Some(&b)), Err(EnvelopeError::Plain));
    }

    #[test]
    fn every_flip_and_every_cut_is_found() {
        let (_, _, key) = ends();
        let bytes = STANDARD.decode(TYPE_0).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(open(&STANDARD.encode(&changed), &key, None).is_err());
            assert!(open(&STANDARD.encode(&bytes[..at]), &key, None).is_err());
        }
    }

    #[test]
    fn says_why() {
        let (_, _, key) = ends();
        let open = |text: &str| open(text, &key, None).unwrap_err();
        assert_eq!(open("*"), EnvelopeError::Damaged);
        assert_eq!(open(""), EnvelopeError::Damaged);
        assert_eq!(open("Bw=="), EnvelopeError::Type(7));
        assert_eq!(open(TYPE_1), EnvelopeError::Key);
        assert_eq!(open(&"A".repeat(LONGEST + 4)), EnvelopeError::Long);
        let cipher = cipher(&key);
        let body = cipher
            .encrypt(&nonce().0.into(), [0xff_u8].as_slice())
            .unwrap();
        let message = STANDARD.encode([[0].as_slice(), &nonce().0, &body].concat());
        assert_eq!(open(&message), EnvelopeError::Text);
    }
}
