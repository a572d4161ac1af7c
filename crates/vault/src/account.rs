//! Accounts: what may be known of them without a key.

use std::fmt;

use serde::{Deserialize, Serialize};
use types::{Address, UnixMillis};

use crate::id::{KeyId, SeedId};
use crate::keys::{HdPath, PublicKey, WordCount};

/// The text can't be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 40 visible characters")]
pub struct NameError;

/// A name given by a person to an account or a vault: 1 to 40 characters, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// Checks and trims a name.
    ///
    /// # Errors
    /// [`NameError`] when it is empty, longer than 40 characters or holds control or
    /// direction-changing characters (which could disguise another name).
    pub fn new(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        let hidden = |c: char| {
            c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        };
        if text.is_empty() || text.chars().count() > 40 || text.chars().any(hidden) {
            return Err(NameError);
        }
        Ok(Self(text.into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::new(&text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The colour by which a person tells accounts apart; the palette's number, from 0 to 11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Colour(u8);

/// The palette has twelve colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the palette has the colours 0 to 11")]
pub struct ColourError;

impl TryFrom<u8> for Colour {
    type Error = ColourError;
    fn try_from(number: u8) -> Result<Self, ColourError> {
        if number < 12 {
            Ok(Self(number))
        } else {
            Err(ColourError)
        }
    }
}

impl From<Colour> for u8 {
    fn from(colour: Colour) -> Self {
        colour.0
    }
}

/// Where an account's key comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// Derived from words in this vault.
    Derived {
        /// Which words.
        seed: SeedId,
        /// At which path.
        path: HdPath,
    },
    /// A single key imported as hex or armor.
    Imported,
    /// No key at all: balances and deployments are shown, nothing is signed.
    WatchOnly,
}

/// Shown or kept out of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// In every list.
    #[default]
    Shown,
    /// Only in the accounts screen.
    Hidden,
}

/// An account of a vault; everything here can be read while the vault is locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Names the account and its key.
    pub id: KeyId,
    /// The person's name for it.
    pub name: Name,
    /// The person's colour for it.
    pub colour: Colour,
    /// The account's address on every Akash network.
    pub address: Address,
    /// The public key; absent for a watch-only account whose key was never seen.
    pub public_key: Option<PublicKey>,
    /// Where the key comes from.
    pub origin: Origin,
    /// Shown or hidden.
    pub visibility: Visibility,
}

impl Account {
    /// What this account can put its name under.
    #[must_use]
    pub const fn capability(&self) -> Capability {
        match self.origin {
            Origin::WatchOnly => Capability::Nothing,
            Origin::Derived { .. } | Origin::Imported => Capability::Everything,
        }
    }
}

/// What an account's signer can sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// Transactions (direct and amino), off-chain texts and provider tokens.
    Everything,
    /// Nothing: the key is not here.
    Nothing,
}

/// Whether a person has shown that the words are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum BackupState {
    /// Not yet; money should not come in.
    Unchecked,
    /// Three words were answered rightly.
    Checked {
        /// When.
        at: UnixMillis,
    },
    /// The words were typed in by the person at import, so they exist outside.
    Imported,
}

impl BackupState {
    /// True when the words are known to exist outside this vault.
    #[must_use]
    pub const fn is_safe(self) -> bool {
        !matches!(self, Self::Unchecked)
    }
}

/// A set of words in the vault, without the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeedInfo {
    /// Names the words.
    pub id: SeedId,
    /// How many words.
    pub count: WordCount,
    /// Whether a passphrase belongs to them.
    pub has_passphrase: bool,
    /// Whether they are written down.
    pub backup: BackupState,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_visible_text() {
        assert_eq!(Name::new("  Main ").unwrap().as_str(), "Main");
        for bad in ["", "   ", "a\nb", "a\u{202e}b", &"x".repeat(41)] {
            assert_eq!(Name::new(bad), Err(NameError), "{bad:?}");
        }
        assert!(Name::new(&"é".repeat(40)).is_ok());
    }

    #[test]
    fn colours_end_at_eleven() {
        assert!(Colour::try_from(11).is_ok());
        assert_eq!(Colour::try_from(12), Err(ColourError));
        assert!(serde_json::from_str::<Colour>("12").is_err());
    }

    #[test]
    fn only_checked_or_imported_words_are_safe() {
        assert!(!BackupState::Unchecked.is_safe());
        assert!(BackupState::Imported.is_safe());
        assert!(BackupState::Checked { at: UnixMillis(1) }.is_safe());
    }
}
