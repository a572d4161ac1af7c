//! Keys that a person brings along: words, raw keys, armors.

use contract::KeySource;
use vault::{AccountError, Colour, HdPath, KeyId, Name, OsEntropy, Secret, UnlockedVault, Words};

use crate::error::{self, Result, said};

/// A derivation path as typed.
pub(super) fn parse_path(text: &str) -> Result<HdPath> {
    text.parse().map_err(|e| {
        said(e).hint("Such as m/44'/118'/0'/0/1: Cosmos wallets count the last number up.")
    })
}

/// Adds the account of a key that a person brings along.
pub(super) fn add_key(
    open: &mut UnlockedVault,
    source: &KeySource,
    name: Name,
    colour: Colour,
    rng: &mut OsEntropy,
) -> Result<KeyId> {
    match source {
        KeySource::Words {
            words,
            passphrase,
            path,
        } => {
            let path = match path.as_deref().map(str::trim).filter(|p| !p.is_empty()) {
                Some(path) => parse_path(path)?,
                None => HdPath::cosmos(0, 0).map_err(error::internal)?,
            };
            let words = Words::import(&words.0, &passphrase.0).map_err(error::words)?;
            let known = open.find_words(&words);
            let seed = match known {
                Some(seed) => seed,
                None => open.add_imported_words(&words, rng).map_err(said)?,
            };
            let added = open.add_derived(seed, path, name, colour, rng);
            if added.is_err() && known.is_none() {
                // The words came for this account alone.
                open.remove_words(seed).map_err(error::internal)?;
            }
            added.map_err(said)
        }
        KeySource::Hex { key } => open
            .add_hex(&Secret::new(key.0.trim().to_owned()), name, colour, rng)
            .map_err(|e| match e {
                AccountError::Key(_) => error::invalid("This is no private key.")
                    .safe("Nothing was kept of what you typed.")
                    .hint("A key has 64 hex digits."),
                e => said(e),
            }),
        KeySource::Armor { text, password } => {
            let typed = Secret::new(password.0.clone());
            open.import_armor(&text.0, &typed, name, colour, rng)
                .map_err(|e| said(e).safe("Nothing was kept of what you typed."))
        }
    }
}
