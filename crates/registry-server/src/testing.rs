//! What reads bytes of strangers, for fuzz targets: the same functions that the endpoints call, without a server.

use std::ops::Range;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde_json::Value;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, PublicKeyCredential, RegisterPublicKeyCredential, SecurityKey,
    SecurityKeyRegistration, Uuid,
};

use crate::auth::token::TokenKey;
use crate::auth::webauthn::Party;
use crate::auth::{caller, cookie, token_endpoint};
use crate::digest::Digest;
use crate::manifest::Manifest;
use crate::oci::range::{self, Asked};
use crate::oci::{Query, route, upload_chunk};

/// What a manifest says, as far as the registry understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestRead {
    /// Digest of the bytes.
    pub digest: String,
    /// Its media type.
    pub media_type: String,
    /// Digests of contents that have to be there.
    pub needs: Vec<String>,
    /// The entry in a list of referrers, as JSON.
    pub descriptor: Vec<u8>,
}

/// Reads a manifest as it is pushed with a `Content-Type`, under a digest if one is given.
#[must_use]
pub fn manifest(
    bytes: &[u8],
    content_type: Option<&str>,
    under: Option<&str>,
) -> Option<ManifestRead> {
    let under: Option<Digest> = under.map(str::parse).transpose().ok()?;
    let read = Manifest::read(Bytes::copy_from_slice(bytes), content_type, under.as_ref()).ok()?;
    Some(ManifestRead {
        digest: read.digest.to_string(),
        media_type: read.media_type.clone(),
        needs: read.needs().map(ToString::to_string).collect(),
        descriptor: serde_json::to_vec(&read.descriptor()).ok()?,
    })
}

/// Whether a text can be a digest.
#[must_use]
pub fn is_digest(text: &str) -> bool {
    text.parse::<Digest>().is_ok()
}

/// Name and length of the password in an `Authorization` header of the scheme Basic.
#[must_use]
pub fn basic(value: &[u8]) -> Option<(String, usize)> {
    let headers = with(header::AUTHORIZATION, value)?;
    let (name, password) = caller::basic(&headers)?;
    Some((name, password.len()))
}

/// What follows `Bearer` in an `Authorization` header.
#[must_use]
pub fn bearer(value: &[u8]) -> Option<String> {
    let headers = with(header::AUTHORIZATION, value)?;
    caller::credentials(&headers, "bearer").map(str::to_owned)
}

/// Session and user in a `Cookie` header.
#[must_use]
pub fn session(value: &[u8]) -> Option<(String, String)> {
    cookie::session(&with(header::COOKIE, value)?)
}

/// Repositories that the query string of `/token` asks for.
#[must_use]
pub fn scopes(query: &str) -> Vec<String> {
    let found = token_endpoint::scopes(query);
    found
        .into_iter()
        .map(|(name, _)| name.as_str().to_owned())
        .collect()
}

fn with(name: header::HeaderName, value: &[u8]) -> Option<HeaderMap> {
    let value = HeaderValue::from_bytes(value).ok()?;
    Some(HeaderMap::from_iter([(name, value)]))
}

/// A key that nobody else has.
pub struct Tokens(TokenKey);

impl Default for Tokens {
    fn default() -> Self {
        Self::new()
    }
}

impl Tokens {
    /// Makes the key.
    ///
    /// # Panics
    /// When the system gives no random bytes.
    #[must_use]
    pub fn new() -> Self {
        let key = TokenKey::new(&TokenKey::generate(), "localhost".into());
        Self(key.expect("a key that was just made"))
    }

    /// Whether a token is taken.
    #[must_use]
    pub fn takes(&self, token: &str) -> bool {
        self.0.check(token).is_ok()
    }
}

/// The bytes that a `Range` header asks of a blob of `size` bytes, if it asks for a part that is there.
#[must_use]
pub fn range(value: &str, size: u64) -> Option<Range<u64>> {
    match range::asked(Some(value), size) {
        Asked::Part(part) => Some(part),
        Asked::Whole | Asked::Outside => None,
    }
}

/// First and last byte that a `Content-Range` header of a chunk names.
#[must_use]
pub fn content_range(value: &str) -> Option<(u64, u64)> {
    upload_chunk::content_range(value)
}

/// The repository that a path below `/v2/` names.
#[must_use]
pub fn repository(path: &str) -> Option<String> {
    let place = route::parse(path).ok()?;
    Some(place.name.as_str().to_owned())
}

/// How many entries a query string wants of a list, at most `most`.
#[must_use]
pub fn page(query: &str, most: usize) -> Option<usize> {
    let query = Query::parse(Some(query));
    query.page(most).ok().map(|(count, _)| count)
}

/// A relying party with a sign-up and a sign-in under way, at `http://localhost:5000`.
pub struct Passkeys {
    party: Party,
    sign_up: (String, SecurityKeyRegistration),
    sign_in: (String, DiscoverableAuthentication),
    key: Option<SecurityKey>,
}

impl Passkeys {
    /// Begins both; `answer` is one to a sign-up, whose passkey is known from then on.
    ///
    /// # Panics
    /// When the library doesn't take its own settings, or the answer isn't good.
    #[must_use]
    pub fn knowing(answer: &[u8]) -> Self {
        let lasts = Duration::from_secs(86_400);
        let party = Party::new("http://localhost:5000", &[], lasts).expect("a host name");
        let id = Uuid::from_bytes([7; 16]);
        let (made, up) = party
            .webauthn
            .start_securitykey_registration(id, "ann", "ann", None, None, None)
            .expect("a sign-up begins");
        let (asked, into) = party
            .webauthn
            .start_discoverable_authentication()
            .expect("a sign-in begins");
        let text = |challenge: &[u8]| URL_SAFE_NO_PAD.encode(challenge);
        let mut all = Self {
            sign_up: (text(made.public_key.challenge.as_ref()), up),
            sign_in: (text(asked.public_key.challenge.as_ref()), into),
            party,
            key: None,
        };
        all.key = Some(all.sign_up(answer).expect("a good answer"));
        all
    }

    fn sign_up(&self, bytes: &[u8]) -> Option<SecurityKey> {
        let answer = filled(bytes, &self.sign_up.0)?;
        let answer: RegisterPublicKeyCredential = serde_json::from_value(answer).ok()?;
        let party = &self.party;
        let data = answer.response.client_data_json.as_ref();
        assert!(
            party.sign_ups.end(data, "ann").is_err(),
            "nothing was begun"
        );
        party
            .webauthn
            .finish_securitykey_registration(&answer, &self.sign_up.1)
            .ok()
    }

    /// Whether an answer makes a passkey. An empty challenge in its client data is filled in with the right one.
    #[must_use]
    pub fn signs_up(&self, bytes: &[u8]) -> bool {
        self.sign_up(bytes).is_some()
    }

    /// Whether an answer without a user name signs in. The challenge is filled in as in a sign-up.
    #[must_use]
    pub fn signs_in(&self, bytes: &[u8]) -> bool {
        let Some(answer) = filled(bytes, &self.sign_in.0) else {
            return false;
        };
        let Ok(answer) = serde_json::from_value::<PublicKeyCredential>(answer) else {
            return false;
        };
        let webauthn = &self.party.webauthn;
        let (Ok(_), Some(key)) = (
            webauthn.identify_discoverable_authentication(&answer),
            &self.key,
        ) else {
            return false;
        };
        let state = self.sign_in.1.clone();
        let done = webauthn.finish_discoverable_authentication_v2(&answer, state, key);
        done.is_ok()
    }
}

/// The answer's JSON; an empty challenge becomes `challenge`.
fn filled(bytes: &[u8], challenge: &str) -> Option<Value> {
    let mut answer: Value = serde_json::from_slice(bytes).ok()?;
    let data = answer.get_mut("response")?;
    let text = data.get("clientDataJSON")?.as_str()?;
    let decoded = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    if let Ok(mut client) = serde_json::from_slice::<Value>(&decoded)
        && client.get("challenge").is_some_and(|c| c == "")
    {
        client["challenge"] = challenge.into();
        data["clientDataJSON"] = URL_SAFE_NO_PAD.encode(client.to_string()).into();
    }
    Some(answer)
}
