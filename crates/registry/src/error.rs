//! Why a request to a registry failed.

use platform::NetError;

use crate::challenge::ChallengeError;
use crate::name::Digest;

/// Why a registry did not do what was asked. Texts of servers are cut and cleaned; those of token services are never
/// repeated, since some echo the credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// It could not be reached.
    #[error(transparent)]
    Net(#[from] NetError),
    /// One must sign in, or the sign-in has run out.
    #[error("the server asks to sign in")]
    SignIn,
    /// User name, password or token are wrong.
    #[error("the server refuses this name with this password or token")]
    Credentials,
    /// Signed in, but not allowed.
    #[error("this account may not do that: {0}")]
    Denied(String),
    /// There is no such repository, tag, image or layer.
    #[error("the server has no such {0}")]
    Missing(&'static str),
    /// Too many requests.
    #[error("the server wants fewer requests; wait {seconds} s")]
    Slower {
        /// How long to wait.
        seconds: u64,
    },
    /// It can't be said how to sign in.
    #[error(transparent)]
    Challenge(#[from] ChallengeError),
    /// The token service is somewhere else: credentials are not sent there.
    #[error("the server wants the password sent to {0}, which is another site")]
    Realm(String),
    /// A redirect that isn't followed.
    #[error("the server redirects to {0}, which is not followed")]
    Redirect(String),
    /// Any other refusal.
    #[error("the server answered {status}: {message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Its words.
        message: String,
    },
    /// The answer is not what the route promises.
    #[error("the server's answer can't be read: {0}")]
    Malformed(String),
    /// Other bytes came than were asked for.
    #[error("the server sent other bytes than {0} names")]
    Digest(Digest),
    /// The server keeps other bytes under this digest.
    #[error("the server already has {0}, but with another size: its copy is damaged")]
    OtherBlob(Digest),
    /// Stopped by the person.
    #[error("stopped")]
    Cancelled,
}

impl ClientError {
    /// Whether trying again soon may work.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Net(
                NetError::Unreachable { .. } | NetError::Timeout { .. } | NetError::Broken(_),
            )
            | Self::Slower { .. } => true,
            Self::Refused { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// What an answer with an error status means. `what` names the thing that was asked for.
    pub(crate) fn of(
        status: u16,
        body: &[u8],
        retry_after: Option<&str>,
        what: &'static str,
    ) -> Self {
        let message = message(body);
        match status {
            401 => Self::SignIn,
            403 => Self::Denied(message),
            404 => Self::Missing(what),
            429 => Self::Slower {
                seconds: retry_after
                    .and_then(|s| s.trim().parse().ok())
                    .unwrap_or(60),
            },
            _ => Self::Refused { status, message },
        }
    }
}

/// The words of an error body: `{"errors":[{code,message}]}` or OpenRegistry's `{"error","message"}`.
pub(crate) fn message(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let words = |value: &serde_json::Value, key: &str| {
        value
            .get(key)
            .and_then(|v| v.as_str())
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
    };
    let found = json
        .get("errors")
        .and_then(|errors| errors.get(0))
        .and_then(|first| words(first, "message").or_else(|| words(first, "code")))
        .or_else(|| match (words(&json, "message"), words(&json, "error")) {
            (Some(message), Some(error)) if message != error => {
                Some(format!("{message} ({error})"))
            }
            (message, error) => message.or(error),
        })
        .unwrap_or_else(|| text.into_owned());
    let clean = clean(&found, 300);
    if clean.is_empty() {
        "no reason given".into()
    } else {
        clean
    }
}

/// Text from outside on one line, without control or direction characters, at most `most` characters.
#[must_use]
pub fn clean(text: &str, most: usize) -> String {
    let hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !hidden(*c))
        .take(most)
        .collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_envelopes_of_errors_are_read() {
        assert_eq!(
            message(br#"{"errors":[{"code":"DENIED","message":"no push"}]}"#),
            "no push"
        );
        assert_eq!(message(br#"{"errors":[{"code":"DENIED"}]}"#), "DENIED");
        assert_eq!(
            message(br#"{"error":"ERR_X","message":"what"}"#),
            "what (ERR_X)"
        );
        assert_eq!(message(b"404 page"), "404 page");
        assert_eq!(message(b""), "no reason given");
    }

    #[test]
    fn hostile_text_is_shown_as_one_plain_line() {
        assert_eq!(clean("a\u{202e}b\n\tc\u{1b}[31m", 50), "ab c [31m");
        assert_eq!(clean(&"x".repeat(500), 10).len(), 10);
    }

    #[test]
    fn passing_faults_are_told_from_lasting_ones() {
        assert!(ClientError::of(503, b"", None, "tag").is_passing());
        assert!(!ClientError::of(404, b"", None, "tag").is_passing());
        assert_eq!(
            ClientError::of(429, b"", Some("7"), "tag"),
            ClientError::Slower { seconds: 7 }
        );
    }
}
