//! What was entered, and whether it can be sent.

use contract::{Hidden, KeySource};

use crate::features::first_run::{tidy_words, words_complete};
use crate::kit::Verdict;

/// What a key comes as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyKind {
    /// Recovery words.
    #[default]
    Words,
    /// A raw private key.
    Hex,
    /// The armor of `akash keys export`.
    Armor,
}

impl KeyKind {
    /// Every kind, with its name in lists.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Words, "words", "Recovery words"),
        (Self::Hex, "hex", "Private key (hex)"),
        (Self::Armor, "armor", "Key file of akash keys export"),
    ];

    /// The kind of a value in a list.
    #[must_use]
    pub fn named(value: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(_, v, _)| *v == value);
        found.map(|(kind, _, _)| kind)
    }
}

/// What was entered, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyDraft {
    /// Recovery words.
    pub words: String,
    /// Whether a passphrase belongs to them.
    pub has_passphrase: bool,
    /// The passphrase.
    pub passphrase: String,
    /// Derivation path; empty for the usual one.
    pub path: String,
    /// Raw key.
    pub hex: String,
    /// Armored text.
    pub armor: String,
    /// Password of the armor.
    pub armor_password: String,
}

impl KeyDraft {
    /// What is sent, when it is complete.
    #[must_use]
    pub fn source(&self, kind: KeyKind) -> Option<KeySource> {
        match kind {
            KeyKind::Words => words_complete(&self.words).then(|| KeySource::Words {
                words: Hidden(tidy_words(&self.words)),
                passphrase: Hidden(if self.has_passphrase {
                    self.passphrase.clone()
                } else {
                    String::new()
                }),
                path: Some(self.path.trim().to_owned()).filter(|p| !p.is_empty()),
            }),
            KeyKind::Hex => {
                matches!(hex_verdict(&self.hex), Verdict::Good(_)).then(|| KeySource::Hex {
                    key: Hidden(self.hex.trim().to_owned()),
                })
            }
            KeyKind::Armor => {
                let complete = self.armor.contains("-----END") && !self.armor_password.is_empty();
                complete.then(|| KeySource::Armor {
                    text: Hidden(self.armor.clone()),
                    password: Hidden(self.armor_password.clone()),
                })
            }
        }
    }
}

/// What can be said of a raw key while it is typed.
#[must_use]
pub fn hex_verdict(text: &str) -> Verdict {
    let text = text.trim();
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if digits.is_empty() {
        Verdict::None
    } else if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        Verdict::Bad("A key has the digits 0 to 9 and a to f only.".into())
    } else if digits.len() > 64 {
        Verdict::Bad("A key has 64 digits; these are more.".into())
    } else if digits.len() < 64 {
        Verdict::Unfinished(format!("A key has 64 digits; these are {}.", digits.len()))
    } else {
        Verdict::Good("64 digits.".into())
    }
}

/// What can be said of an armor while it is typed.
#[must_use]
pub fn armor_verdict(text: &str) -> Verdict {
    let text = text.trim();
    if text.is_empty() {
        Verdict::None
    } else if "-----BEGIN".starts_with(text) {
        Verdict::Unfinished("Only its beginning is here.".into())
    } else if !text.starts_with("-----BEGIN") {
        Verdict::Bad("It begins with -----BEGIN TENDERMINT PRIVATE KEY-----.".into())
    } else if text.contains("-----END") {
        Verdict::Good("The whole text is here.".into())
    } else {
        Verdict::Unfinished("The line that begins with -----END is missing.".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_complete_entries_are_sent() {
        let mut draft = KeyDraft {
            words: ["abandon"; 12].join("  "),
            has_passphrase: false,
            passphrase: "left over".into(),
            path: " ".into(),
            ..KeyDraft::default()
        };
        let Some(KeySource::Words {
            passphrase, path, ..
        }) = draft.source(KeyKind::Words)
        else {
            panic!();
        };
        assert!(passphrase.0.is_empty() && path.is_none());
        draft.words.push_str(" abandon");
        assert!(draft.source(KeyKind::Words).is_none());
        draft.hex = "ab".repeat(32);
        assert!(draft.source(KeyKind::Hex).is_some());
        draft.armor = "-----BEGIN X-----\n-----END X-----".into();
        assert!(draft.source(KeyKind::Armor).is_none(), "no password yet");
        draft.armor_password = "pw".into();
        assert!(draft.source(KeyKind::Armor).is_some());
    }

    #[test]
    fn keys_and_armors_are_judged_when_they_can_be() {
        assert!(matches!(hex_verdict("0xab"), Verdict::Unfinished(_)));
        assert!(hex_verdict("xyz").is_bad());
        assert!(hex_verdict(&"a".repeat(65)).is_bad());
        assert!(armor_verdict("hello").is_bad());
        for text in ["-----BE", "-----BEGIN X-----"] {
            assert!(matches!(armor_verdict(text), Verdict::Unfinished(_)));
        }
        assert!(KeyKind::named("hex") == Some(KeyKind::Hex) && KeyKind::named("x").is_none());
    }
}
