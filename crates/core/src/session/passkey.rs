//! Passkeys: the page asks the authenticator, the PRF output opens a wrap.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use contract::{ApiError, ErrorCode, HostCall, PasskeyAnswer, PasskeyAsked, SecurityView};
use vault::{Opener, OsEntropy, SecretKey32, UnlockedVault, VaultFile, WrapKind};
use zeroize::{Zeroize, Zeroizing};

use super::locks::wrong_key;
use crate::error::{self, Result};
use crate::{Core, lock};

impl Core {
    /// Makes a passkey and adds its wrap. The password is checked first: nobody is asked for a finger in vain.
    pub(crate) async fn add_passkey(&self, password: &str) -> Result<SecurityView> {
        self.with_password(password, |open, typed| Ok(open.check_password(typed)?))?;
        let salt = self.random::<32>();
        let exclude = self
            .passkeys()
            .into_iter()
            .map(|key| key.credential)
            .collect();
        let name = lock(&self.0.session)
            .account()
            .map_or_else(|| "Slipway".to_owned(), |a| a.name.as_str().to_owned());
        let call = HostCall::PasskeyCreate {
            name,
            user: BASE64.encode(self.random::<16>()),
            challenge: BASE64.encode(self.random::<32>()),
            salt: BASE64.encode(salt),
            exclude,
        };
        let (credential, prf) = self.ask_for_prf(call).await?;
        let id = self.with_password(password, |open, typed| {
            open.add_passkey(typed, credential, salt, &prf, &mut OsEntropy)
        })?;
        self.keep_lock(id).await?;
        Ok(self.security_view().await)
    }

    pub(super) async fn open_by_passkey(&self, file: &VaultFile) -> Result<UnlockedVault> {
        let keys = self.passkeys();
        if keys.is_empty() {
            return Err(error::invalid("The vault is not opened by a passkey."));
        }
        let call = HostCall::PasskeyGet {
            challenge: BASE64.encode(self.random::<32>()),
            keys,
        };
        let (answered, prf) = self.ask_for_prf(call).await?;
        let wrap = file.wraps().find(|wrap| {
            matches!(&wrap.kind, WrapKind::Passkey { credential, .. } if *credential == answered)
        });
        let wrap = wrap.ok_or_else(|| error::invalid("Another passkey answered."))?;
        file.unlock(&Opener::Passkey(wrap.id, &prf), self.0.config.kdf)
            .map_err(wrong_key)
    }

    fn passkeys(&self) -> Vec<PasskeyAsked> {
        let passkey = |wrap: vault::WrapInfo| match wrap.kind {
            WrapKind::Passkey { credential, salt } => Some(PasskeyAsked {
                credential,
                salt: BASE64.encode(salt),
            }),
            _ => None,
        };
        self.locks().into_iter().filter_map(passkey).collect()
    }

    fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.home().rng.fill(&mut bytes);
        bytes
    }

    async fn ask_for_prf(&self, call: HostCall) -> Result<(String, SecretKey32)> {
        let answer = self
            .ask_host(call)
            .await
            .ok_or_else(|| refused("There are no passkeys in this window."))?;
        // The value itself may hold a secret, so it is not repeated in the error.
        let answer = serde_json::from_value(answer)
            .map_err(|_| refused("The page's answer about the passkey can't be read."))?;
        match answer {
            PasskeyAnswer::Done { credential, mut prf } => {
                let secret = key(&prf.0);
                prf.0.zeroize();
                let secret = secret.ok_or_else(|| refused("The passkey's secret has another size than it should."))?;
                Ok((credential, secret))
            }
            PasskeyAnswer::Cancelled => Err(ApiError::new(
                ErrorCode::Rejected,
                "The passkey was not used: it was cancelled or took too long.",
            )
            .safe("The vault is as it was; its password opens it.")),
            PasskeyAnswer::NoPrf => Err(refused(
                "This passkey can't make a secret (it lacks the PRF extension), so it can't open a vault.",
            )
            .hint("Use another authenticator, such as a security key or the system's own passkeys.")),
            PasskeyAnswer::Failed { message } => {
                Err(refused(format!("The browser refused the passkey: {message}")))
            }
        }
    }
}

fn refused(message: impl Into<String>) -> ApiError {
    error::invalid(message).safe("The vault is as it was; its password opens it.")
}

/// 32 bytes of base64url.
fn key(text: &str) -> Option<SecretKey32> {
    // A little larger than the key: the decoder asks for room by the length of the text.
    let mut decoded = Zeroizing::new([0; 48]);
    match BASE64.decode_slice(text, decoded.as_mut()) {
        Ok(32) => Some(SecretKey32::filled(|bytes| {
            bytes.copy_from_slice(&decoded[..32])
        })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_32_bytes_are_a_key() {
        assert_eq!(key(&BASE64.encode([7; 32])).unwrap().expose(), &[7; 32]);
        for bad in [
            "",
            "AA",
            &BASE64.encode([7; 31]),
            &BASE64.encode([7; 33]),
            "?",
        ] {
            assert!(key(bad).is_none(), "{bad}");
        }
    }
}
