//! Who one is to a registry, and the tokens that come of it (distribution's token authentication).

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use types::UnixMillis;
use zeroize::Zeroizing;

use crate::challenge::Challenge;
use crate::error::ClientError;
use crate::name::{ServerUrl, is_loopback};

/// A secret text that is overwritten when dropped and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(Zeroizing<String>);

impl Hidden {
    /// Hides a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text, to be put into a request.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(…)")
    }
}

/// Who one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials {
    /// Nobody.
    Anonymous,
    /// A name with a password or personal access token.
    Basic {
        /// The name.
        user: String,
        /// Password or token.
        password: Hidden,
    },
    /// A token that is sent as it is: an OpenRegistry session.
    Bearer(Hidden),
}

impl Credentials {
    /// The value of an `Authorization` header with name and password.
    pub(crate) fn basic(&self) -> Option<String> {
        match self {
            Self::Basic { user, password } => {
                let pair = Zeroizing::new(format!("{user}:{}", password.expose()));
                Some(format!("Basic {}", STANDARD.encode(pair.as_bytes())))
            }
            _ => None,
        }
    }
}

/// What a request needs: the scope of a token (`repository:NAME:ACTIONS`), empty for none in particular.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope(pub(crate) String);

impl Scope {
    /// To look and to take.
    pub(crate) fn pull(repository: &str) -> Self {
        Self(format!("repository:{repository}:pull"))
    }

    /// To put.
    pub(crate) fn push(repository: &str) -> Self {
        Self(format!("repository:{repository}:pull,push"))
    }

    /// To take and put in a repository of the user's own.
    pub(crate) fn pull_and_push(user: &str) -> Self {
        Self::push(&format!("{user}/slipway"))
    }

    /// To delete.
    pub(crate) fn delete(repository: &str) -> Self {
        Self(format!("repository:{repository}:delete"))
    }

    /// To list repositories.
    pub(crate) fn catalog() -> Self {
        Self("registry:catalog:*".into())
    }

    /// To ask whether anybody is there.
    pub(crate) const fn nothing() -> Self {
        Self(String::new())
    }
}

#[derive(Clone)]
struct Kept {
    value: Hidden,
    end: UnixMillis,
}

/// How requests are authorised now.
#[derive(Clone, Default)]
pub(crate) struct Tokens {
    kept: BTreeMap<Scope, Kept>,
    basic: bool,
}

/// Milliseconds before its end at which a token is made anew.
const RENEW: u64 = 15_000;

impl Tokens {
    /// The header for a request, if one is known already.
    pub(crate) fn header(
        &self,
        scope: &Scope,
        who: &Credentials,
        now: UnixMillis,
    ) -> Option<String> {
        if let Credentials::Bearer(token) = who {
            return Some(format!("Bearer {}", token.expose()));
        }
        if self.basic {
            return who.basic();
        }
        let kept = self.kept.get(scope)?;
        (kept.end.since(now) > RENEW).then(|| format!("Bearer {}", kept.value.expose()))
    }

    pub(crate) const fn use_basic(&mut self) {
        self.basic = true;
    }

    pub(crate) fn keep(&mut self, scope: Scope, token: GivenToken) {
        self.kept.insert(
            scope,
            Kept {
                value: token.value,
                end: token.end,
            },
        );
    }

    pub(crate) fn forget(&mut self, scope: &Scope) {
        self.kept.remove(scope);
    }
}

/// A token with its end.
pub(crate) struct GivenToken {
    value: Hidden,
    end: UnixMillis,
}

/// Reads the answer of a token service. OpenRegistry gives the end as absolute seconds and an empty token for a refusal.
pub(crate) fn read_token(body: &[u8], now: UnixMillis) -> Result<GivenToken, ClientError> {
    #[derive(Deserialize)]
    struct Answer {
        token: Option<String>,
        access_token: Option<String>,
        expires_in: Option<f64>,
    }
    let answer: Answer = serde_json::from_slice(body)
        .map_err(|_| ClientError::Malformed("the token service's answer is no JSON".into()))?;
    let value = answer
        .token
        .filter(|t| !t.is_empty())
        .or(answer.access_token.filter(|t| !t.is_empty()))
        .ok_or_else(|| ClientError::Denied("the token service gave an empty token".into()))?;
    if value.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(ClientError::Malformed("the token holds blanks".into()));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let seconds = answer.expires_in.unwrap_or(60.0).clamp(0.0, 1e11) as u64;
    let end = if seconds > 100_000_000 {
        UnixMillis(seconds * 1000)
    } else {
        UnixMillis(now.0 + seconds.max(60) * 1000)
    };
    // Whatever a server promises, a token is asked for anew after a day.
    let end = UnixMillis(end.0.min(now.0 + 86_400_000));
    Ok(GivenToken {
        value: Hidden::new(value),
        end,
    })
}

/// The address to ask for a token, after checking that it belongs to the server.
pub(crate) fn token_url(
    server: &ServerUrl,
    challenge: &Challenge,
    scope: &Scope,
    secret: bool,
) -> Result<String, ClientError> {
    let Challenge::Bearer {
        realm,
        service,
        scope: wanted,
    } = challenge
    else {
        return Err(ClientError::SignIn);
    };
    let mut url = url::Url::parse(realm)
        .map_err(|_| ClientError::Malformed("the challenge's realm is no address".into()))?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let private = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&host));
    let same_machine = is_loopback(&host) == is_loopback(server.host());
    if !private || !same_machine || (secret && !is_same_site(server.host(), &host)) {
        return Err(ClientError::Realm(host));
    }
    let scope = if scope.0.is_empty() {
        wanted.as_deref().unwrap_or_default()
    } else {
        &scope.0
    };
    {
        let mut query = url.query_pairs_mut();
        if let Some(service) = service {
            query.append_pair("service", service);
        }
        if !scope.is_empty() {
            query.append_pair("scope", scope);
        }
    }
    Ok(url.into())
}

/// Bytes of base64url text, with or without padding.
#[must_use]
pub fn base64url(text: &str) -> Option<Vec<u8>> {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

/// Whether two hosts belong to the same registrable domain, such as `registry-1.docker.io` and `auth.docker.io`.
pub(crate) fn is_same_site(a: &str, b: &str) -> bool {
    use public_suffix::{DEFAULT_PROVIDER, EffectiveTLDProvider};
    if a == b || (is_loopback(a) && is_loopback(b)) {
        return true;
    }
    let domain = |host: &str| {
        DEFAULT_PROVIDER
            .effective_tld_plus_one(host)
            .ok()
            .map(str::to_owned)
    };
    match (domain(a), domain(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_795_500_000_000);

    #[test]
    fn secrets_are_not_printed() {
        let who = Credentials::Basic {
            user: "ann".into(),
            password: Hidden::new("s3cret"),
        };
        assert!(!format!("{who:?}").contains("s3cret"));
        assert_eq!(who.basic().unwrap(), "Basic YW5uOnMzY3JldA==");
    }

    #[test]
    fn absolute_expires_in_of_openregistry_is_an_end() {
        let body = br#"{"token":"t","expires_in":1795500600,"issued_at":""}"#;
        assert_eq!(read_token(body, NOW).unwrap().end.0, NOW.0 + 600_000);
        let body = br#"{"access_token":"t","expires_in":300}"#;
        assert_eq!(read_token(body, NOW).unwrap().end.0, NOW.0 + 300_000);
        let never = br#"{"token":"t","expires_in":9e99}"#;
        assert_eq!(read_token(never, NOW).unwrap().end.0, NOW.0 + 86_400_000);
    }

    #[test]
    fn an_empty_token_is_a_refusal() {
        assert!(matches!(
            read_token(br#"{"token":""}"#, NOW),
            Err(ClientError::Denied(_))
        ));
        assert!(read_token(br#"{"token":"a b"}"#, NOW).is_err());
    }

    #[test]
    fn a_password_is_not_sent_to_another_site() {
        let challenge = |realm: &str| Challenge::Bearer {
            realm: realm.into(),
            service: Some("s".into()),
            scope: None,
        };
        let hub: ServerUrl = "registry-1.docker.io".parse().unwrap();
        let scope = Scope::pull("a/b");
        let ask = |realm: &str, secret| token_url(&hub, &challenge(realm), &scope, secret);
        assert_eq!(
            ask("https://auth.docker.io/token", true).unwrap(),
            "https://auth.docker.io/token?service=s&scope=repository%3Aa%2Fb%3Apull"
        );
        assert!(matches!(
            ask("https://evil.example/t", true),
            Err(ClientError::Realm(_))
        ));
        assert!(ask("https://evil.example/t", false).is_ok());
        assert!(ask("http://auth.docker.io/token", true).is_err());
        assert!(ask("http://localhost:1/token", false).is_err());
        assert!(!is_same_site("a.co.uk", "b.co.uk"));
    }

    #[test]
    fn a_token_is_renewed_before_its_end() {
        let mut tokens = Tokens::default();
        let scope = Scope::push("a");
        let token = read_token(br#"{"token":"t","expires_in":100}"#, NOW).unwrap();
        tokens.keep(scope.clone(), token);
        let at = |ms| tokens.header(&scope, &Credentials::Anonymous, UnixMillis(NOW.0 + ms));
        assert_eq!(at(0).unwrap(), "Bearer t");
        assert!(at(90_000).is_none());
    }
}
