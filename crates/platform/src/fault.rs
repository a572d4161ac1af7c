//! How a server that asks another one for a page hands on what it met: as a status with JSON, as a
//! websocket's close code with its reason. The page reads the same [`NetError`] as a process gets.

use serde::{Deserialize, Serialize};

use crate::NetError;

/// Bytes of reason that a close frame holds.
const REASON: usize = 123;
/// Close codes from here on are this bridge's: 4000 + an HTTP status. Those below are the provider's.
const OWN: u16 = 4300;
/// The first text frame of a bridged websocket, once the other side is open.
pub const OPEN: &str = "open";

/// The errors that stand for a server behind the one that was asked.
#[derive(Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
enum Fault {
    Unreachable { host: String, reason: String },
    Timeout { host: String },
    Certificate { host: String },
    Address { reason: String },
    Broken { reason: String },
}

impl Fault {
    fn of(error: &NetError) -> Option<Self> {
        Some(match error.clone() {
            NetError::Unreachable { host, reason } => Self::Unreachable { host, reason },
            NetError::Timeout { host } => Self::Timeout { host },
            NetError::Certificate { host } => Self::Certificate { host },
            NetError::Address(reason) => Self::Address { reason },
            NetError::Broken(reason) => Self::Broken { reason },
            NetError::Refused { .. } => return None,
        })
    }

    fn into_error(self) -> NetError {
        match self {
            Self::Unreachable { host, reason } => NetError::Unreachable { host, reason },
            Self::Timeout { host } => NetError::Timeout { host },
            Self::Certificate { host } => NetError::Certificate { host },
            Self::Address { reason } => NetError::Address(reason),
            Self::Broken { reason } => NetError::Broken(reason),
        }
    }

    fn shorten(&mut self, by: usize) {
        let (Self::Unreachable { reason, .. }
        | Self::Address { reason }
        | Self::Broken { reason }
        | Self::Timeout { host: reason }
        | Self::Certificate { host: reason }) = self;
        *reason = cut(reason, reason.len().saturating_sub(by)).to_owned();
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    message: String,
    #[serde(flatten)]
    fault: Fault,
}

/// `text` up to `most` bytes, ended at a character.
fn cut(text: &str, most: usize) -> &str {
    let end = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= most)
        .last();
    &text[..end.unwrap_or(0)]
}

/// Status and JSON body for a failed request: 504 for no answer in time, the other server's own
/// status where it refused, else 502.
#[must_use]
pub fn answer(error: &NetError) -> (u16, Vec<u8>) {
    let Some(fault) = Fault::of(error) else {
        let NetError::Refused { status, body } = error else {
            return (502, Vec::new());
        };
        return (*status, body.clone().into_bytes());
    };
    let message = error.to_string();
    let body = serde_json::to_vec(&Body { message, fault });
    (status(error), body.unwrap_or_default())
}

const fn status(error: &NetError) -> u16 {
    if matches!(error, NetError::Timeout { .. }) {
        504
    } else {
        502
    }
}

/// The error that such an answer hands on, if it is one.
#[must_use]
pub fn of_answer(status: u16, body: &[u8]) -> Option<NetError> {
    if !matches!(status, 502 | 504) {
        return None;
    }
    let body: Body = serde_json::from_slice(body).ok()?;
    Some(body.fault.into_error())
}

/// The words for people in a bridge's own refusal; empty when it says none.
#[must_use]
pub fn words(body: &[u8]) -> String {
    let body: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    body.and_then(|b| b["message"].as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Close code and reason for a websocket that could not be opened or broke.
#[must_use]
pub fn close(error: &NetError) -> (u16, String) {
    let Some(mut fault) = Fault::of(error) else {
        let NetError::Refused { status, body } = error else {
            return (4502, String::new());
        };
        let code = 4000 + (*status).clamp(OWN - 4000, 999);
        return (code, cut(body, REASON).to_owned());
    };
    let text = |fault: &Fault| serde_json::to_string(fault).unwrap_or_default();
    let long = text(&fault).len().saturating_sub(REASON);
    if long > 0 {
        fault.shorten(long);
    }
    // What was escaped may still be too long; then the words go.
    if text(&fault).len() > REASON {
        fault.shorten(usize::MAX);
    }
    (4000 + status(error), text(&fault))
}

/// The error that a close frame of a bridge hands on; none for a provider's own.
#[must_use]
pub fn of_close(code: u16, reason: &str) -> Option<NetError> {
    if !(OWN..5000).contains(&code) {
        return None;
    }
    let refused = || NetError::Refused {
        status: code - 4000,
        body: reason.to_owned(),
    };
    let fault = serde_json::from_str::<Fault>(reason);
    Some(fault.map_or_else(|_| refused(), Fault::into_error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<NetError> {
        let host = || "provider.example".to_owned();
        vec![
            NetError::Unreachable {
                host: host(),
                reason: "connection refused".into(),
            },
            NetError::Timeout { host: host() },
            NetError::Certificate { host: host() },
            NetError::Address("ftp://x".into()),
            NetError::Broken("reset".into()),
        ]
    }

    #[test]
    fn errors_arrive_as_they_left() {
        for error in all() {
            let (status, body) = answer(&error);
            assert_eq!(of_answer(status, &body), Some(error.clone()));
            let (code, reason) = close(&error);
            assert_eq!(code, 4000 + status);
            assert_eq!(of_close(code, &reason), Some(error));
        }
    }

    #[test]
    fn refusals_keep_status_and_words() {
        let error = NetError::Refused {
            status: 401,
            body: "unauthorized access".into(),
        };
        assert_eq!(answer(&error), (401, b"unauthorized access".to_vec()));
        let (code, reason) = close(&error);
        assert_eq!((code, of_close(code, &reason)), (4401, Some(error)));
    }

    #[test]
    fn a_providers_own_answers_are_left_alone() {
        assert_eq!(of_close(4001, "kube: lease not found"), None);
        assert_eq!(of_close(1001, ""), None);
        assert_eq!(of_answer(502, b"<html>bad gateway"), None);
        assert_eq!(
            of_answer(422, br#"{"message":"m","fault":"broken","reason":"r"}"#),
            None
        );
    }

    #[test]
    fn a_reason_fits_into_a_close_frame() {
        for long in ["ä".repeat(300), "\u{1}".repeat(300), "x".repeat(300)] {
            let broken = NetError::Broken(long.clone());
            let refused = NetError::Refused {
                status: 500,
                body: long,
            };
            for error in [broken, refused] {
                let (code, reason) = close(&error);
                assert!(reason.len() <= REASON, "{reason}");
                assert!(of_close(code, &reason).is_some());
            }
        }
    }
}
