//! Ways to open the vault, in words.

use contract::{LockKind, LockView};

/// What needs the password once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Add a passkey.
    Passkey,
    /// Add an entry of the system's keychain.
    Keychain,
    /// Make a new data key.
    NewKey,
}

impl Wish {
    /// Title of its sheet.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Passkey => "Add a passkey",
            Self::Keychain => "Add this machine's keychain",
            Self::NewKey => "Make a new data key",
        }
    }

    /// What it means.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Passkey => {
                "A finger, a face or a security key opens the vault in this browser. The password stays and opens it everywhere; if the passkey is deleted nothing is lost."
            }
            Self::Keychain => {
                "The system keeps a key that opens the vault while you are logged in. Whoever can use your login can open it; the password stays."
            }
            Self::NewKey => {
                "Everything in the vault is sealed anew. Old copies of the file open only what they held, and passkeys and keychain entries fall away; add them again afterwards."
            }
        }
    }

    /// What is said when it is done.
    #[must_use]
    pub const fn done(self) -> &'static str {
        match self {
            Self::Passkey => "The passkey opens the vault",
            Self::Keychain => "This machine's keychain opens the vault",
            Self::NewKey => "The vault has a new data key",
        }
    }

    /// The strong first words when it failed.
    #[must_use]
    pub const fn failed(self) -> &'static str {
        match self {
            Self::Passkey | Self::Keychain => "Not added.",
            Self::NewKey => "Not changed.",
        }
    }
}

/// A lock besides the password, with its name: passkeys are numbered when there are several.
#[must_use]
pub fn others(locks: &[LockView]) -> Vec<(LockView, String)> {
    let passkeys = count(locks, LockKind::Passkey);
    let mut number = 0;
    let name = |lock: &LockView| match lock.kind {
        LockKind::Password => None,
        LockKind::Keychain => Some("This machine's keychain".to_owned()),
        LockKind::Passkey if passkeys == 1 => Some("Passkey".to_owned()),
        LockKind::Passkey => {
            number += 1;
            Some(format!("Passkey {number}"))
        }
    };
    let named: Vec<_> = locks.iter().map(name).collect();
    locks
        .iter()
        .zip(named)
        .filter_map(|(lock, name)| Some((lock.clone(), name?)))
        .collect()
}

/// How many locks of a kind there are.
#[must_use]
pub fn count(locks: &[LockView], kind: LockKind) -> usize {
    locks.iter().filter(|lock| lock.kind == kind).count()
}

/// What wrong passwords cost.
#[must_use]
pub fn throttle_words(free: u32, longest: u32) -> String {
    format!(
        "{free} cost no wait. After that each one waits a second, then twice as long each time, up to {longest}\u{a0}s. A right one starts the count anew."
    )
}

/// What happens when the person leaves.
#[must_use]
pub const fn away_words(signals: bool) -> &'static str {
    if signals {
        "The vault locks before the machine sleeps and when the screen is locked."
    } else {
        "The vault locks after the machine slept. A locked screen is not told here: lock the vault yourself, or let the time above do it."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(kind: LockKind) -> LockView {
        LockView {
            id: String::new(),
            kind,
        }
    }

    fn names(kinds: &[LockKind]) -> Vec<String> {
        let locks: Vec<_> = kinds.iter().map(|k| lock(*k)).collect();
        others(&locks).into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn passkeys_are_numbered_when_there_are_several() {
        use LockKind::{Keychain, Passkey, Password};
        assert!(names(&[Password]).is_empty());
        assert_eq!(names(&[Password, Passkey]), ["Passkey"]);
        assert_eq!(
            names(&[Password, Passkey, Keychain, Passkey]),
            ["Passkey 1", "This machine's keychain", "Passkey 2"]
        );
    }

    #[test]
    fn the_throttle_is_told_as_it_is() {
        let words = throttle_words(5, 30);
        assert!(words.starts_with("5 cost no wait") && words.contains("30\u{a0}s"));
    }

    #[test]
    fn only_what_the_system_says_is_promised() {
        assert!(away_words(true).contains("before the machine sleeps"));
        assert!(away_words(false).contains("not told"));
    }
}
