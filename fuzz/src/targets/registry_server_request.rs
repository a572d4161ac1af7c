//! What a request to our registry says beside its body: path, query, and the headers that are read by hand.
//!
//! The first byte of an input is the size of a blob in bytes, the rest is the text.

use std::sync::OnceLock;

use registry_server::testing::{
    Tokens, basic, bearer, content_range, is_digest, page, range, repository, scopes, session,
};

/// Whether a text can be a repository's name: no way out, no blanks, no upper case.
fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c);
    text.len() <= 255
        && text.chars().all(plain)
        && text
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains(".."))
}

/// Names lead nowhere else, ranges stay inside, and nobody's token is taken.
pub(crate) fn run(bytes: &[u8]) {
    static TOKENS: OnceLock<Tokens> = OnceLock::new();
    let Some((size, rest)) = bytes.split_first() else {
        return;
    };
    let size = u64::from(*size);
    if let Some((name, password)) = basic(rest) {
        assert!(!name.contains(':') && name.len() + password < rest.len());
    }
    if let Some(token) = bearer(rest) {
        assert!(!TOKENS.get_or_init(Tokens::new).takes(&token));
    }
    if let Some((session, user)) = session(rest) {
        assert!(!session.contains(':') && session.len() + user.len() <= rest.len());
    }
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    if let Some(name) = repository(text) {
        assert!(is_name(&name), "{name}");
    }
    assert!(scopes(text).iter().all(|name| is_name(name)));
    assert!(page(text, 100).is_none_or(|count| count <= 100));
    if let Some(part) = range(text, size) {
        assert!(part.start < part.end && part.end <= size);
    }
    if let Some((first, last)) = content_range(text) {
        assert!(first <= last && last.checked_add(1).is_some());
    }
    if is_digest(text) {
        assert!(!text.contains(['/', '.', '\\']));
    }
}
