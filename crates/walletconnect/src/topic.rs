//! Topics: the names of mailboxes at the relay.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::SymKey;

/// The text is not 64 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a topic is 64 hex digits")]
pub struct TopicError;

/// A mailbox at the relay: SHA-256 of the key that its messages are sealed under, as lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Topic([u8; 32]);

impl Topic {
    /// The topic of messages under `key`.
    #[must_use]
    pub fn of(key: &SymKey) -> Self {
        Self(Sha256::digest(key.expose()).into())
    }
}

impl FromStr for Topic {
    type Err = TopicError;
    fn from_str(text: &str) -> Result<Self, TopicError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| TopicError)?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Topic {
    type Error = TopicError;
    fn try_from(text: String) -> Result<Self, TopicError> {
        text.parse()
    }
}

impl From<Topic> for String {
    fn from(topic: Topic) -> Self {
        topic.to_string()
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Topic({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_hash_of_the_key() {
        let topic = Topic::of(&SymKey::from_bytes([0x55; 32]));
        let text = "84126d0dd850199be29021aadbaee68cb9199047b1cb7ec9894ddb1e3562783c";
        assert_eq!(topic.to_string(), text);
        assert_eq!(text.parse(), Ok(topic));
        assert_eq!("84".parse::<Topic>(), Err(TopicError));
    }
}
