//! The challenge header of registries.

use registry::Challenge;

/// Reads bytes as a challenge; a Bearer challenge has a realm no longer than the header.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(Challenge::Bearer { realm, .. }) = Challenge::parse(&text) {
        assert!(realm.len() <= text.len());
    }
}
