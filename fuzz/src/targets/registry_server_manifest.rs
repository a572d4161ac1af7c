//! Manifests as somebody pushes them to our registry: the first line is the `Content-Type`, the rest is the body.

use registry_server::testing::{is_digest, manifest};

/// What is taken keeps its bytes' digest and needs only contents that can be named.
pub(crate) fn run(bytes: &[u8]) {
    let at = bytes.iter().position(|b| *b == b'\n').unwrap_or(0);
    let (first, rest) = bytes.split_at(at);
    let body = rest.strip_prefix(b"\n").unwrap_or(rest);
    let kind = std::str::from_utf8(first).ok().filter(|k| !k.is_empty());
    let Some(read) = manifest(body, kind, None) else {
        return;
    };
    assert!(is_digest(&read.digest) && read.needs.iter().all(|one| is_digest(one)));
    let entry: serde_json::Value =
        serde_json::from_slice(&read.descriptor).expect("the list of referrers is JSON");
    assert_eq!(entry["digest"], read.digest.as_str());
    assert_eq!(entry["size"], body.len());
    // Under its own digest it is the same, under another it is refused.
    let again = manifest(body, Some(&read.media_type), Some(&read.digest));
    assert_eq!(again.as_ref(), Some(&read));
    let other = format!("sha256:{}", "0".repeat(64));
    assert_eq!(manifest(body, kind, Some(&other)), None);
}
