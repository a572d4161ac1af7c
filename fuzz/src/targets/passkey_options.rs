//! What a server asks of a passkey.

use vault::PasskeyDoc;

/// Reads bytes as options of both ceremonies; what is accepted belongs to the origin.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(options) = serde_json::from_slice(bytes) else {
        return;
    };
    let origin = "https://app.example.org";
    let made = [
        PasskeyDoc::create(&options, origin, "https://r.example.org", false),
        PasskeyDoc::get(
            &options,
            origin,
            "https://r.example.org",
            "ann",
            None,
            false,
        ),
    ];
    for doc in made.into_iter().flatten() {
        assert!("app.example.org".ends_with(doc.rp_id()) && !doc.rp_id().is_empty());
        assert!(!doc.verified());
    }
}
