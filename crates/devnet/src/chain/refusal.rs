//! Why the chain refuses: codespace, code and words, as ABCI has them.

/// A refusal by the ante checks, a module or the query router.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{codespace} {code}: {log}")]
pub struct Refusal {
    /// Module that registered the code, or `undefined`.
    pub codespace: &'static str,
    /// Code within the codespace, never 0.
    pub code: u32,
    /// Words for people; clients must not parse them.
    pub log: String,
}

impl Refusal {
    /// A refusal with its own words.
    pub fn new(codespace: &'static str, code: u32, log: impl Into<String>) -> Self {
        Self {
            codespace,
            code,
            log: log.into(),
        }
    }

    /// An error that no module registered: codespace `undefined`, code 1.
    pub fn unregistered(log: impl Into<String>) -> Self {
        Self::new("undefined", 1, log)
    }

    /// A panic in a handler: codespace `undefined`, code 111222.
    pub fn panic(log: impl Into<String>) -> Self {
        Self::new("undefined", 111_222, log)
    }

    /// Marks which message of a transaction failed.
    #[must_use]
    pub fn at_message(mut self, index: usize) -> Self {
        if self.code != 111_222 {
            self.log = format!(
                "failed to execute message; message index: {index}: {}",
                self.log
            );
        }
        self
    }
}

/// Errors of the SDK itself.
pub fn sdk(code: u32, log: impl Into<String>) -> Refusal {
    Refusal::new("sdk", code, log)
}
