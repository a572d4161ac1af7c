//! The door of a share on the local network: who has the token of the QR code comes in, for a while.
//!
//! The token stands in the one address of the code. It is exchanged for a cookie that scripts can't read; every other
//! request needs that cookie. Whoever has neither, names another host, or comes late gets an empty answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Shared;

/// Where the token is exchanged.
const PATH: &str = "/c/";
/// Name of the cookie.
const COOKIE: &str = "slipway-companion";

/// What opens the door, and for how long.
#[derive(Clone)]
pub struct Door {
    /// In the address of the QR code: at least 16 random bytes, as letters that need no escaping.
    pub token: String,
    /// In the cookie: as many.
    pub secret: String,
    /// After that nothing is served any more.
    pub open_for: Duration,
}

impl std::fmt::Debug for Door {
    /// Token and cookie are secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door")
            .field("open_for", &self.open_for)
            .finish_non_exhaustive()
    }
}

/// A door with the place it stands at.
pub(crate) struct Guarded {
    door: Door,
    host: String,
    ends: Instant,
}

/// What the door says to a request.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It is one of a page that was let in.
    In,
    /// It has the token: it gets the cookie.
    Exchange,
    /// It gets nothing.
    Nothing,
}

impl Guarded {
    pub(crate) fn new(door: Door, at: SocketAddr) -> Self {
        Self {
            host: at.to_string(),
            ends: Instant::now() + door.open_for,
            door,
        }
    }

    /// The address of the QR code.
    pub(crate) fn address(&self, at: SocketAddr) -> String {
        format!("http://{at}{PATH}{}", self.door.token)
    }

    fn verdict(&self, method: &Method, path: &str, headers: &HeaderMap, now: Instant) -> Verdict {
        let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
        if now >= self.ends || text(header::HOST) != Some(self.host.as_str()) {
            return Verdict::Nothing;
        }
        if let Some(token) = path.strip_prefix(PATH) {
            let right = method == Method::GET && same(token, &self.door.token);
            return if right {
                Verdict::Exchange
            } else {
                Verdict::Nothing
            };
        }
        let mut cookies = text(header::COOKIE).unwrap_or_default().split(';');
        let known = cookies.any(|cookie| {
            cookie
                .trim()
                .strip_prefix(COOKIE)
                .and_then(|rest| rest.strip_prefix('='))
                .is_some_and(|value| same(value, &self.door.secret))
        });
        if known { Verdict::In } else { Verdict::Nothing }
    }
}

/// Takes as long for a near miss as for a far one.
fn same(given: &str, own: &str) -> bool {
    let differ = given
        .bytes()
        .zip(own.bytes())
        .fold(0, |all, (a, b)| all | (a ^ b));
    given.len() == own.len() && differ == 0
}

/// Lets in who may come in; without a door everybody may.
pub(crate) async fn opened(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(door) = &shared.door else {
        return next.run(request).await;
    };
    let path = request.uri().path();
    match door.verdict(request.method(), path, request.headers(), Instant::now()) {
        Verdict::In => next.run(request).await,
        Verdict::Nothing => StatusCode::NOT_FOUND.into_response(),
        Verdict::Exchange => {
            let cookie = format!(
                "{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}",
                door.door.secret,
                door.door.open_for.as_secs()
            );
            // The browser keeps the fragment of the code's address and forgets its path.
            let headers = [
                (header::SET_COOKIE, cookie),
                (header::LOCATION, "/".to_owned()),
            ];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door() -> (Guarded, Instant) {
        let door = Door {
            token: "tok".into(),
            secret: "sec".into(),
            open_for: Duration::from_secs(60),
        };
        let guarded = Guarded::new(door, ([192, 168, 1, 5], 80).into());
        let now = guarded.ends - Duration::from_secs(60);
        (guarded, now)
    }

    fn headers(host: &str, cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers
    }

    const HOST: &str = "192.168.1.5:80";

    #[test]
    fn the_token_is_exchanged_and_the_cookie_lets_in() {
        let (door, now) = door();
        let ask = |path: &str, cookie: &str| {
            door.verdict(&Method::GET, path, &headers(HOST, cookie), now)
        };
        assert_eq!(ask("/c/tok", ""), Verdict::Exchange);
        assert_eq!(ask("/ui.js", "a=b; slipway-companion=sec"), Verdict::In);
        for (path, cookie) in [
            ("/", ""),
            ("/c/", ""),
            ("/c/tok2", "slipway-companion=sec"),
            ("/c/to", ""),
            ("/ui.js", "slipway-companion=tok"),
            ("/ui.js", "slipway-companion=sec2"),
            ("/ui.js", "slipway-companion2=sec"),
        ] {
            assert_eq!(ask(path, cookie), Verdict::Nothing, "{path} {cookie}");
        }
        let post = door.verdict(&Method::POST, "/c/tok", &headers(HOST, ""), now);
        assert_eq!(post, Verdict::Nothing);
    }

    #[test]
    fn another_host_and_the_time_after_get_nothing() {
        let (door, now) = door();
        let cookie = "slipway-companion=sec";
        for host in [
            "evil.example",
            "192.168.1.5",
            "192.168.1.5:81",
            "localhost:80",
        ] {
            let ask = |path| door.verdict(&Method::GET, path, &headers(host, cookie), now);
            assert_eq!(ask("/"), Verdict::Nothing, "{host}");
            assert_eq!(ask("/c/tok"), Verdict::Nothing, "{host}");
        }
        let late = now + Duration::from_secs(60);
        for path in ["/", "/c/tok"] {
            let ask = door.verdict(&Method::GET, path, &headers(HOST, cookie), late);
            assert_eq!(ask, Verdict::Nothing);
        }
    }

    #[test]
    fn secrets_are_in_no_debug_output() {
        let (door, _) = door();
        let shown = format!("{:?}", door.door);
        assert!(
            !shown.contains("tok") && !shown.contains("sec\""),
            "{shown}"
        );
    }
}
