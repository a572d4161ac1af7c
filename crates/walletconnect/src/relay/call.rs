//! Calls to the relay.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::method::FIVE_MINUTES;
use crate::{Method, Publishing, Topic};

/// Id of a call to the relay. It goes out as a string of digits and may come back as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelayId(u64);

impl RelayId {
    /// The id after `last`, at `millis` with random digits.
    pub(crate) fn after(last: Option<Self>, millis: u64, random: u32) -> Self {
        let usual = millis * 1_000_000 + u64::from(random % 1_000_000);
        Self(usual.max(last.map_or(0, |last| last.0 + 1)))
    }

    /// The id in an answer, be it a number or a string of digits.
    #[must_use]
    pub fn parse(value: &Value) -> Option<Self> {
        let text = value.as_str().and_then(|text| text.parse().ok());
        value.as_u64().or(text).map(Self)
    }
}

/// A call. What only serves the relay's statistics is never sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum RelayCall {
    /// Leaves a message in a mailbox.
    Publish {
        /// The mailbox.
        topic: Topic,
        /// The sealed message.
        message: String,
        /// Seconds that it is kept.
        ttl: u64,
        /// Its label.
        tag: u32,
        /// Whether the other side should be woken.
        prompt: bool,
    },
    /// Opens mailboxes.
    Subscribe {
        /// The mailboxes, at most 500.
        topics: Vec<Topic>,
    },
    /// Closes a mailbox.
    Unsubscribe {
        /// The mailbox.
        topic: Topic,
    },
    /// Opens the pairing's mailbox and leaves a proposal in it.
    Propose {
        /// The pairing.
        pairing: Topic,
        /// The sealed proposal.
        proposal: String,
    },
    /// Opens both mailboxes, leaves the answer in the pairing's and the settlement in the session's.
    Approve {
        /// The pairing.
        pairing: Topic,
        /// The session.
        session: Topic,
        /// The sealed answer to the proposal.
        answer: String,
        /// The sealed settlement.
        settlement: String,
    },
}

impl RelayCall {
    /// A message as a call.
    pub(crate) const fn publish(topic: Topic, message: String, how: Publishing) -> Self {
        Self::Publish {
            topic,
            message,
            ttl: how.ttl,
            tag: how.tag,
            prompt: how.prompt,
        }
    }

    /// The frame.
    #[must_use]
    pub fn frame(&self, id: RelayId) -> String {
        let (method, params) = match self {
            Self::Publish {
                topic,
                message,
                ttl,
                tag,
                prompt,
            } => (
                "irn_publish",
                json!({"topic": topic, "message": message, "ttl": ttl, "tag": tag, "prompt": prompt}),
            ),
            Self::Subscribe { topics } => match topics.as_slice() {
                [topic] => ("irn_subscribe", json!({"topic": topic})),
                _ => ("irn_batchSubscribe", json!({"topics": topics})),
            },
            // The relay knows a subscription by topic and client, the id is for its peace of mind.
            Self::Unsubscribe { topic } => {
                ("irn_unsubscribe", json!({"topic": topic, "id": topic}))
            }
            Self::Propose { pairing, proposal } => (
                "wc_proposeSession",
                json!({"pairingTopic": pairing, "sessionProposal": proposal, "ttl": FIVE_MINUTES,
                    "correlationId": id.0.to_string()}),
            ),
            Self::Approve {
                pairing,
                session,
                answer,
                settlement,
            } => (
                "wc_approveSession",
                json!({"pairingTopic": pairing, "sessionTopic": session,
                    "sessionProposalResponse": answer, "sessionSettlementRequest": settlement,
                    "ttl": FIVE_MINUTES, "correlationId": id.0.to_string()}),
            ),
        };
        json!({"id": id.0.to_string(), "jsonrpc": "2.0", "method": method, "params": params})
            .to_string()
    }

    /// The same in the older dialect, for a relay that refused the newer; empty when there is none.
    #[must_use]
    pub fn older(&self) -> Vec<Self> {
        match self {
            Self::Propose { pairing, proposal } => vec![
                Self::Subscribe {
                    topics: vec![*pairing],
                },
                Self::publish(*pairing, proposal.clone(), Method::SessionPropose.request()),
            ],
            Self::Approve {
                pairing,
                session,
                answer,
                settlement,
            } => vec![
                Self::Subscribe {
                    topics: vec![*session],
                },
                Self::publish(
                    *session,
                    settlement.clone(),
                    Method::SessionSettle.request(),
                ),
                Self::publish(
                    *pairing,
                    answer.clone(),
                    Method::SessionPropose.answer(false),
                ),
            ],
            _ => Vec::new(),
        }
    }

    /// Whether losing it loses something: subscriptions are made anew at each connection.
    pub(crate) const fn lasts(&self) -> bool {
        !matches!(self, Self::Subscribe { .. } | Self::Unsubscribe { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SymKey;

    #[test]
    fn ids_are_matched_as_number_and_as_text() {
        let id = RelayId::after(None, 1_795_490_166_279, 7);
        assert_eq!(RelayId::parse(&json!("1795490166279000007")), Some(id));
        assert_eq!(
            RelayId::parse(&json!(1_795_490_166_279_000_007_u64)),
            Some(id)
        );
        assert_eq!(RelayId::parse(&json!("7n")), None);
        assert!(RelayId::after(Some(id), 0, 0) > id);
    }

    #[test]
    fn the_newer_dialect_has_the_older_beside_it() {
        let topic = Topic::of(&SymKey::from_bytes([1; 32]));
        let call = RelayCall::Approve {
            pairing: topic,
            session: topic,
            answer: "a".into(),
            settlement: "s".into(),
        };
        let older = call.older();
        assert!(matches!(older[1], RelayCall::Publish { tag: 1102, .. }));
        assert!(matches!(older[2], RelayCall::Publish { tag: 1101, .. }));
        assert!(older.iter().all(|call| call.older().is_empty()));
    }
}
