//! What the relay sends.

use serde_json::{Value, json};

use super::RelayId;
use crate::{PeerError, Topic};

/// A message from a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The mailbox.
    pub topic: Topic,
    /// The sealed message.
    pub message: String,
    /// What a third party says about who published it (Verify API).
    pub attestation: Option<String>,
}

/// A frame, read.
#[derive(Debug, Clone, PartialEq)]
pub enum RelayFrame {
    /// A message; `answer` is the frame that acknowledges it.
    Delivered {
        /// The message.
        delivery: Delivery,
        /// What to send back.
        answer: String,
    },
    /// The answer to a call of ours.
    Answer {
        /// The call's id.
        id: RelayId,
        /// Whether it was done.
        outcome: Result<(), PeerError>,
    },
    /// The relay refuses us as a whole: wrong project, origin or token.
    Refused(PeerError),
    /// Nothing that concerns us.
    Other,
}

impl RelayFrame {
    /// Reads a frame. What can't be read is [`RelayFrame::Other`]: the relay is not trusted to be sane.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let Ok(value) = serde_json::from_str::<Value>(text) else {
            return Self::Other;
        };
        if value["method"] == "irn_subscription" {
            return delivered(&value).unwrap_or(Self::Other);
        }
        let error = value
            .get("error")
            .filter(|e| !e.is_null())
            .map(|error| PeerError {
                code: error["code"].as_i64().unwrap_or_default(),
                message: error["message"]
                    .as_str()
                    .unwrap_or_default()
                    .chars()
                    .take(200)
                    .collect(),
            });
        match (RelayId::parse(&value["id"]), error) {
            (_, Some(error)) if error.code == 3000 => Self::Refused(error),
            (Some(id), Some(error)) => Self::Answer {
                id,
                outcome: Err(error),
            },
            (Some(id), None) if value.get("result").is_some() => Self::Answer {
                id,
                outcome: Ok(()),
            },
            _ => Self::Other,
        }
    }
}

fn delivered(value: &Value) -> Option<RelayFrame> {
    let data = &value["params"]["data"];
    let delivery = Delivery {
        topic: data["topic"].as_str()?.parse().ok()?,
        message: data["message"].as_str()?.to_owned(),
        attestation: data["attestation"].as_str().map(str::to_owned),
    };
    let answer = json!({"id": value["id"], "jsonrpc": "2.0", "result": true}).to_string();
    Some(RelayFrame::Delivered { delivery, answer })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_are_acknowledged_with_their_own_id() {
        let topic = "84126d0dd850199be29021aadbaee68cb9199047b1cb7ec9894ddb1e3562783c";
        let frame = json!({"id": 12, "jsonrpc": "2.0", "method": "irn_subscription", "params": {
            "id": "s", "data": {"topic": topic, "message": "m", "attestation": null, "tag": 1}}});
        let RelayFrame::Delivered { delivery, answer } = RelayFrame::parse(&frame.to_string())
        else {
            panic!("a delivery");
        };
        assert_eq!(
            (delivery.topic.to_string(), delivery.attestation),
            (topic.into(), None)
        );
        assert_eq!(answer, r#"{"id":12,"jsonrpc":"2.0","result":true}"#);
    }

    #[test]
    fn nonsense_is_nothing() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"id":null}"#,
            r#"{"method":"irn_subscription"}"#,
        ] {
            assert_eq!(RelayFrame::parse(text), RelayFrame::Other, "{text}");
        }
        let refused = r#"{"id":0,"error":{"code":3000,"message":"Project not found"}}"#;
        assert!(matches!(RelayFrame::parse(refused), RelayFrame::Refused(_)));
        let done = r#"{"id":"5","jsonrpc":"2.0","result":"abc"}"#;
        assert!(matches!(
            RelayFrame::parse(done),
            RelayFrame::Answer {
                outcome: Ok(()),
                ..
            }
        ));
    }
}
