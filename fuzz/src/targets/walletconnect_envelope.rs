//! Sealed messages. The first half is tried as it is; what is sealed here opens and nothing else does.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use walletconnect::{EnvelopeError, Nonce, PeerSecret, SymKey, open, seal};

/// No bytes open under a key they were not sealed with, and a plain one never does.
pub(crate) fn run(bytes: &[u8]) {
    let key = SymKey::from_bytes([7; 32]);
    let own = PeerSecret::from_bytes([9; 32]);
    let written = STANDARD.encode(bytes);
    let opened = open(&written, &key, Some(&own));
    assert!(opened.is_err());
    if bytes.first() == Some(&2) {
        assert_eq!(opened, Err(EnvelopeError::Plain));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = open(text, &key, Some(&own));
        let sealed = seal(text, &key, Nonce::from_bytes([1; 12]));
        assert_eq!(open(&sealed, &key, None).as_deref(), Ok(text));
    }
}
