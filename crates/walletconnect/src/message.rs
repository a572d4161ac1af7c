//! What is inside an envelope: JSON-RPC between the two sides.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The largest integer that JavaScript keeps.
const LARGEST: u64 = (1 << 53) - 1;

/// Id of a request between the two sides: a JSON number that grows with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RpcId(u64);

impl RpcId {
    /// The id with this number, where JavaScript would keep it.
    #[must_use]
    pub const fn new(number: u64) -> Option<Self> {
        if number == 0 || number > LARGEST {
            None
        } else {
            Some(Self(number))
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The next id after `last`, at `millis` with three random digits.
    pub(crate) fn after(last: u64, millis: u64, random: u16) -> Self {
        let usual = millis * 1000 + u64::from(random % 1000);
        Self(usual.max(last + 1).min(LARGEST))
    }
}

impl fmt::Display for RpcId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a message can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// Not JSON, or nested too deep.
    #[error("the message is not JSON")]
    Json,
    /// No usable id.
    #[error("the message has no usable id")]
    Id,
    /// Neither a request nor an answer.
    #[error("the message is neither a request nor an answer")]
    Kind,
}

/// An error that one side answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message} ({code})")]
pub struct PeerError {
    /// The code; [`crate::Reason`] has those of the protocol.
    pub code: i64,
    /// The text, cut at 300 characters.
    pub message: String,
}

impl PeerError {
    /// Whether this is how wallets say that the person said no.
    #[must_use]
    pub fn is_rejection(&self) -> bool {
        matches!(self.code, 5000..=5003 | 4001 | 12001)
            || (self.code == 1 && self.message.to_lowercase().contains("reject"))
    }
}

impl From<crate::Reason> for PeerError {
    fn from(reason: crate::Reason) -> Self {
        Self {
            code: reason.code(),
            message: reason.text().into(),
        }
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub enum PeerMessage {
    /// Asks for something.
    Request {
        /// Its id.
        id: RpcId,
        /// Name of the method.
        method: String,
        /// Parameters; null when there are none.
        params: Value,
    },
    /// Answers a request.
    Answer {
        /// Id of the request.
        id: RpcId,
        /// The result, or why there is none.
        outcome: Result<Value, PeerError>,
    },
}

impl PeerMessage {
    /// Reads a message.
    ///
    /// # Errors
    /// [`MessageError`].
    pub fn parse(text: &str) -> Result<Self, MessageError> {
        let mut value: Value = serde_json::from_str(text).map_err(|_| MessageError::Json)?;
        let id = value["id"]
            .as_u64()
            .and_then(RpcId::new)
            .ok_or(MessageError::Id)?;
        if let Some(method) = value["method"].as_str() {
            return Ok(Self::Request {
                id,
                method: method.to_owned(),
                params: value["params"].take(),
            });
        }
        let object = value.as_object_mut().ok_or(MessageError::Kind)?;
        if let Some(error) = object.get("error").filter(|e| !e.is_null()) {
            return Ok(Self::Answer {
                id,
                outcome: Err(peer_error(error)),
            });
        }
        let result = object.remove("result").ok_or(MessageError::Kind)?;
        Ok(Self::Answer {
            id,
            outcome: Ok(result),
        })
    }

    /// The message as text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Request { id, method, params } => {
                json!({"id": id, "jsonrpc": "2.0", "method": method, "params": params})
            }
            Self::Answer {
                id,
                outcome: Ok(result),
            } => json!({"id": id, "jsonrpc": "2.0", "result": result}),
            Self::Answer {
                id,
                outcome: Err(error),
            } => json!({"id": id, "jsonrpc": "2.0", "error": error}),
        }
        .to_string()
    }
}

fn peer_error(value: &Value) -> PeerError {
    let text = value["message"].as_str().or(value.as_str());
    PeerError {
        code: value["code"].as_i64().unwrap_or_default(),
        message: text
            .unwrap_or("no reason given")
            .chars()
            .take(300)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_there_and_back() {
        for text in [
            r#"{"id":7,"jsonrpc":"2.0","method":"wc_sessionPing","params":{}}"#,
            r#"{"id":7,"jsonrpc":"2.0","result":true}"#,
            r#"{"error":{"code":5000,"message":"no"},"id":7,"jsonrpc":"2.0"}"#,
        ] {
            let read = PeerMessage::parse(text).unwrap();
            assert_eq!(PeerMessage::parse(&read.text()).unwrap(), read);
        }
    }

    #[test]
    fn refuses_what_has_no_number_or_no_kind() {
        for (text, error) in [
            ("{", MessageError::Json),
            (r#"{"id":"7","result":1}"#, MessageError::Id),
            (r#"{"id":9007199254740992,"result":1}"#, MessageError::Id),
            (r#"{"id":7}"#, MessageError::Kind),
            ("[]", MessageError::Id),
        ] {
            assert_eq!(PeerMessage::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn ids_grow_though_the_clock_stands() {
        let first = RpcId::after(0, 1_700_000_000_000, 999);
        let second = RpcId::after(first.number(), 1_700_000_000_000, 1);
        assert!(second > first);
    }

    #[test]
    fn knows_how_wallets_say_no() {
        let error = |code, message: &str| PeerError {
            code,
            message: message.into(),
        };
        assert!(error(1, "Request rejected").is_rejection());
        assert!(error(5000, "").is_rejection());
        assert!(!error(1, "internal").is_rejection());
    }
}
