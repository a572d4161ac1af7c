//! Who we are to the relay: an Ed25519 key whose `did:key` names our mailbox, and the token it signs.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use platform::Rng;
use serde::{Deserialize, Serialize};

use crate::keys::random;

/// Life of a token, in seconds.
const LIFE: u64 = 86_400;
/// Multicodec of an Ed25519 public key.
const CODEC: [u8; 2] = [0xed, 0x01];

/// Why a token was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token of this kind.
    #[error("the token can't be read")]
    Form,
    /// Its signature is not its issuer's.
    #[error("the token's signature is wrong")]
    Signature,
    /// It was made for another relay.
    #[error("the token is for another relay")]
    Audience,
    /// It ended, or has not begun.
    #[error("the token is not valid now")]
    Time,
}

/// The name of a mailbox: `did:key:z…` of an Ed25519 key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClientId(String);

impl ClientId {
    fn of(key: &VerifyingKey) -> Self {
        let bytes = [CODEC.as_slice(), key.as_bytes()].concat();
        Self(format!("did:key:z{}", bs58::encode(bytes).into_string()))
    }

    fn key(&self) -> Option<VerifyingKey> {
        let bytes = bs58::decode(self.0.strip_prefix("did:key:z")?)
            .into_vec()
            .ok()?;
        let key: &[u8; 32] = bytes.strip_prefix(&CODEC)?.try_into().ok()?;
        VerifyingKey::from_bytes(key).ok()
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Our key at the relay; kept for as long as the sessions are.
#[derive(Clone)]
pub struct RelayIdentity(SigningKey);

#[derive(Serialize, Deserialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
}

// The order of the fields is the order in the token.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    iat: u64,
    exp: u64,
}

impl RelayIdentity {
    /// A fresh identity.
    #[must_use]
    pub fn make(rng: &dyn Rng) -> Self {
        Self::from_seed(random(rng))
    }

    /// The identity of this seed.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// The seed, for writing it down sealed.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Its public name.
    #[must_use]
    pub fn client_id(&self) -> ClientId {
        ClientId::of(&self.0.verifying_key())
    }

    /// A token for `relay` (the configured address, without a query); `subject` is random per process,
    /// `now` is in seconds. A new one is made for each connection.
    #[must_use]
    pub fn token(&self, relay: &str, subject: &[u8; 32], now: u64) -> String {
        let claims = Claims {
            iss: self.client_id().to_string(),
            sub: hex::encode(subject),
            aud: relay.to_owned(),
            iat: now,
            exp: now + LIFE,
        };
        let header = Header {
            alg: "EdDSA",
            typ: "JWT",
        };
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = self.0.sign(signed.as_bytes()).to_bytes();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

impl fmt::Debug for RelayIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RelayIdentity({})", self.client_id())
    }
}

impl ClientId {
    /// Reads a token that was made for `relay` and gives its issuer; `now` is in seconds.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn from_token(token: &str, relay: &str, now: u64) -> Result<Self, TokenError> {
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Form)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenError::Form)?;
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| TokenError::Form);
        let header = decode(header)?;
        let header: Header<'_> = serde_json::from_slice(&header).map_err(|_| TokenError::Form)?;
        if header.alg != "EdDSA" {
            return Err(TokenError::Form);
        }
        let claims: Claims =
            serde_json::from_slice(&decode(claims)?).map_err(|_| TokenError::Form)?;
        let issuer = Self(claims.iss);
        let key = issuer.key().ok_or(TokenError::Form)?;
        let signature = Signature::from_slice(&decode(signature)?).map_err(|_| TokenError::Form)?;
        key.verify_strict(signed.as_bytes(), &signature)
            .map_err(|_| TokenError::Signature)?;
        if claims.aud != relay {
            return Err(TokenError::Audience);
        }
        if claims.exp <= now || claims.iat > now + 300 {
            return Err(TokenError::Time);
        }
        Ok(issuer)
    }
}

fn part(value: &impl Serialize) -> String {
    let json = serde_json::to_vec(value).expect("texts and numbers can be written");
    URL_SAFE_NO_PAD.encode(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELAY: &str = "wss://relay.walletconnect.org";
    const TOKEN: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJkaWQ6a2V5Ono2TWtnNDlOdFFSMkx5WVJEQ1FGSzR3MVZWSHFoeXBaU1NSbzdIc3l1TjdTVjd2NSIsInN1YiI6IjQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQiLCJhdWQiOiJ3c3M6Ly9yZWxheS53YWxsZXRjb25uZWN0Lm9yZyIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDg2NDAwfQ.RsKOvPuk8f3cwqBtptVmgvh9sdKdw0tDrrW5-gQJ7M-Wi4m32ovRn5CWLJ3vmZ2Di6ZqcIFCLC_7VUWim821AQ";

    #[test]
    fn makes_the_published_token() {
        let identity = RelayIdentity::from_seed([0x33; 32]);
        assert_eq!(
            identity.client_id().to_string(),
            "did:key:z6Mkg49NtQR2LyYRDCQFK4w1VVHqhypZSSRo7HsyuN7SV7v5"
        );
        assert_eq!(identity.token(RELAY, &[0x44; 32], 1_700_000_000), TOKEN);
        assert_eq!(
            ClientId::from_token(TOKEN, RELAY, 1_700_000_100),
            Ok(identity.client_id())
        );
    }

    #[test]
    fn refuses_foreign_late_and_forged_tokens() {
        let read = |token: &str, relay, now| ClientId::from_token(token, relay, now).unwrap_err();
        assert_eq!(read(TOKEN, "ws://x", 1_700_000_100), TokenError::Audience);
        assert_eq!(read(TOKEN, RELAY, 1_700_086_400), TokenError::Time);
        assert_eq!(read(TOKEN, RELAY, 1_699_000_000), TokenError::Time);
        assert_eq!(read("a.b", RELAY, 0), TokenError::Form);
        let other = RelayIdentity::from_seed([0x34; 32]).token(RELAY, &[0; 32], 1_700_000_000);
        let forged = format!(
            "{}.{}",
            TOKEN.rsplit_once('.').unwrap().0,
            other.rsplit_once('.').unwrap().1
        );
        assert_eq!(read(&forged, RELAY, 1_700_000_100), TokenError::Signature);
    }
}
