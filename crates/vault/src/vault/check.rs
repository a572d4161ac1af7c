//! The backup check: three words, asked by position.

use types::UnixMillis;

use super::record;
use super::unlocked::UnlockedVault;
use crate::account::BackupState;
use crate::entropy::{self, Entropy, EntropyError};
use crate::id::SeedId;
use crate::keys::Words;

/// Which three words are asked; positions count from one and rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupChallenge {
    /// The words that are asked about.
    pub seed: SeedId,
    /// The positions.
    pub positions: [usize; 3],
}

/// Why the backup counts as unchecked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// There are no such words.
    #[error("the vault has no such words")]
    NoSuchWords,
    /// No question was asked, or another one.
    #[error("ask for the three words first")]
    NotAsked,
    /// The word at this position is another one; three new positions must be asked.
    #[error("word {position} is another one")]
    Wrong {
        /// The position, from one.
        position: usize,
    },
    /// There was no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl UnlockedVault {
    /// Picks three positions to ask. The vault remembers them, so a caller can't choose.
    ///
    /// # Errors
    /// [`CheckError::NoSuchWords`] or no randomness.
    pub fn ask_backup(
        &mut self,
        seed: SeedId,
        entropy: &mut dyn Entropy,
    ) -> Result<BackupChallenge, CheckError> {
        let info = self.head.seed(seed).ok_or(CheckError::NoSuchWords)?;
        let count = info.count.words();
        let mut positions = Vec::with_capacity(3);
        while positions.len() < 3 {
            let [byte] = entropy::array::<1>(entropy)?;
            // A byte is cut to a multiple of the count, so that every position is as likely.
            let fair = usize::from(byte) < 256 / count * count;
            let position = usize::from(byte) % count + 1;
            if fair && !positions.contains(&position) {
                positions.push(position);
            }
        }
        positions.sort_unstable();
        let challenge = BackupChallenge {
            seed,
            positions: [positions[0], positions[1], positions[2]],
        };
        self.challenge = Some(challenge);
        Ok(challenge)
    }

    /// All words exist outside, as was just shown; those that were imported stay as they are.
    pub(crate) fn mark_checked(&mut self, now: UnixMillis) {
        for info in self.head.seeds.iter_mut().filter(|s| !s.backup.is_safe()) {
            info.backup = BackupState::Checked { at: now };
        }
    }

    /// Compares the three answers, in the order they were asked. The question is used up either way.
    ///
    /// # Errors
    /// [`CheckError::Wrong`] names the first wrong one.
    pub fn answer_backup(
        &mut self,
        answers: &[String; 3],
        now: UnixMillis,
    ) -> Result<(), CheckError> {
        let challenge = self.challenge.take().ok_or(CheckError::NotAsked)?;
        let words = self
            .get(&record::words(challenge.seed))
            .and_then(|bytes| Words::from_record(&bytes))
            .ok_or(CheckError::NoSuchWords)?;
        for (position, answer) in challenge.positions.into_iter().zip(answers) {
            let word = words.expose().nth(position - 1).unwrap_or_default();
            if word != answer.trim().to_lowercase() {
                return Err(CheckError::Wrong { position });
            }
        }
        for info in &mut self.head.seeds {
            if info.id == challenge.seed {
                info.backup = BackupState::Checked { at: now };
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;
    use crate::keys::WordCount;
    use crate::vault::testing;

    #[test]
    fn three_right_words_check_the_backup() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let words = Words::generate(WordCount::TwentyFour, &mut rng).unwrap();
        let seed = vault.add_generated_words(&words, &mut rng).unwrap();
        let now = UnixMillis(77);
        let none = [String::new(), String::new(), String::new()];
        assert_eq!(vault.answer_backup(&none, now), Err(CheckError::NotAsked));
        let challenge = vault.ask_backup(seed, &mut rng).unwrap();
        assert!(challenge.positions.windows(2).all(|p| p[0] < p[1]));
        let mut answers = challenge
            .positions
            .map(|p| words.expose().nth(p - 1).unwrap().to_uppercase());
        vault.answer_backup(&answers, now).unwrap();
        let state = vault.head().seed(seed).unwrap().backup;
        assert_eq!(state, BackupState::Checked { at: now });
        vault.ask_backup(seed, &mut rng).unwrap();
        answers[1] = "zoo zoo".into();
        assert!(matches!(
            vault.answer_backup(&answers, now),
            Err(CheckError::Wrong { .. })
        ));
        assert_eq!(
            vault.answer_backup(&answers, now),
            Err(CheckError::NotAsked)
        );
    }
}
