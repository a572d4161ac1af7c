//! Who may use the server: its own pages.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::{Shared, refused};

/// The host of `name`, `name:port` or `[v6]:port`.
fn host_of(authority: &str) -> &str {
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or_default();
    }
    authority.split(':').next().unwrap_or_default()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

/// Refuses requests to names that are not this server's: a name that a stranger points here would
/// make the stranger's page one of the same origin.
pub(crate) async fn known_host(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let host = text(request.headers(), "host")
        .map(host_of)
        .unwrap_or_default();
    let known = host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok()
        || shared.hosts.iter().any(|h| h.eq_ignore_ascii_case(host));
    if known {
        next.run(request).await
    } else {
        refused(
            StatusCode::MISDIRECTED_REQUEST,
            "This server is not reached by that name.",
        )
    }
}

/// Refuses requests that a page of another origin makes.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    if is_own(request.headers()) {
        next.run(request).await
    } else {
        refused(
            StatusCode::FORBIDDEN,
            "Only pages of this server may ask for this.",
        )
    }
}

/// Whether the browser says that a page of this origin asks, or no browser asks.
pub(crate) fn is_own(headers: &HeaderMap) -> bool {
    let site = headers
        .get("sec-fetch-site")
        .is_none_or(|site| site == "same-origin");
    let origin = match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => {
            let host = text(headers, "host").unwrap_or_default();
            origin.to_str().is_ok_and(|origin| {
                let authority = origin
                    .strip_prefix("https://")
                    .or_else(|| origin.strip_prefix("http://"));
                !host.is_empty() && authority == Some(host)
            })
        }
    };
    site && origin
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap()))
            .collect();
        is_own(&headers)
    }

    #[test]
    fn own_pages_and_programs_pass() {
        let host = ("host", "localhost:8417");
        assert!(of(&[host]));
        assert!(of(&[
            host,
            ("origin", "http://localhost:8417"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(of(&[
            ("host", "slipway.example"),
            ("origin", "https://slipway.example")
        ]));
    }

    #[test]
    fn other_pages_do_not() {
        let host = ("host", "localhost:8417");
        for origin in [
            "http://evil.example",
            "http://localhost:9999",
            "null",
            "http://localhost:8417.evil.example",
        ] {
            assert!(!of(&[host, ("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site", "none"] {
            assert!(!of(&[host, ("sec-fetch-site", site)]), "{site}");
        }
    }

    #[test]
    fn hosts_without_their_ports() {
        assert_eq!(host_of("localhost:8417"), "localhost");
        assert_eq!(host_of("[::1]:8417"), "::1");
        assert_eq!(host_of("a.example"), "a.example");
    }
}
