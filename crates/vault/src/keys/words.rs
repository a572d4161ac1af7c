//! Recovery words (BIP39).

use std::fmt;

use bip39::{Language, Mnemonic};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::entropy::{Entropy, EntropyError};
use crate::secret::Secret;

/// How many words a phrase has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WordCount {
    /// 12 words: 128 bits.
    Twelve,
    /// 15 words: 160 bits.
    Fifteen,
    /// 18 words: 192 bits.
    Eighteen,
    /// 21 words: 224 bits.
    TwentyOne,
    /// 24 words: 256 bits.
    TwentyFour,
}

impl WordCount {
    /// The number of words.
    #[must_use]
    pub const fn words(self) -> usize {
        match self {
            Self::Twelve => 12,
            Self::Fifteen => 15,
            Self::Eighteen => 18,
            Self::TwentyOne => 21,
            Self::TwentyFour => 24,
        }
    }

    /// The count for a number of words, if BIP39 has it.
    #[must_use]
    pub const fn of(words: usize) -> Option<Self> {
        match words {
            12 => Some(Self::Twelve),
            15 => Some(Self::Fifteen),
            18 => Some(Self::Eighteen),
            21 => Some(Self::TwentyOne),
            24 => Some(Self::TwentyFour),
            _ => None,
        }
    }
}

/// Why a text is not a recovery phrase. It never holds what was typed, only where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// BIP39 knows 12, 15, 18, 21 and 24 words.
    #[error("a phrase has 12, 15, 18, 21 or 24 words, this one has {0}")]
    Count(usize),
    /// A word is in no list. Positions count from one.
    #[error("word {position} is not in the word list")]
    Unknown {
        /// Which word, from one.
        position: usize,
    },
    /// All words exist, but the last one does not fit the others: one is wrong or two are swapped.
    #[error(
        "all words exist, but they don't belong together: the last word {position} doesn't fit, so one is wrong or two are swapped"
    )]
    Checksum {
        /// The position of the word that carries the checksum, from one.
        position: usize,
    },
    /// There was no randomness to make words from.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// A valid recovery phrase with its optional passphrase.
pub struct Words {
    phrase: Secret<String>,
    passphrase: Secret<String>,
    count: WordCount,
}

impl Words {
    /// Makes new English words without a passphrase.
    ///
    /// # Errors
    /// [`WordsError::Entropy`] when there is no randomness.
    pub fn generate(count: WordCount, entropy: &mut dyn Entropy) -> Result<Self, WordsError> {
        let mut bytes = Zeroizing::new([0; 32]);
        let used = &mut bytes[..count.words() / 3 * 4];
        entropy.fill(used)?;
        let mnemonic = Mnemonic::from_entropy_in(Language::English, used)
            .map_err(|_| WordsError::Count(count.words()))?;
        Ok(Self::from_mnemonic(&mnemonic, count, ""))
    }

    /// Takes words in English or another BIP39 list, in any case and spacing.
    ///
    /// # Errors
    /// [`WordsError`] with the position of the word that is wrong.
    pub fn import(text: &str, passphrase: &str) -> Result<Self, WordsError> {
        let mut clean = Zeroizing::new(String::with_capacity(text.len() * 4 + 32));
        for (at, word) in text.split_whitespace().enumerate() {
            if at > 0 {
                clean.push(' ');
            }
            clean.extend(word.nfkd().flat_map(char::to_lowercase));
        }
        let number = clean.split(' ').filter(|w| !w.is_empty()).count();
        let count = WordCount::of(number).ok_or(WordsError::Count(number))?;
        let english = match Mnemonic::parse_in(Language::English, clean.as_str()) {
            Ok(mnemonic) => return Ok(Self::from_mnemonic(&mnemonic, count, passphrase)),
            Err(error) => problem(&error, count),
        };
        let mut furthest = english;
        for language in Language::ALL.iter().filter(|l| **l != Language::English) {
            match Mnemonic::parse_in(*language, clean.as_str()) {
                // Lists that share words give the same text, hence the same seed.
                Ok(mnemonic) => return Ok(Self::from_mnemonic(&mnemonic, count, passphrase)),
                Err(error) => furthest = further(furthest, problem(&error, count)),
            }
        }
        Err(furthest)
    }

    fn from_mnemonic(mnemonic: &Mnemonic, count: WordCount, passphrase: &str) -> Self {
        let mut phrase = String::with_capacity(24 * 36);
        for (at, word) in mnemonic.words().enumerate() {
            if at > 0 {
                phrase.push(' ');
            }
            phrase.push_str(word);
        }
        let mut normal = String::with_capacity(passphrase.len() * 4);
        normal.extend(passphrase.nfkd());
        Self {
            phrase: Secret::new(phrase),
            passphrase: Secret::new(normal),
            count,
        }
    }

    /// How many words there are.
    #[must_use]
    pub const fn count(&self) -> WordCount {
        self.count
    }

    /// True when a passphrase ("25th word") belongs to the words.
    #[must_use]
    pub fn has_passphrase(&self) -> bool {
        !self.passphrase.expose().is_empty()
    }

    /// Shows the words, for the screen that writes them down and for nothing else.
    pub fn expose(&self) -> impl Iterator<Item = &str> {
        self.phrase.expose().split(' ')
    }

    /// Shows the passphrase, for the same screen.
    #[must_use]
    pub fn expose_passphrase(&self) -> &str {
        self.passphrase.expose()
    }

    /// The BIP39 seed: PBKDF2-HMAC-SHA512 with 2,048 rounds.
    pub(crate) fn seed(&self) -> Zeroizing<[u8; 64]> {
        let mut salt = Zeroizing::new(String::with_capacity(self.passphrase.expose().len() + 8));
        salt.push_str("mnemonic");
        salt.push_str(self.passphrase.expose());
        let mut seed = Zeroizing::new([0; 64]);
        pbkdf2::pbkdf2_hmac::<sha2::Sha512>(
            self.phrase.expose().as_bytes(),
            salt.as_bytes(),
            2048,
            seed.as_mut(),
        );
        seed
    }

    /// Phrase and passphrase in one sealed record: a zero byte lies between them.
    pub(crate) fn to_record(&self) -> Zeroizing<Vec<u8>> {
        let (phrase, pass) = (self.phrase.expose(), self.passphrase.expose());
        let mut out = Zeroizing::new(Vec::with_capacity(phrase.len() + pass.len() + 1));
        out.extend_from_slice(phrase.as_bytes());
        out.push(0);
        out.extend_from_slice(pass.as_bytes());
        out
    }

    /// Reads what [`Words::to_record`] wrote.
    pub(crate) fn from_record(record: &[u8]) -> Option<Self> {
        let split = record.iter().position(|b| *b == 0)?;
        let phrase = std::str::from_utf8(&record[..split]).ok()?;
        let passphrase = std::str::from_utf8(&record[split + 1..]).ok()?;
        Self::import(phrase, passphrase).ok()
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({} words, redacted)", self.count.words())
    }
}

fn problem(error: &bip39::Error, count: WordCount) -> WordsError {
    match error {
        bip39::Error::UnknownWord(index) => WordsError::Unknown {
            position: index + 1,
        },
        bip39::Error::BadWordCount(number) => WordsError::Count(*number),
        _ => WordsError::Checksum {
            position: count.words(),
        },
    }
}

/// Of two reasons the one whose list fitted longer: that list is the one that was meant.
fn further(a: WordsError, b: WordsError) -> WordsError {
    let reach = |e: &WordsError| match e {
        WordsError::Unknown { position } => *position,
        WordsError::Checksum { .. } => usize::MAX,
        _ => 0,
    };
    if reach(&b) > reach(&a) { b } else { a }
}

/// English words that begin with `prefix`, at most `limit`, for completion while typing.
#[must_use]
pub fn suggest(prefix: &str, limit: usize) -> Vec<&'static str> {
    if prefix.is_empty() {
        return Vec::new();
    }
    Language::English
        .words_by_prefix_iter(&prefix.to_lowercase())
        .take(limit)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;

    fn about() -> String {
        format!("{}about", "abandon ".repeat(11))
    }

    #[test]
    fn makes_every_length() {
        for number in [12, 15, 18, 21, 24] {
            let count = WordCount::of(number).unwrap();
            let words = Words::generate(count, &mut TestEntropy(3)).unwrap();
            let text: Vec<_> = words.expose().collect();
            assert_eq!(text.len(), number);
            assert!(Words::import(&text.join(" "), "").is_ok());
        }
        assert!(WordCount::of(13).is_none());
    }

    #[test]
    fn names_the_wrong_word() {
        let wrong = about().replace("about", "abuot");
        assert_eq!(
            Words::import(&wrong, "").unwrap_err(),
            WordsError::Unknown { position: 12 }
        );
        assert_eq!(
            Words::import(&"abandon ".repeat(12), "").unwrap_err(),
            WordsError::Checksum { position: 12 }
        );
        assert_eq!(
            Words::import("abandon about", "").unwrap_err(),
            WordsError::Count(2)
        );
        assert_eq!(Words::import("", "").unwrap_err(), WordsError::Count(0));
    }

    #[test]
    fn takes_case_and_spacing_as_they_come() {
        let messy = about().to_uppercase().replace(' ', "\n  ");
        let words = Words::import(&messy, "").unwrap();
        assert_eq!(words.seed(), Words::import(&about(), "").unwrap().seed());
    }

    #[test]
    fn a_passphrase_changes_the_seed_and_survives_the_record() {
        let with = Words::import(&about(), "TREZOR").unwrap();
        assert_ne!(with.seed(), Words::import(&about(), "").unwrap().seed());
        let back = Words::from_record(&with.to_record()).unwrap();
        assert_eq!(back.seed(), with.seed());
        assert!(back.has_passphrase());
        assert!(hex::encode(with.seed()).starts_with("c55257c360c07c72029aebc1b53c05ed"));
    }

    #[test]
    fn debug_shows_no_word() {
        let words = Words::import(&about(), "").unwrap();
        assert_eq!(format!("{words:?}"), "Words(12 words, redacted)");
    }

    #[test]
    fn completes_words() {
        assert_eq!(suggest("aban", 5), ["abandon"]);
        assert_eq!(suggest("", 5), Vec::<&str>::new());
        assert_eq!(suggest("a", 3).len(), 3);
    }
}
