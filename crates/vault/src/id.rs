//! Random 128-bit names for vaults, seeds, keys and requests.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::entropy::{self, Entropy, EntropyError};

/// The text is not 32 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is 32 hex digits")]
pub struct IdError;

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Random, so it says nothing about what it names. Its text is 32 lower-case hex digits.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 16]);

        impl $name {
            /// A fresh id.
            ///
            /// # Errors
            /// [`EntropyError`] when there is no randomness.
            pub fn random(entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
                Ok(Self(entropy::array(entropy)?))
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let mut bytes = [0; 16];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| IdError)?;
                Ok(Self(bytes))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

random_id!(
    /// Names a vault; also the name of its file.
    VaultId
);
random_id!(
    /// Names a set of words inside a vault.
    SeedId
);
random_id!(
    /// Names an account's key. Outside this crate a key is only ever named, never held.
    KeyId
);
random_id!(
    /// Names a way to open a vault (a password, a passkey, a device key).
    WrapId
);
random_id!(
    /// Names one approval request; an answer must carry it.
    RequestId
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;

    #[test]
    fn ids_round_trip_as_text() {
        let id = KeyId::random(&mut TestEntropy(1)).unwrap();
        assert_eq!(id.to_string().parse::<KeyId>().unwrap(), id);
        assert_eq!(
            serde_json::from_str::<KeyId>(&serde_json::to_string(&id).unwrap()).unwrap(),
            id
        );
        assert_eq!("zz".parse::<KeyId>(), Err(IdError));
    }
}
