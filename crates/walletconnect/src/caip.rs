//! Chains and accounts as CAIP-2 and CAIP-10 write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The text names no chain or account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no chain or account of CAIP-2 or CAIP-10")]
pub struct CaipError;

/// A chain, such as `cosmos:akashnet-2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChainRef {
    namespace: String,
    reference: String,
}

fn within(text: &str, least: usize, most: usize, extra: &str) -> bool {
    (least..=most).contains(&text.len())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
}

impl ChainRef {
    /// The Cosmos chain with this chain id.
    ///
    /// # Errors
    /// [`CaipError`] when the id is longer than 32 characters or holds others than CAIP-2 allows.
    pub fn cosmos(chain_id: &str) -> Result<Self, CaipError> {
        format!("cosmos:{chain_id}").parse()
    }

    /// The part before the colon.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The part after the colon; for Cosmos the chain id.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }
}

impl FromStr for ChainRef {
    type Err = CaipError;
    fn from_str(text: &str) -> Result<Self, CaipError> {
        let (namespace, reference) = text.split_once(':').ok_or(CaipError)?;
        if !within(namespace, 3, 8, "-") || !within(reference, 1, 32, "-_") {
            return Err(CaipError);
        }
        Ok(Self {
            namespace: namespace.into(),
            reference: reference.into(),
        })
    }
}

/// An account on a chain, such as `cosmos:akashnet-2:akash1…`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountRef {
    /// The chain.
    pub chain: ChainRef,
    /// The address on it.
    pub address: String,
}

impl FromStr for AccountRef {
    type Err = CaipError;
    fn from_str(text: &str) -> Result<Self, CaipError> {
        let (chain, address) = text.rsplit_once(':').ok_or(CaipError)?;
        if !within(address, 1, 128, "-.%") {
            return Err(CaipError);
        }
        Ok(Self {
            chain: chain.parse()?,
            address: address.into(),
        })
    }
}

impl fmt::Display for ChainRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.namespace, self.reference)
    }
}

impl fmt::Display for AccountRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.chain, self.address)
    }
}

impl TryFrom<String> for ChainRef {
    type Error = CaipError;
    fn try_from(text: String) -> Result<Self, CaipError> {
        text.parse()
    }
}

impl TryFrom<String> for AccountRef {
    type Error = CaipError;
    fn try_from(text: String) -> Result<Self, CaipError> {
        text.parse()
    }
}

impl From<ChainRef> for String {
    fn from(chain: ChainRef) -> Self {
        chain.to_string()
    }
}

impl From<AccountRef> for String {
    fn from(account: AccountRef) -> Self {
        account.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let chain = ChainRef::cosmos("akashnet-2").unwrap();
        assert_eq!(chain.to_string(), "cosmos:akashnet-2");
        let account: AccountRef = "cosmos:akashnet-2:akash1abc".parse().unwrap();
        assert_eq!(
            (account.chain.clone(), account.address.as_str()),
            (chain, "akash1abc")
        );
        assert_eq!(account.to_string(), "cosmos:akashnet-2:akash1abc");
    }

    #[test]
    fn refuses_other_texts() {
        for text in ["", "cosmos", "co:x", "cosmos:", "cosmos:a b", "a:b:c"] {
            assert!(text.parse::<ChainRef>().is_err(), "{text}");
        }
        assert!(ChainRef::cosmos(&"a".repeat(33)).is_err());
        assert!("cosmos:a".parse::<AccountRef>().is_err());
        assert!("cosmos:a:<b>".parse::<AccountRef>().is_err());
    }
}
