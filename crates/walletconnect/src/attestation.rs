//! Who really asked: the Verify API's statement (a JWT, ES256) that travels beside a message.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What is known about where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The statement and the app's own claim agree.
    Verified,
    /// There is no statement that could be checked.
    #[default]
    Unverified,
    /// The statement names another address than the app claims.
    Mismatch,
    /// The address is known for fraud.
    Threat,
}

/// The key is no P-256 point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key of the Verify service can't be read")]
pub struct VerifyKeyError;

/// Public key of the Verify service.
#[derive(Debug, Clone)]
pub struct VerifyKey(VerifyingKey);

impl VerifyKey {
    /// The key from the `x` and `y` of its JWK (base64url).
    ///
    /// # Errors
    /// [`VerifyKeyError`].
    pub fn from_jwk(x: &str, y: &str) -> Result<Self, VerifyKeyError> {
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| VerifyKeyError);
        let point = [vec![4], part(x)?, part(y)?].concat();
        VerifyingKey::from_sec1_bytes(&point)
            .map(Self)
            .map_err(|_| VerifyKeyError)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claims {
    exp: u64,
    id: String,
    origin: String,
    #[serde(default)]
    is_scam: Option<bool>,
}

/// Checks the statement beside `message`; `claimed` is the origin of the app's own metadata, `now` is in
/// seconds. Whatever can't be checked is [`Origin::Unverified`], never an error: it does not block.
#[must_use]
pub fn check(
    statement: &str,
    message: &str,
    claimed: Option<&str>,
    key: &VerifyKey,
    now: u64,
) -> Origin {
    let Some(claims) = signed_claims(statement, key) else {
        return Origin::Unverified;
    };
    if claims.exp <= now || claims.id != hex::encode(Sha256::digest(message)) {
        return Origin::Unverified;
    }
    let origin = url::Url::parse(&claims.origin)
        .map(|url| url.origin().ascii_serialization())
        .ok();
    if claims.is_scam == Some(true) {
        Origin::Threat
    } else if origin.is_some() && origin.as_deref() == claimed {
        Origin::Verified
    } else {
        Origin::Mismatch
    }
}

fn signed_claims(statement: &str, key: &VerifyKey) -> Option<Claims> {
    let (signed, signature) = statement.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header: serde_json::Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    if header["alg"] != "ES256" {
        return None;
    }
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    key.0.verify(signed.as_bytes(), &signature).ok()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::Signer;
    use serde_json::{Value, json};

    fn service() -> (SigningKey, VerifyKey) {
        let secret = SigningKey::from_slice(&[7; 32]).unwrap();
        let point = secret.verifying_key().to_encoded_point(false);
        let part = |bytes: Option<&p256::FieldBytes>| URL_SAFE_NO_PAD.encode(bytes.unwrap());
        let key = VerifyKey::from_jwk(&part(point.x()), &part(point.y())).unwrap();
        (secret, key)
    }

    fn statement(claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&json!({"alg": "ES256"})), part(claims));
        let signature: Signature = service().0.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    fn judge(change: impl Fn(&mut Value)) -> Origin {
        let mut claims = json!({"exp": 100, "id": hex::encode(Sha256::digest("message")),
            "origin": "https://app.example", "isScam": null, "isVerified": true});
        change(&mut claims);
        let key = service().1;
        check(
            &statement(&claims),
            "message",
            Some("https://app.example"),
            &key,
            50,
        )
    }

    #[test]
    fn the_four_states() {
        assert_eq!(judge(|_| ()), Origin::Verified);
        assert_eq!(
            judge(|c| c["origin"] = json!("https://evil.example")),
            Origin::Mismatch
        );
        assert_eq!(judge(|c| c["isScam"] = json!(true)), Origin::Threat);
        assert_eq!(judge(|c| c["exp"] = json!(50)), Origin::Unverified);
        assert_eq!(judge(|c| c["id"] = json!("00")), Origin::Unverified);
    }

    #[test]
    fn a_forged_statement_is_none() {
        let good = statement(&json!({"exp": 100, "id": "", "origin": ""}));
        let forged = good.replacen('.', ".e30", 1);
        assert_eq!(
            check(&forged, "m", None, &service().1, 1),
            Origin::Unverified
        );
        assert_eq!(check("", "m", None, &service().1, 1), Origin::Unverified);
        assert!(VerifyKey::from_jwk("AA", "AA").is_err());
    }
}
