//! Headers of every answer.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// What a page of this server may do: run its own scripts and wasm, talk to its own origin and to the
/// relays of this server's networks (at `{relays}`).
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'{relays}; worker-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-src 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";

const STRICT: [(HeaderName, &str); 8] = [
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        "require-corp",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), clipboard-read=(self), clipboard-write=(self), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    // Names carry no hash: a new build must be seen at once. Unchanged files cost one short answer.
    (header::CACHE_CONTROL, "no-cache"),
];

/// What the headers depend on.
#[derive(Clone)]
pub(crate) struct Strict {
    /// The content policy.
    pub(crate) policy: HeaderValue,
    /// The pages are on a plain address of the local network, where browsers ignore isolation, and complain of it.
    pub(crate) plain: bool,
}

/// Sets them, whatever a handler or another server said.
pub(crate) async fn strict(State(strict): State<Strict>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let isolation = if strict.plain { 2 } else { 0 };
    for (name, value) in STRICT.into_iter().skip(isolation) {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, strict.policy);
    response
}

/// The policy for these relays; what can't stand in a header is left out.
pub(crate) fn policy<'a>(relays: impl Iterator<Item = &'a str>) -> HeaderValue {
    let plain = |relay: &&str| !relay.contains([' ', ';', ',', '\'']);
    let relays: String = relays
        .filter(plain)
        .map(|relay| format!(" {relay}"))
        .collect();
    HeaderValue::from_str(&POLICY.replace("{relays}", &relays))
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relays_are_reachable_and_nothing_else_gets_in() {
        let made = policy(["ws://127.0.0.1:5555", "x; script-src *"].into_iter());
        let text = made.to_str().unwrap();
        assert!(
            text.contains("connect-src 'self' ws://127.0.0.1:5555; worker-src"),
            "{text}"
        );
        assert!(!text.contains("script-src *"));
    }
}
