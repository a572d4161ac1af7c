//! Documents to be signed: read whole and unchanged, or not at all.

use vault::{AminoDoc, DirectDoc, TokenClaims, canonical_json};

pub(crate) fn run(bytes: &[u8]) {
    if let Ok(doc) = AminoDoc::parse(bytes) {
        assert_eq!(doc.bytes(), bytes);
        let value: serde_json::Value = serde_json::from_slice(bytes).expect("it was read as JSON");
        assert_eq!(
            canonical_json(&value).map(String::into_bytes),
            Ok(bytes.to_vec())
        );
    }
    if let Ok(doc) = DirectDoc::parse(bytes.to_vec()) {
        assert_eq!(doc.bytes(), bytes);
    }
    let _ = TokenClaims::parse(bytes);
}
