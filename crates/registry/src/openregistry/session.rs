//! A session: what sign-in gives.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Tokens of a signed-in person. It goes into the vault as JSON and nowhere else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Session {
    /// Sent as `Bearer` with every request.
    access: String,
    /// To renew; not used, since servers look for it under another name than they give it.
    refresh: Option<String>,
    /// `<session>:<user>`, for sign-out and the list of sessions.
    session: Option<String>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session(…)")
    }
}

impl Session {
    /// Reads a sign-in's answer: cookies by hand, whatever domain they name (it may not be the one that was called), or
    /// the body's fields. Empty values count as none.
    pub(super) fn read(headers: &[(String, String)], body: &Value) -> Option<Self> {
        let cookie = |name: &str| {
            headers
                .iter()
                .filter(|(key, _)| key == "set-cookie")
                .filter_map(|(_, value)| value.split(';').next()?.split_once('='))
                .find(|(key, value)| key.trim() == name && !value.is_empty())
                .map(|(_, value)| value.trim().replace("%3A", ":"))
        };
        let field = |name: &str| {
            let text = body.get(name)?.as_str()?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        let plain = |text: &String| {
            text.len() < 16_384
                && text
                    .chars()
                    .all(|c| c.is_ascii_graphic() && c != ';' && c != ',')
        };
        let access = cookie("access_token")
            .or_else(|| field("access_token"))
            .or_else(|| field("token"))
            .filter(plain)?;
        Some(Self {
            access,
            refresh: cookie("refresh_token")
                .or_else(|| field("refresh_token"))
                .or_else(|| field("refresh"))
                .filter(plain),
            session: cookie("session_id")
                .or_else(|| field("session_id"))
                .filter(plain),
        })
    }

    /// The token for requests.
    #[must_use]
    pub fn access(&self) -> &str {
        &self.access
    }

    /// The cookie for sign-out.
    pub(super) fn cookie(&self) -> Option<String> {
        self.session.as_ref().map(|id| format!("session_id={id}"))
    }

    /// The user's id, where the session names it.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        self.session
            .as_deref()?
            .split_once(':')
            .map(|(_, user)| user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn headers(cookies: &[&str]) -> Vec<(String, String)> {
        cookies
            .iter()
            .map(|c| ("set-cookie".to_owned(), (*c).to_owned()))
            .collect()
    }

    #[test]
    fn cookies_of_another_domain_are_read_by_hand() {
        let session = Session::read(
            &headers(&[
                "access_token=aaa; Path=/; Domain=elsewhere.example; HttpOnly",
                "refresh_token=rrr; Path=/",
                "session_id=s1%3Au1; Path=/",
            ]),
            &json!({ "message": "Login Success" }),
        )
        .unwrap();
        assert_eq!((session.access(), session.user_id()), ("aaa", Some("u1")));
        assert_eq!(session.cookie().unwrap(), "session_id=s1:u1");
        assert_eq!(format!("{session:?}"), "Session(…)");
    }

    #[test]
    fn both_variants_of_the_body_are_read() {
        let main = Session::read(&[], &json!({ "token": "t", "refresh": "r" })).unwrap();
        assert_eq!(main.access(), "t");
        let feat = json!({ "session_id": "s:u", "access_token": "a", "refresh_token": "r" });
        assert_eq!(Session::read(&[], &feat).unwrap().access(), "a");
    }

    #[test]
    fn nothing_and_injected_headers_are_no_session() {
        assert!(Session::read(&[], &json!({})).is_none());
        assert!(Session::read(&[], &json!({ "token": "a\r\nx: y" })).is_none());
        assert!(Session::read(&headers(&["access_token=; Path=/"]), &json!({})).is_none());
    }
}
