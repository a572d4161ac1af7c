//! Failures with their exit codes.

use std::io::Write;
use std::process::ExitCode;

/// Why a command ended, and the code it ends with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Something was refused.
    #[error("{0}")]
    Refused(String),
    /// The input can't be read or contradicts itself.
    #[error("{0}")]
    Input(String),
    /// The password is wrong, or the vault is locked.
    #[error("{0}")]
    Locked(String),
}

impl Failure {
    /// A refusal, from any error that says why.
    pub fn refused(why: impl std::fmt::Display) -> Self {
        Self::Refused(why.to_string())
    }

    /// Unreadable input, from any error that says why.
    pub fn input(why: impl std::fmt::Display) -> Self {
        Self::Input(why.to_string())
    }

    /// Writes the reason to stderr and gives the exit code.
    pub fn report(&self) -> ExitCode {
        let _ = writeln!(std::io::stderr(), "{self}");
        ExitCode::from(match self {
            Self::Refused(_) => 1,
            Self::Input(_) => 2,
            Self::Locked(_) => 3,
        })
    }
}

/// Writes one line of a result to stdout.
pub fn line(text: impl std::fmt::Display) -> Result<(), Failure> {
    writeln!(std::io::stdout(), "{text}").map_err(Failure::input)
}

/// Writes one line of explanation to stderr.
pub fn note(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_follow_the_kind() {
        let code = |failure: Failure| format!("{:?}", failure.report());
        assert_eq!(
            code(Failure::refused("no")),
            format!("{:?}", ExitCode::from(1))
        );
        assert_eq!(
            code(Failure::input("what")),
            format!("{:?}", ExitCode::from(2))
        );
        assert_eq!(
            code(Failure::Locked("pw".into())),
            format!("{:?}", ExitCode::from(3))
        );
    }
}
