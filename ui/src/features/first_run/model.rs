//! Where one is on the way to an open vault, and what can be said of passwords and words while they are typed.

use contract::PresentVault;
use leptos::prelude::*;

use crate::kit::Verdict;

/// A page of the first run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// The doors, or unlocking when there is a vault.
    #[default]
    Start,
    /// Choosing a password for a new vault.
    Create,
    /// The words of the new vault.
    Words,
    /// Three of them are asked.
    Check,
    /// Entering words; `true` when they replace a vault whose password is forgotten.
    Import(bool),
}

/// The stage, and the password of a vault that was just made: it shows the words once more without asking for what was
/// typed a moment ago. It is dropped with the stage.
#[derive(Clone, Copy)]
pub struct Onboarding {
    /// The page.
    pub stage: RwSignal<Stage>,
    /// The password just chosen.
    pub password: RwSignal<String>,
    /// Another vault is being added beside the open one.
    pub beside: RwSignal<bool>,
}

impl Onboarding {
    /// The onboarding of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// At the start; puts it into the context.
    pub fn provide() -> Self {
        let all = Self {
            stage: RwSignal::new(Stage::Start),
            password: RwSignal::new(String::new()),
            beside: RwSignal::new(false),
        };
        provide_context(all);
        all
    }

    /// Leaves the first run.
    pub fn finish(self) {
        self.password.set(String::new());
        self.beside.set(false);
        self.stage.set(Stage::Start);
    }

    /// Goes to the doors for another vault beside the open one.
    pub fn add_vault(self) {
        self.stage.set(Stage::Start);
        self.beside.set(true);
    }

    /// Back to the doors.
    pub fn back(self) {
        self.password.set(String::new());
        self.stage.set(Stage::Start);
    }

    /// What becomes of a vault that is here, untracked.
    #[must_use]
    pub fn present(self, replace: bool) -> PresentVault {
        if replace {
            PresentVault::Replaced
        } else if self.beside.get_untracked() {
            PresentVault::Beside
        } else {
            PresentVault::None
        }
    }
}

/// What can be said of the repeated password.
#[must_use]
pub fn repeat_verdict(password: &str, repeated: &str) -> Verdict {
    if repeated.is_empty() || password == repeated {
        Verdict::None
    } else if password.starts_with(repeated) {
        Verdict::Unfinished("Not the whole password yet.".into())
    } else {
        Verdict::Bad("The two don't match.".into())
    }
}

/// Whether the form can be sent.
#[must_use]
pub fn passwords_ready(password: &str, repeated: &str) -> bool {
    !password.is_empty() && password == repeated
}

/// The typed words, in lower case, with single blanks between them: what people paste has numbers, commas and lines.
#[must_use]
pub fn tidy_words(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == ',')
        .map(|w| w.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ':')))
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

/// What can be said of the words while they are typed: their count, once there are some.
#[must_use]
pub fn words_hint(text: &str) -> String {
    let n = tidy_words(text)
        .split(' ')
        .filter(|w| !w.is_empty())
        .count();
    match n {
        0 => "12, 15, 18, 21 or 24 words, in their order.".into(),
        1 => "1 word.".into(),
        _ => format!("{n} words."),
    }
}

/// What can be said of the words once the person is elsewhere: how many there should be.
#[must_use]
pub fn words_verdict(text: &str) -> Verdict {
    if tidy_words(text).is_empty() || words_complete(text) {
        return Verdict::None;
    }
    Verdict::Unfinished(format!(
        "{} There are 12, 15, 18, 21 or 24.",
        words_hint(text)
    ))
}

/// Whether the count of words is one that recovery words have.
#[must_use]
pub fn words_complete(text: &str) -> bool {
    matches!(
        tidy_words(text)
            .split(' ')
            .filter(|w| !w.is_empty())
            .count(),
        12 | 15 | 18 | 21 | 24
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_words_are_tidied() {
        assert_eq!(
            tidy_words("1. Abandon\n2. ability,able  about"),
            "abandon ability able about"
        );
        assert_eq!(tidy_words(" "), "");
        assert_eq!(tidy_words("1) zoo 2: wrong"), "zoo wrong");
    }

    #[test]
    fn only_standard_counts_are_complete() {
        let words = |n: usize| vec!["abandon"; n].join(" ");
        for n in 0..30 {
            assert_eq!(
                words_complete(&words(n)),
                [12, 15, 18, 21, 24].contains(&n),
                "{n}"
            );
        }
        assert_eq!(words_hint("abandon"), "1 word.");
        assert_eq!(words_hint(&words(11)), "11 words.");
        assert!(matches!(words_verdict(&words(11)), Verdict::Unfinished(_)));
        assert_eq!(words_verdict(&words(12)), Verdict::None);
        assert_eq!(words_verdict(" "), Verdict::None);
    }

    #[test]
    fn a_repeated_password_is_judged_when_it_differs() {
        assert_eq!(repeat_verdict("secret", ""), Verdict::None);
        assert!(matches!(
            repeat_verdict("secret", "sec"),
            Verdict::Unfinished(_)
        ));
        assert!(repeat_verdict("secret", "sex").is_bad());
        assert!(repeat_verdict("secret", "secrets").is_bad());
        assert!(passwords_ready("a", "a"));
        assert!(!passwords_ready("", ""));
    }
}
