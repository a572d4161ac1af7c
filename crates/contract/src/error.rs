//! The one error shape that crosses the contract.

use serde::{Deserialize, Serialize};

/// What the user interface reacts to. A code exists only where it acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request is malformed or names something that is not there: show the message by the field.
    Invalid,
    /// The vault is locked: ask for the password.
    Locked,
    /// The password is wrong: stay at the field.
    WrongPassword,
    /// Too many wrong passwords: the hint says how long to wait.
    Throttled,
    /// There is no vault: go to the first run.
    NoVault,
    /// The person said no, or what was asked became void.
    Rejected,
    /// No node answers, or it is not healthy: show the offline banner.
    Offline,
    /// The chain refused: the message holds its reason.
    ChainRefused,
    /// The provider refused or can't be reached.
    Provider,
    /// An image registry refused, or what it sent is not right.
    Registry,
    /// Not enough AKT or ACT: offer the faucet where there is one.
    Balance,
    /// Nothing could be saved: disk full, storage refused.
    Storage,
    /// Another window or process owns the data: offer to take over.
    ReadOnly,
    /// A fault of Slipway itself.
    Internal,
}

/// What went wrong, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// What the user interface reacts to.
    pub code: ErrorCode,
    /// What happened, one sentence.
    pub message: String,
    /// What is safe or not lost, one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safe: Option<String>,
    /// What to do, one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl ApiError {
    /// An error that says what happened.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            safe: None,
            hint: None,
        }
    }

    /// Adds what is not lost.
    #[must_use]
    pub fn safe(mut self, text: impl Into<String>) -> Self {
        self.safe = Some(text.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }
}
