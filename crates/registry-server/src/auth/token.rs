//! The registry's own tokens: JSON Web Tokens signed with ES256, claims named as OpenRegistry's.
//!
//! Source: RFC 7519; RFC 7518, section 3.4; the token specification of the Docker registry.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::clock;

/// The only header that is written or taken.
const HEADER: &str = r#"{"alg":"ES256","typ":"JWT"}"#;
/// `iss` of every token.
const ISSUER: &str = "OpenRegistry";

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Everything its user may do.
    #[serde(rename = "access_token")]
    Access,
    /// Only for a new access token.
    #[serde(rename = "refresh_token")]
    Refresh,
    /// What `Access` lists, of what its user may do.
    #[serde(rename = "oci_token")]
    Oci,
}

/// An entry of `Access`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// `repository`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Repository name.
    pub name: String,
    /// `pull`, `push`, `delete` or `*`.
    pub actions: Vec<String>,
}

/// What a token rests on; when that ends, the token ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rests {
    /// A session of that id.
    Session(String),
    /// A personal access token of that id.
    Pat(String),
    /// A password, or nothing.
    Itself,
}

/// The claims.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    /// User id; empty without an account.
    pub sub: String,
    aud: Vec<String>,
    /// Seconds since 1970.
    pub exp: u64,
    nbf: u64,
    /// Seconds since 1970.
    pub iat: u64,
    jti: String,
    /// What it is for.
    #[serde(rename = "Type")]
    pub kind: Kind,
    /// What it is limited to, if it is an OCI token.
    #[serde(rename = "Access")]
    pub access: Vec<Access>,
    /// What it rests on.
    pub rests: Rests,
}

/// Why a token isn't taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// Not a token of this registry.
    #[error("not a token of this registry")]
    Foreign,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

/// The key that signs and checks tokens.
pub struct TokenKey {
    signing: SigningKey,
    verifying: VerifyingKey,
    audience: String,
}

impl TokenKey {
    /// Bytes of a new key.
    pub fn generate() -> Vec<u8> {
        loop {
            let bytes = crate::random::bytes::<32>();
            // Zero and numbers beyond the curve's order are no keys; that practically never happens.
            if SigningKey::from_slice(&bytes).is_ok() {
                return bytes.to_vec();
            }
        }
    }

    /// The key of those bytes, for tokens of a host.
    ///
    /// # Errors
    /// [`BadToken::Foreign`] when the bytes are no key.
    pub fn new(bytes: &[u8], audience: String) -> Result<Self, BadToken> {
        let signing = SigningKey::from_slice(bytes).map_err(|_| BadToken::Foreign)?;
        let verifying = *signing.verifying_key();
        Ok(Self {
            signing,
            verifying,
            audience,
        })
    }

    /// A token that lasts for so many seconds.
    pub fn issue(
        &self,
        user: &str,
        kind: Kind,
        access: Vec<Access>,
        rests: Rests,
        lasts: u64,
    ) -> String {
        let now = clock::now();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: user.to_owned(),
            aud: vec![self.audience.clone()],
            exp: now + lasts,
            nbf: now,
            iat: now,
            jti: crate::random::hex::<16>(),
            kind,
            access,
            rests,
        };
        let claims = serde_json::to_vec(&claims).unwrap_or_default();
        let head = URL_SAFE_NO_PAD.encode(HEADER);
        let body = URL_SAFE_NO_PAD.encode(claims);
        let signed = format!("{head}.{body}");
        let signature: Signature = self.signing.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    /// The claims of a token.
    ///
    /// # Errors
    /// [`BadToken`] when it isn't ours or its time is over.
    pub fn check(&self, token: &str) -> Result<Claims, BadToken> {
        let (signed, signature) = token.rsplit_once('.').ok_or(BadToken::Foreign)?;
        let (head, body) = signed.split_once('.').ok_or(BadToken::Foreign)?;
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| BadToken::Foreign);
        if decode(head)? != HEADER.as_bytes() {
            return Err(BadToken::Foreign);
        }
        let signature =
            Signature::from_slice(&decode(signature)?).map_err(|_| BadToken::Foreign)?;
        self.verifying
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| BadToken::Foreign)?;
        let claims: Claims =
            serde_json::from_slice(&decode(body)?).map_err(|_| BadToken::Foreign)?;
        if claims.iss != ISSUER || !claims.aud.contains(&self.audience) {
            return Err(BadToken::Foreign);
        }
        if claims.exp <= clock::now() {
            return Err(BadToken::Expired);
        }
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> TokenKey {
        TokenKey::new(&TokenKey::generate(), "localhost".into()).unwrap()
    }

    #[test]
    fn own_tokens_are_taken_and_others_are_not() {
        let key = key();
        let token = key.issue("me", Kind::Oci, vec![], Rests::Itself, 60);
        assert_eq!(key.check(&token).unwrap().sub, "me");
        let other = super::tests::key();
        assert_eq!(other.check(&token).unwrap_err(), BadToken::Foreign);
        let (signed, _) = token.rsplit_once('.').unwrap();
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        let body = signed.split_once('.').unwrap().1;
        for bad in [
            "",
            "..",
            signed,
            &format!("{none}.{body}."),
            &format!("{signed}.AAAA"),
        ] {
            assert_eq!(key.check(bad).unwrap_err(), BadToken::Foreign, "{bad}");
        }
    }

    #[test]
    fn a_token_ends() {
        let key = key();
        let token = key.issue("me", Kind::Access, vec![], Rests::Itself, 0);
        assert_eq!(key.check(&token).unwrap_err(), BadToken::Expired);
    }
}
