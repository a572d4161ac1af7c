//! The gate a new password passes.

use std::collections::BTreeSet;

use crate::secret::Password;

/// Why a password is too easy to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Twelve characters are the least.
    #[error("a password has at least 12 characters; four plain words do well")]
    Short,
    /// Few different characters, or a run such as `abcdefgh` or `123456`.
    #[error("this password repeats itself or counts up; four plain words do better")]
    Pattern,
}

/// A password that passed the gate; only such a one can lock a vault.
#[derive(Debug)]
pub struct StrongPassword(Password);

impl StrongPassword {
    /// Checks length (12 characters) and that it is no repetition or run.
    ///
    /// # Errors
    /// [`WeakPassword`] says what to do about it.
    pub fn new(password: Password) -> Result<Self, WeakPassword> {
        let chars: Vec<char> = password.text().chars().collect();
        if chars.len() < 12 {
            return Err(WeakPassword::Short);
        }
        let distinct: BTreeSet<_> = chars.iter().collect();
        let step = |pair: &[char]| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]));
        let regular = chars
            .windows(2)
            .filter(|pair| (-1..=1).contains(&step(pair)))
            .count();
        if distinct.len() < 5 || regular * 2 > chars.len() {
            return Err(WeakPassword::Pattern);
        }
        Ok(Self(password))
    }

    /// The password itself.
    #[must_use]
    pub const fn password(&self) -> &Password {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<(), WeakPassword> {
        StrongPassword::new(Password::new(text)).map(|_| ())
    }

    #[test]
    fn long_and_varied_passes() {
        assert_eq!(check("correct horse 1"), Ok(()));
        assert_eq!(check("übermütige Kühe"), Ok(()));
    }

    #[test]
    fn short_or_regular_is_refused() {
        assert_eq!(check("Tr0ub4dor&3"), Err(WeakPassword::Short));
        assert_eq!(check("aaaaaaaaaaaaaaaa"), Err(WeakPassword::Pattern));
        assert_eq!(check("abcdefghijklmnop"), Err(WeakPassword::Pattern));
        assert_eq!(check("1234567890987654321"), Err(WeakPassword::Pattern));
        assert_eq!(check("abababababababab"), Err(WeakPassword::Pattern));
    }
}
