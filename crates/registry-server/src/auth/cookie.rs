//! The three cookies of a signed-in browser, named as OpenRegistry's.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::clock;

/// Access token.
pub const ACCESS: &str = "access_token";
/// Refresh token, under the name it is set with.
pub const REFRESH: &str = "refresh_token";
/// The name that OpenRegistry reads the refresh token back from.
pub const REFRESH_OTHER: &str = "refresh";
/// `session:user`, readable for pages.
pub const SESSION: &str = "session_id";

/// The value of a cookie.
pub fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.replace("%3A", ":").replace("%3a", ":"))
        .filter(|value| !value.is_empty())
}

/// Session id and user id out of the session cookie.
pub fn session(headers: &HeaderMap) -> Option<(String, String)> {
    let value = get(headers, SESSION)?;
    let (session, user) = value.split_once(':')?;
    Some((session.to_owned(), user.to_owned()))
}

/// Sets a cookie until a time; in the past takes it away. Scripts see only the session's.
pub fn set(headers: &mut HeaderMap, name: &str, value: &str, expires: u64, secure: bool) {
    let hidden = if name == SESSION { "" } else { "; HttpOnly" };
    let secure = if secure { "; Secure" } else { "" };
    let text = format!(
        "{name}={value}; Path=/; Expires={}{hidden}{secure}; SameSite=Lax",
        clock::http_date(expires)
    );
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_back() {
        let value = HeaderValue::from_static("a=1; session_id=s%3Au; access_token=t");
        let headers = HeaderMap::from_iter([(header::COOKIE, value)]);
        assert_eq!(session(&headers), Some(("s".into(), "u".into())));
        assert_eq!(get(&headers, ACCESS).as_deref(), Some("t"));
        assert_eq!(get(&headers, "b"), None);
    }

    #[test]
    fn tokens_are_hidden_from_scripts() {
        let mut headers = HeaderMap::new();
        set(&mut headers, ACCESS, "t", 1_798_201_154, true);
        set(&mut headers, SESSION, "s:u", 1_798_201_154, false);
        let all: Vec<_> = headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|v| v.to_str().unwrap())
            .collect();
        assert!(all[0].contains("HttpOnly; Secure"), "{}", all[0]);
        assert!(!all[1].contains("HttpOnly"), "{}", all[1]);
    }
}
