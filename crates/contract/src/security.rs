//! Ways to open the vault, and secrets in the clipboard.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Hidden;

/// What opens a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockKind {
    /// The password. It always stays.
    Password,
    /// A passkey with the PRF extension (web).
    Passkey,
    /// An entry of the system's keychain (desktop).
    Keychain,
}

/// One way to open the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockView {
    /// Names it, for `lock_remove`.
    pub id: String,
    /// What opens it.
    pub kind: LockKind,
}

/// How the vault is guarded; readable while it is locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityView {
    /// The ways to open it, the password first. Empty for a demo vault and before there is one.
    pub locks: Vec<LockView>,
    /// The system's keychain answers: an entry can be made there.
    pub keychain: bool,
    /// Seconds a copied secret stays in the clipboard; none where secrets can't be copied.
    pub copy_seconds: Option<u32>,
    /// The system says when the machine sleeps and when the screen is locked.
    pub signals: bool,
    /// Wrong passwords that cost no wait.
    pub free_tries: u32,
    /// The longest wait between two tries, in seconds.
    pub longest_wait: u32,
}

/// A password typed once more, for what needs a fresh one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshPasswordRequest {
    /// The password.
    pub password: Hidden,
}

/// For `vault_unlock_with`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlockWithRequest {
    /// Passkey or keychain; the password has a command of its own.
    pub kind: LockKind,
}

/// For `lock_remove`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockRequest {
    /// Which way to open the vault.
    pub id: String,
}

/// For `secret_copy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretCopyRequest {
    /// What is copied.
    pub text: Hidden,
}

/// A secret is in the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretCopyView {
    /// Seconds until it is taken out again, unless something else was copied meanwhile.
    pub seconds: u32,
}

/// A passkey that can open the vault, and the salt its PRF is asked with. Not secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyAsked {
    /// The credential's id, base64url.
    pub credential: String,
    /// 32 bytes for `prf.eval.first`, base64url.
    pub salt: String,
}

/// What the browser answers to a passkey call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "passkey", rename_all = "snake_case")]
pub enum PasskeyAnswer {
    /// The authenticator answered with its PRF output.
    Done {
        /// The credential's id, base64url.
        credential: String,
        /// 32 bytes, base64url.
        prf: Hidden,
    },
    /// The person said no, or took too long.
    Cancelled,
    /// The authenticator can't make a secret (no PRF extension): it can't open a vault.
    NoPrf,
    /// The browser refused.
    Failed {
        /// In its own words.
        message: String,
    },
}

/// What the browser answers to a passkey call of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "passkey", rename_all = "snake_case")]
pub enum SitePasskeyAnswer {
    /// The authenticator answered.
    Done {
        /// `RegistrationResponseJSON` or `AuthenticationResponseJSON`, for the site.
        credential: serde_json::Value,
    },
    /// The person said no, took too long, or has no such passkey; browsers don't tell which.
    Cancelled,
    /// The authenticator has a passkey of this account already.
    There,
    /// The browser refused.
    Failed {
        /// In its own words.
        message: String,
    },
}

impl fmt::Debug for PasskeyAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done { .. } => "Done(…)",
            Self::Cancelled => "Cancelled",
            Self::NoPrf => "NoPrf",
            Self::Failed { .. } => "Failed",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkeys_answer_shows_nothing() {
        let answer = PasskeyAnswer::Done {
            credential: "id".into(),
            prf: Hidden("c2VjcmV0".into()),
        };
        assert_eq!(format!("{answer:?}"), "Done(…)");
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(
            serde_json::from_str::<PasskeyAnswer>(&text).unwrap(),
            answer
        );
        let refused = r#"{"passkey":"no_prf"}"#;
        assert_eq!(
            serde_json::from_str::<PasskeyAnswer>(refused).unwrap(),
            PasskeyAnswer::NoPrf
        );
    }
}
