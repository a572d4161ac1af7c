//! Account addresses: bech32 text with the prefix `akash` over 20 bytes (32 for module-derived ones).

use std::fmt;
use std::str::FromStr;

use bech32::{Bech32, Hrp};
use serde::{Deserialize, Serialize};

/// Prefix of account addresses on every Akash network.
const HRP: &str = "akash";

/// An account address such as `akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0`.
///
/// Keeps the canonical (lower-case) text; equality is equality of the account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// Why a text is not an account address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text is not bech32 or its checksum does not match.
    #[error("this is not an address: {0}")]
    NotBech32(String),
    /// The address belongs to another chain or is not an account.
    #[error("this address begins with {found}, not with akash")]
    Prefix {
        /// The prefix that was found.
        found: String,
    },
    /// The payload is neither 20 nor 32 bytes.
    #[error("an address holds 20 or 32 bytes, this one {0}")]
    Length(usize),
}

impl Address {
    /// Makes the address of an account from its 20 (or 32) bytes.
    ///
    /// # Errors
    /// [`AddressError::Length`] for any other length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AddressError> {
        if bytes.len() != 20 && bytes.len() != 32 {
            return Err(AddressError::Length(bytes.len()));
        }
        let hrp = Hrp::parse(HRP).map_err(|e| AddressError::NotBech32(e.to_string()))?;
        bech32::encode::<Bech32>(hrp, bytes)
            .map(Self)
            .map_err(|e| AddressError::NotBech32(e.to_string()))
    }

    /// The account bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        bech32::decode(&self.0)
            .map(|(_, data)| data)
            .unwrap_or_default()
    }

    /// The bech32 text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address cut in the middle for reading: first `head` and last `tail` characters.
    #[must_use]
    pub fn shortened(&self, head: usize, tail: usize) -> String {
        if self.0.len() <= head + tail {
            return self.0.clone();
        }
        format!("{}…{}", &self.0[..head], &self.0[self.0.len() - tail..])
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (hrp, data) =
            bech32::decode(text.trim()).map_err(|e| AddressError::NotBech32(e.to_string()))?;
        if !hrp.as_str().eq_ignore_ascii_case(HRP) {
            return Err(AddressError::Prefix {
                found: hrp.to_string(),
            });
        }
        // Re-encoding refuses bech32m, whose checksum `decode` also accepts.
        let address = Self::from_bytes(&data)?;
        if !address.0.eq_ignore_ascii_case(text.trim()) {
            return Err(AddressError::NotBech32(
                "the checksum is of another kind".into(),
            ));
        }
        Ok(address)
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

    #[test]
    fn reads_and_writes_an_address() {
        let address: Address = KNOWN.parse().unwrap();
        assert_eq!(address.to_bytes().len(), 20);
        assert_eq!(Address::from_bytes(&address.to_bytes()).unwrap(), address);
        assert_eq!(KNOWN.to_uppercase().parse::<Address>().unwrap(), address);
    }

    #[test]
    fn refuses_other_prefixes_and_broken_checksums() {
        assert!(matches!(
            "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4".parse::<Address>(),
            Err(AddressError::Prefix { .. })
        ));
        assert!(matches!(
            "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x1".parse::<Address>(),
            Err(AddressError::NotBech32(_))
        ));
        assert!(matches!(
            Address::from_bytes(&[0; 19]),
            Err(AddressError::Length(19))
        ));
    }

    #[test]
    fn cuts_in_the_middle() {
        let address: Address = KNOWN.parse().unwrap();
        assert_eq!(address.shortened(10, 6), "akash19rl4…3mq6x0");
    }

    #[test]
    fn refuses_a_bad_address_in_json() {
        assert!(serde_json::from_str::<Address>("\"akash1\"").is_err());
        let address: Address = KNOWN.parse().unwrap();
        assert_eq!(
            serde_json::to_string(&address).unwrap(),
            format!("\"{KNOWN}\"")
        );
    }
}
