//! Chain ids.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The id that a chain's signatures are bound to, such as `akashnet-2`; 1 to 50 printable characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChainId(String);

/// The text can't be a chain id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a chain id has 1 to 50 letters, digits and - . _, not {0:?}")]
pub struct ChainIdError(String);

impl ChainId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ChainId {
    type Err = ChainIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
        if fits && (1..=50).contains(&text.len()) {
            Ok(Self(text.into()))
        } else {
            Err(ChainIdError(text.into()))
        }
    }
}

impl TryFrom<String> for ChainId {
    type Error = ChainIdError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ChainId> for String {
    fn from(id: ChainId) -> Self {
        id.0
    }
}

impl fmt::Display for ChainId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_chain_ids() {
        assert!("akashnet-2".parse::<ChainId>().is_ok());
        for bad in ["", "a b", &"x".repeat(51)] {
            assert!(bad.parse::<ChainId>().is_err());
        }
    }
}
