//! JSON web tokens of the two algorithms providers take: `ES256K` and `ES256KADR36`.

use super::super::key::address_of;
use super::{AuthError, Claims};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use k256::ecdsa::signature::hazmat::PrehashVerifier;
use k256::ecdsa::{Signature, VerifyingKey};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A token taken apart, its signature not yet checked.
pub struct Unverified<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    adr36: bool,
    payload: Value,
}

/// Takes a token apart.
///
/// # Errors
/// [`AuthError::Invalid`] when it is malformed or of another algorithm.
pub fn parse(token: &str) -> Result<Unverified<'_>, AuthError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(AuthError::Invalid)?;
    let (header, payload) = signed
        .split_once('.')
        .filter(|(_, p)| !p.contains('.'))
        .ok_or(AuthError::Invalid)?;
    let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| AuthError::Invalid);
    let json =
        |part: &str| serde_json::from_slice::<Value>(&bytes(part)?).map_err(|_| AuthError::Invalid);
    let adr36 = match json(header)?["alg"].as_str() {
        Some("ES256K") => false,
        Some("ES256KADR36") => true,
        _ => return Err(AuthError::Invalid),
    };
    let payload = json(payload)?;
    if !well_typed(&payload) {
        return Err(AuthError::Invalid);
    }
    Ok(Unverified {
        signed,
        signature: bytes(signature)?,
        adr36,
        payload,
    })
}

/// Go decodes the claims into a struct before it looks at the signature: a field of another type is malformed.
fn well_typed(payload: &Value) -> bool {
    let text = |v: &Value| v.is_null() || v.is_string();
    let time = |v: &Value| v.is_null() || v.is_number();
    let leases = &payload["leases"];
    payload.is_object()
        && ["iss", "version", "jti"].iter().all(|n| text(&payload[*n]))
        && ["iat", "nbf", "exp"].iter().all(|n| time(&payload[*n]))
        && (leases.is_null() || leases.is_object())
}

impl Unverified<'_> {
    /// Who says to have signed it.
    pub fn issuer(&self) -> &str {
        self.payload["iss"].as_str().unwrap_or_default()
    }

    /// Checks signature and claims. `key` is the issuer's compressed public key, `now` in seconds.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] for the signature, [`AuthError::Claims`] for what is signed.
    pub fn verify(&self, key: &[u8], now: i64) -> Result<Claims, AuthError> {
        let key = VerifyingKey::from_sec1_bytes(key).map_err(|_| AuthError::Invalid)?;
        let signature = Signature::from_slice(&self.signature).map_err(|_| AuthError::Invalid)?;
        if signature.normalize_s().is_some() {
            return Err(AuthError::Invalid);
        }
        let digest = if self.adr36 {
            Sha256::digest(adr36(self.signed, &address_of(&key)))
        } else {
            Sha256::digest(self.signed)
        };
        key.verify_prehash(&digest, &signature)
            .map_err(|_| AuthError::Invalid)?;
        Claims::check(&self.payload, now)
    }
}

/// The document a wallet signs for arbitrary data (ADR-036).
fn adr36(data: &str, signer: &str) -> String {
    let data = STANDARD.encode(data);
    let signer = Value::from(signer);
    format!(
        r#"{{"account_number":"0","chain_id":"","fee":{{"amount":[],"gas":"0"}},"memo":"","msgs":[{{"type":"sign/MsgSignData","value":{{"data":"{data}","signer":{signer}}}}}],"sequence":"0"}}"#
    )
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use k256::ecdsa::SigningKey;
    use k256::ecdsa::signature::hazmat::PrehashSigner;

    /// Signs a payload with ES256K.
    pub(crate) fn sign(key: &SigningKey, payload: &Value) -> String {
        let part = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
        let signed = format!(
            "{}.{}",
            part(&serde_json::json!({"alg": "ES256K", "typ": "JWT"})),
            part(payload)
        );
        let signature: Signature = key.sign_prehash(&Sha256::digest(&signed)).unwrap();
        let signature = signature.normalize_s().unwrap_or(signature);
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scope;
    use super::super::claims::Target;
    use super::*;
    use k256::ecdsa::SigningKey;
    use serde_json::json;

    // Vectors of the provider facts §2.3; the key is the SHA-256 of "akash-desktop test tenant".
    const OWNER: &str = "akash1ncd4elwez0n4hepxuk2xtfxpq7d5axuyguj72n";
    const PROVIDER: &str = "akash1c0r0atytljs528t47g2m5zw376q4pu22fhyv0g";
    const PUBLIC: &str = "03e23b7ad38e7940dcbf920973d2863d06a32faaddc89a5566b4086e1e0723a604";
    const FULL: &str = "eyJhbGciOiJFUzI1NksiLCJ0eXAiOiJKV1QifQ.eyJpc3MiOiJha2FzaDFuY2Q0ZWx3ZXowbjRoZXB4dWsyeHRmeHBxN2Q1YXh1eWd1ajcybiIsImlhdCI6MTcwMDAwMDAwMCwibmJmIjoxNzAwMDAwMDAwLCJleHAiOjQxMDI0NDQ4MDAsInZlcnNpb24iOiJ2MSIsImxlYXNlcyI6eyJhY2Nlc3MiOiJmdWxsIn19.en09T1VAKziargVzlNXNlQyKubsEAl_E3HYu5jQFCIpK4Uv-QZfQF_zhPfzz7eeZcMGWTFv-VAglLXBwf1h3aQ";
    const GRANULAR: &str = "eyJhbGciOiJFUzI1NktBRFIzNiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJha2FzaDFuY2Q0ZWx3ZXowbjRoZXB4dWsyeHRmeHBxN2Q1YXh1eWd1ajcybiIsImlhdCI6MTcwMDAwMDAwMCwibmJmIjoxNzAwMDAwMDAwLCJleHAiOjQxMDI0NDQ4MDAsInZlcnNpb24iOiJ2MSIsImxlYXNlcyI6eyJhY2Nlc3MiOiJncmFudWxhciIsInBlcm1pc3Npb25zIjpbeyJwcm92aWRlciI6ImFrYXNoMWMwcjBhdHl0bGpzNTI4dDQ3ZzJtNXp3Mzc2cTRwdTIyZmh5djBnIiwiYWNjZXNzIjoiZ3JhbnVsYXIiLCJkZXBsb3ltZW50cyI6W3sic2NvcGUiOlsic2VuZC1tYW5pZmVzdCIsInN0YXR1cyIsImxvZ3MiXSwiZHNlcSI6NDIsInNlcnZpY2VzIjpbIndlYiJdfV19XX19.aKH9guWHo5SEEA4jAk8CnV5sdkShxWgTLjupTPy2pmMpFVju__rENcQulQ8C3EaoF73Afbfhy3Lc4VRrQ3Lngg";

    fn verify(token: &str, now: i64) -> Result<Claims, AuthError> {
        parse(token)?.verify(&hex::decode(PUBLIC).unwrap(), now)
    }

    #[test]
    fn vectors_of_both_algorithms_verify() {
        let full = verify(FULL, 1_800_000_000).unwrap();
        assert_eq!(full.issuer, OWNER);
        let granular = verify(GRANULAR, 1_800_000_000).unwrap();
        let target = Target {
            dseq: 42,
            lease: Some((1, 1)),
        };
        assert!(granular.allows(PROVIDER, target, Scope::Logs));
        assert!(!granular.allows(PROVIDER, target, Scope::Shell));
    }

    #[test]
    fn expired_and_early_tokens_have_invalid_claims() {
        assert_eq!(verify(FULL, 4_102_444_800), Err(AuthError::Claims));
        assert_eq!(verify(FULL, 1_699_999_999), Err(AuthError::Claims));
    }

    #[test]
    fn a_changed_token_is_invalid() {
        let (signed, _) = FULL.rsplit_once('.').unwrap();
        let (_, other) = GRANULAR.rsplit_once('.').unwrap();
        assert_eq!(
            verify(&format!("{signed}.{other}"), 1_800_000_000),
            Err(AuthError::Invalid)
        );
        for bad in ["", "a.b", "a.b.c", &FULL[1..], "e30.e30.e30"] {
            assert_eq!(
                verify(bad, 1_800_000_000).unwrap_err(),
                AuthError::Invalid,
                "{bad:?}"
            );
        }
    }

    #[test]
    fn other_algorithms_are_invalid() {
        let part = |v: Value| URL_SAFE_NO_PAD.encode(v.to_string());
        for alg in ["none", "HS256", "ES256", "es256k"] {
            let token = format!(
                "{}.{}.AAAA",
                part(json!({"alg": alg})),
                part(json!({"iss": OWNER}))
            );
            assert!(matches!(parse(&token), Err(AuthError::Invalid)), "{alg}");
        }
    }

    #[test]
    fn high_s_is_invalid() {
        let key = SigningKey::from_slice(&[7; 32]).unwrap();
        let payload = json!({"iss": OWNER, "iat": 1, "nbf": 1, "exp": 9, "version": "v1", "leases": {"access": "full"}});
        let token = samples::sign(&key, &payload);
        let public = key.verifying_key().to_sec1_bytes();
        assert!(parse(&token).unwrap().verify(&public, 5).is_ok());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        let high = Signature::from_scalars(signature.r().to_bytes(), (-*signature.s()).to_bytes())
            .unwrap();
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(high.to_bytes()));
        assert_eq!(
            parse(&token).unwrap().verify(&public, 5),
            Err(AuthError::Invalid)
        );
    }
}
