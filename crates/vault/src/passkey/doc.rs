//! What is consented to: one ceremony with one site, bound to the challenge.

use serde_json::{Value, json};

use super::record::PasskeyId;
use crate::sign::canonical_json;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    /// A new passkey is made.
    Create,
    /// A passkey proves who one is.
    Get,
}

/// Why a site's options can't be consented to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyDocError {
    /// Longer than 64 KiB.
    #[error("the site's request is too long")]
    Long,
    /// Not the options of WebAuthn.
    #[error("the site's request for a passkey can't be read")]
    Malformed,
    /// The origin does not belong to the relying party.
    #[error("the site asks for a passkey of another site")]
    Origin,
    /// The site wants a person who just typed the password.
    #[error("the site wants the vault's password to be typed first")]
    Unverified,
}

/// One ceremony. Its bytes name everything that a person is shown and the options in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyDoc {
    ceremony: Ceremony,
    options: Value,
    origin: String,
    server: String,
    rp_id: String,
    user: String,
    credential: Option<PasskeyId>,
    verified: bool,
    /// Another authenticator holds the key: it asks for a proof of the person by itself.
    elsewhere: bool,
    bytes: Vec<u8>,
}

impl PasskeyDoc {
    /// A ceremony for `options` with a passkey that the browser holds, not the vault. The vault never answers it: the
    /// grant is handed over.
    ///
    /// # Errors
    /// [`PasskeyDocError`].
    pub fn elsewhere(
        ceremony: Ceremony,
        options: &Value,
        origin: &str,
        server: &str,
        user: &str,
    ) -> Result<Self, PasskeyDocError> {
        let pointer = match ceremony {
            Ceremony::Create => "/publicKey/rp/id",
            Ceremony::Get => "/publicKey/rpId",
        };
        let rp_id = options.pointer(pointer).and_then(Value::as_str);
        let made = Self {
            ceremony,
            rp_id: rp_id.ok_or(PasskeyDocError::Malformed)?.to_owned(),
            user: user.to_owned(),
            options: options.clone(),
            origin: origin.to_owned(),
            server: server.to_owned(),
            credential: None,
            verified: false,
            elsewhere: true,
            bytes: Vec::new(),
        };
        made.checked(None)
    }

    /// A new passkey for `options` (`{"publicKey": PublicKeyCredentialCreationOptionsJSON}`).
    ///
    /// `verified` says that the person has just proven to know the vault's password.
    ///
    /// # Errors
    /// [`PasskeyDocError`].
    pub fn create(
        options: &Value,
        origin: &str,
        server: &str,
        verified: bool,
    ) -> Result<Self, PasskeyDocError> {
        let text = |pointer| options.pointer(pointer).and_then(Value::as_str);
        let wants = text("/publicKey/authenticatorSelection/userVerification");
        let made = Self {
            ceremony: Ceremony::Create,
            rp_id: text("/publicKey/rp/id")
                .ok_or(PasskeyDocError::Malformed)?
                .to_owned(),
            user: text("/publicKey/user/name")
                .ok_or(PasskeyDocError::Malformed)?
                .to_owned(),
            options: options.clone(),
            origin: origin.to_owned(),
            server: server.to_owned(),
            credential: None,
            verified,
            elsewhere: false,
            bytes: Vec::new(),
        };
        made.checked(wants)
    }

    /// A sign-in for `options` (`{"publicKey": PublicKeyCredentialRequestOptionsJSON}`) with `credential`, or with the
    /// newest that fits.
    ///
    /// # Errors
    /// [`PasskeyDocError`].
    pub fn get(
        options: &Value,
        origin: &str,
        server: &str,
        user: &str,
        credential: Option<PasskeyId>,
        verified: bool,
    ) -> Result<Self, PasskeyDocError> {
        let text = |pointer| options.pointer(pointer).and_then(Value::as_str);
        let wants = text("/publicKey/userVerification");
        let made = Self {
            ceremony: Ceremony::Get,
            rp_id: text("/publicKey/rpId")
                .ok_or(PasskeyDocError::Malformed)?
                .to_owned(),
            user: user.to_owned(),
            options: options.clone(),
            origin: origin.to_owned(),
            server: server.to_owned(),
            credential,
            verified,
            elsewhere: false,
            bytes: Vec::new(),
        };
        made.checked(wants)
    }

    fn checked(mut self, wants: Option<&str>) -> Result<Self, PasskeyDocError> {
        if wants == Some("required") && !self.verified {
            return Err(PasskeyDocError::Unverified);
        }
        let origin: url::Url = self.origin.parse().map_err(|_| PasskeyDocError::Origin)?;
        let host = origin.host_str().unwrap_or_default();
        let safe = origin.scheme() == "https" || (origin.scheme() == "http" && host == "localhost");
        let inside = host
            .strip_suffix(self.rp_id.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if !safe || !inside || self.rp_id.is_empty() {
            return Err(PasskeyDocError::Origin);
        }
        let mut value = json!({
            "ceremony": match self.ceremony {
                Ceremony::Create => "create",
                Ceremony::Get => "get",
            },
            "credential": self.credential,
            "options": self.options,
            "origin": self.origin,
            "relying_party": self.rp_id,
            "server": self.server,
            "user": self.user,
            "verified": self.verified,
        });
        if self.elsewhere {
            value["holder"] = "browser".into();
        }
        let text = canonical_json(&value).map_err(|_| PasskeyDocError::Malformed)?;
        if text.len() > 64 * 1024 {
            return Err(PasskeyDocError::Long);
        }
        self.bytes = text.into_bytes();
        Ok(self)
    }

    /// Whether another authenticator holds the key.
    #[must_use]
    pub const fn is_elsewhere(&self) -> bool {
        self.elsewhere
    }

    /// The exact bytes that are consented to.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What is done.
    #[must_use]
    pub const fn ceremony(&self) -> Ceremony {
        self.ceremony
    }

    /// The site's options.
    #[must_use]
    pub const fn options(&self) -> &Value {
        &self.options
    }

    /// The web origin that is claimed to the site.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The server that asks.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.server
    }

    /// The relying party.
    #[must_use]
    pub fn rp_id(&self) -> &str {
        &self.rp_id
    }

    /// The account's name there.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The passkey that is used, if one was chosen.
    #[must_use]
    pub const fn credential(&self) -> Option<&PasskeyId> {
        self.credential.as_ref()
    }

    /// Whether the person has just proven to know the vault's password.
    #[must_use]
    pub const fn verified(&self) -> bool {
        self.verified
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Value {
        json!({ "publicKey": { "challenge": "AA", "rpId": "example.com" } })
    }

    fn get(origin: &str) -> Result<PasskeyDoc, PasskeyDocError> {
        PasskeyDoc::get(
            &options(),
            origin,
            "https://r.example.com",
            "ann",
            None,
            false,
        )
    }

    #[test]
    fn the_origin_must_belong_to_the_relying_party() {
        assert!(get("https://example.com").is_ok() && get("https://app.example.com").is_ok());
        for bad in [
            "https://evilexample.com",
            "http://example.com",
            "https://example.com.evil.org",
            "tauri://localhost",
            "",
        ] {
            assert_eq!(get(bad), Err(PasskeyDocError::Origin), "{bad}");
        }
    }

    #[test]
    fn another_challenge_is_another_document() {
        let first = get("https://example.com").unwrap();
        let mut other = options();
        other["publicKey"]["challenge"] = json!("AB");
        let second = PasskeyDoc::get(
            &other,
            "https://example.com",
            "https://r.example.com",
            "ann",
            None,
            false,
        )
        .unwrap();
        assert_ne!(first.bytes(), second.bytes());
    }

    #[test]
    fn a_passkey_of_the_browser_is_another_document() {
        let mine = get("https://example.com").unwrap();
        let theirs = |origin: &str| {
            PasskeyDoc::elsewhere(
                Ceremony::Get,
                &options(),
                origin,
                "https://r.example.com",
                "ann",
            )
        };
        let browser = theirs("https://example.com").unwrap();
        assert!(browser.is_elsewhere() && !mine.is_elsewhere());
        assert_ne!(browser.bytes(), mine.bytes());
        assert_eq!(theirs("https://evil.org"), Err(PasskeyDocError::Origin));
    }

    #[test]
    fn odd_options_are_refused() {
        let odd = json!({ "publicKey": {} });
        assert_eq!(
            PasskeyDoc::create(&odd, "https://a.b", "s", false),
            Err(PasskeyDocError::Malformed)
        );
        let mut long = options();
        long["publicKey"]["x"] = json!("y".repeat(70_000));
        let refused = PasskeyDoc::get(&long, "https://example.com", "s", "u", None, false);
        assert_eq!(refused, Err(PasskeyDocError::Long));
    }
}
