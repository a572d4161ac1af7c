//! Passwords: the rule for new ones, and how they are kept.

use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::meta::account::PasswordHash;

/// One at a time: each takes 19 MiB.
static TURN: Semaphore = Semaphore::const_new(1);

/// KiB of memory, passes, lanes: OWASP's second choice for Argon2id.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// A password can't be worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password can't be worked on")]
pub struct PasswordFailed;

/// What a new password lacks, in OpenRegistry's words; none when it is good.
pub fn lacks(password: &str) -> Option<String> {
    let mut lacks = Vec::new();
    if !(8..=64).contains(&password.chars().count()) {
        lacks.push("it needs 8 to 64 characters");
    }
    if !password.chars().any(char::is_uppercase) {
        lacks.push("uppercase letter missing");
    }
    if !password.chars().any(char::is_lowercase) {
        lacks.push("lowercase letter missing");
    }
    if !password.chars().any(|c| c.is_ascii_digit()) {
        lacks.push("at least one numeric character required");
    }
    if password.chars().all(char::is_alphanumeric) {
        lacks.push("special character missing");
    }
    (!lacks.is_empty()).then(|| lacks.join(", "))
}

/// The hash of a new password.
///
/// # Errors
/// [`PasswordFailed`] when there is no memory for it.
pub async fn hash(password: &str) -> Result<PasswordHash, PasswordFailed> {
    let salt = crate::random::bytes::<16>();
    let hash = derive(password, salt.to_vec()).await?;
    Ok(PasswordHash {
        salt: hex::encode(salt),
        hash: hex::encode(hash),
    })
}

/// Whether it is the password. Takes as long without a hash, so that nobody learns who exists.
///
/// # Errors
/// [`PasswordFailed`] when there is no memory for it.
pub async fn verify(password: &str, kept: Option<&PasswordHash>) -> Result<bool, PasswordFailed> {
    let salt = kept.and_then(|k| hex::decode(&k.salt).ok());
    let made = derive(password, salt.unwrap_or_else(|| vec![0; 16])).await?;
    let want = kept.and_then(|k| hex::decode(&k.hash).ok());
    Ok(want.is_some_and(|want| same(&want, &made)))
}

/// Compares without stopping at the first difference.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (x, y)| all | (x ^ y)) == 0
}

async fn derive(password: &str, salt: Vec<u8>) -> Result<[u8; 32], PasswordFailed> {
    let password = zeroize::Zeroizing::new(password.to_owned());
    let _turn = TURN.acquire().await.map_err(|_| PasswordFailed)?;
    tokio::task::spawn_blocking(move || {
        let params = Params::new(COST.0, COST.1, COST.2, Some(32)).map_err(|_| PasswordFailed)?;
        let mut out = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(password.as_bytes(), &salt, &mut out)
            .map_err(|_| PasswordFailed)?;
        Ok(out)
    })
    .await
    .map_err(|_| PasswordFailed)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_told_what_they_lack() {
        assert_eq!(lacks("Qwerty@123"), None);
        let words = lacks("weakpassword").unwrap();
        assert!(
            words.contains("uppercase") && words.contains("special"),
            "{words}"
        );
        assert!(lacks("Ab1@").is_some());
    }

    #[tokio::test]
    async fn only_the_password_opens() {
        let kept = hash("Qwerty@123").await.unwrap();
        assert_eq!(verify("Qwerty@123", Some(&kept)).await, Ok(true));
        assert_eq!(verify("Qwerty@124", Some(&kept)).await, Ok(false));
        assert_eq!(verify("Qwerty@123", None).await, Ok(false));
    }
}
