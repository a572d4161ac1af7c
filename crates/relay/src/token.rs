//! The client's token: a JWT signed with the Ed25519 key that its `did:key` names.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;

/// How far a client's clock may be off, in seconds.
const SLACK: u64 = 300;
/// Multicodec of an Ed25519 public key.
const CODEC: [u8; 2] = [0xed, 0x01];

/// Why a client is not let in. The text is the reason that its socket is closed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// No token.
    #[error("JWT is missing")]
    Missing,
    /// Not a token of this kind, or its signature is wrong.
    #[error("JWT is invalid")]
    Invalid,
    /// Made for another relay.
    #[error("JWT is for another relay")]
    Audience,
    /// Over, or not begun.
    #[error("JWT has expired")]
    Time,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    iat: u64,
    exp: u64,
}

/// Checks a token and gives the client's name; `now` is in seconds, `own` says whether an audience is
/// this relay.
pub(crate) fn check(
    token: &str,
    own: impl Fn(&str) -> bool,
    now: u64,
) -> Result<String, TokenError> {
    let claims = signed(token).ok_or(TokenError::Invalid)?;
    if !own(&claims.aud) {
        return Err(TokenError::Audience);
    }
    if claims.exp.saturating_add(SLACK) <= now || claims.iat > now + SLACK {
        return Err(TokenError::Time);
    }
    Ok(claims.iss)
}

fn signed(token: &str) -> Option<Claims> {
    let (text, signature) = token.rsplit_once('.')?;
    let (header, claims) = text.split_once('.')?;
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    if header.alg != "EdDSA" {
        return None;
    }
    let named = claims.iss.strip_prefix("did:key:z")?;
    let named = bs58::decode(named).into_vec().ok()?;
    let key: &[u8; 32] = named.strip_prefix(&CODEC)?.try_into().ok()?;
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    let key = VerifyingKey::from_bytes(key).ok()?;
    key.verify_strict(text.as_bytes(), &signature).ok()?;
    Some(claims)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};
    use serde_json::json;

    pub(crate) fn make(seed: u8, audience: &str, now: u64) -> String {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let name = [CODEC.as_slice(), key.verifying_key().as_bytes()].concat();
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!(
            "{}.{}",
            part(json!({"alg": "EdDSA", "typ": "JWT"})),
            part(
                json!({"iss": format!("did:key:z{}", bs58::encode(name).into_string()),
                "sub": "00", "aud": audience, "iat": now, "exp": now + 86_400})
            )
        );
        let signature = key.sign(text.as_bytes()).to_bytes();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    const RELAY: &str = "ws://127.0.0.1:5555";

    #[test]
    fn a_signed_token_names_its_client() {
        let name = check(&make(0x33, RELAY, 1000), |aud| aud == RELAY, 1000).unwrap();
        assert_eq!(
            name,
            "did:key:z6Mkg49NtQR2LyYRDCQFK4w1VVHqhypZSSRo7HsyuN7SV7v5"
        );
    }

    #[test]
    fn others_are_refused() {
        let token = make(1, RELAY, 1000);
        let ask = |token: &str, own: bool, now| check(token, |_| own, now).unwrap_err();
        assert_eq!(ask(&token, false, 1000), TokenError::Audience);
        assert_eq!(ask(&token, true, 1000 + 86_400 + SLACK), TokenError::Time);
        assert_eq!(ask(&token, true, 100), TokenError::Time);
        let other = make(2, RELAY, 1000);
        let forged = format!(
            "{}.{}",
            token.rsplit_once('.').unwrap().0,
            other.rsplit_once('.').unwrap().1
        );
        for bad in ["", "a.b.c", &token[1..], &forged] {
            assert_eq!(ask(bad, true, 1000), TokenError::Invalid);
        }
    }
}
