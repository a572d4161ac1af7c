//! A transaction's body as words: what is understood comes back whole, the rest is said to be unknown.

use chain::schema;
use chain::words::describe;
use types::Address;

pub(crate) fn run(bytes: &[u8]) {
    let Ok(signer) = Address::from_bytes(&[7; 20]) else {
        return;
    };
    let summary = describe(bytes, &signer, &());
    assert!(summary.unknown.is_some() || !summary.actions.is_empty());
    let name = "cosmos.tx.v1beta1.TxBody";
    if let Ok(json) = schema::decode_named(name, bytes) {
        // What decodes encodes again, and that is a fixed point.
        let again = schema::encode_named(name, &json).expect("what was decoded encodes");
        let twice = schema::decode_named(name, &again).expect("what was encoded decodes");
        assert_eq!(json, twice);
        if summary.unknown.is_none() {
            assert_eq!(again, bytes, "what is shown is what is signed");
        }
    }
}
