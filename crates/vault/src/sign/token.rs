//! Provider tokens (AEP-64): claims, signing string, finished token.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use types::Address;

use super::offchain;

/// Why claims don't make a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The JSON is not the claims of a version 1 token.
    #[error("these are not the claims of a provider token: {0}")]
    Claims(String),
    /// The token would end before it begins.
    #[error("the token ends before it begins")]
    Times,
    /// A list of scopes, services or providers is empty or names something twice.
    #[error("{0} must be named, each once")]
    List(&'static str),
    /// `oseq` needs `gseq`, and numbers count from one.
    #[error("a deployment needs a dseq, and an oseq needs a gseq")]
    Deployment,
    /// Tokens are issued by ordinary accounts.
    #[error("a token's issuer is an account of 20 bytes")]
    Issuer,
}

/// The two signature schemes that providers accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenAlgorithm {
    /// ECDSA over the signing string.
    #[serde(rename = "ES256K")]
    Es256k,
    /// ECDSA over the ADR-036 document of the signing string, for wallets that sign nothing else.
    #[serde(rename = "ES256KADR36")]
    Es256kAdr36,
}

/// What a token lets its bearer do at a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Send a manifest.
    SendManifest,
    /// Read the manifest back.
    GetManifest,
    /// Read logs.
    Logs,
    /// Open a shell.
    Shell,
    /// Read events.
    Events,
    /// Read the lease's status.
    Status,
    /// Restart a service.
    Restart,
    /// Move a hostname.
    HostnameMigrate,
    /// Move an IP endpoint.
    IpMigrate,
    /// Ask for an attestation.
    Attestation,
}

/// One deployment in a granular token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentAccess {
    /// What may be done.
    pub scope: Vec<Scope>,
    /// The deployment.
    pub dseq: u64,
    /// One group of it; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gseq: Option<u32>,
    /// One order of that group; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oseq: Option<u32>,
    /// The services meant.
    pub services: Vec<String>,
}

/// One provider in a granular token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "access", rename_all = "lowercase", deny_unknown_fields)]
pub enum ProviderAccess {
    /// Everything at this provider.
    Full {
        /// The provider.
        provider: Address,
    },
    /// These scopes at this provider.
    Scoped {
        /// The provider.
        provider: Address,
        /// What may be done.
        scope: Vec<Scope>,
    },
    /// These deployments at this provider.
    Granular {
        /// The provider.
        provider: Address,
        /// Which deployments.
        deployments: Vec<DeploymentAccess>,
    },
}

impl ProviderAccess {
    /// The provider that it is for.
    #[must_use]
    pub const fn provider(&self) -> &Address {
        match self {
            Self::Full { provider }
            | Self::Scoped { provider, .. }
            | Self::Granular { provider, .. } => provider,
        }
    }

    fn check(&self) -> Result<(), TokenError> {
        match self {
            Self::Full { .. } => Ok(()),
            Self::Scoped { scope, .. } => unique(scope, "scopes"),
            Self::Granular { deployments, .. } => {
                if deployments.is_empty() {
                    return Err(TokenError::List("deployments"));
                }
                for one in deployments {
                    let numbers = one.dseq > 0
                        && one.gseq != Some(0)
                        && one.oseq != Some(0)
                        && (one.oseq.is_none() || one.gseq.is_some());
                    if !numbers {
                        return Err(TokenError::Deployment);
                    }
                    unique(&one.scope, "scopes")?;
                    unique(&one.services, "services")?;
                    if one.services.iter().any(String::is_empty) {
                        return Err(TokenError::List("services"));
                    }
                }
                Ok(())
            }
        }
    }
}

/// What the token is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "access", rename_all = "lowercase", deny_unknown_fields)]
pub enum LeaseAccess {
    /// Everything at every provider. Prefer a narrower one.
    Full {},
    /// These scopes at every provider.
    Scoped {
        /// What may be done.
        scope: Vec<Scope>,
    },
    /// Named providers.
    Granular {
        /// One entry a provider.
        permissions: Vec<ProviderAccess>,
    },
}

/// The claims of a token; times in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenClaims {
    /// The account that owns the deployments.
    pub issuer: Address,
    /// When it was made.
    pub issued_at: u64,
    /// From when it holds; providers allow no leeway, so set it a minute back.
    pub not_before: u64,
    /// Until when it holds.
    pub expires: u64,
    /// An optional id.
    pub id: Option<String>,
    /// What it lets its bearer do.
    pub access: LeaseAccess,
}

/// Claims in the order that the Go client writes them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    iss: Address,
    exp: u64,
    nbf: u64,
    iat: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    version: String,
    leases: LeaseAccess,
}

impl TokenClaims {
    /// Reads claims as strictly as the schema of AEP-64.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn parse(json: &[u8]) -> Result<Self, TokenError> {
        let wire: Wire =
            serde_json::from_slice(json).map_err(|e| TokenError::Claims(e.to_string()))?;
        if wire.version != "v1" {
            return Err(TokenError::Claims("the version is not v1".into()));
        }
        let claims = Self {
            issuer: wire.iss,
            issued_at: wire.iat,
            not_before: wire.nbf,
            expires: wire.exp,
            id: wire.jti,
            access: wire.leases,
        };
        claims.check()?;
        Ok(claims)
    }

    /// True when a provider whose clock shows `now` (seconds since 1970) accepts the times.
    #[must_use]
    pub const fn is_valid_at(&self, now: u64) -> bool {
        self.not_before <= now && now < self.expires
    }

    fn check(&self) -> Result<(), TokenError> {
        if self.issuer.to_bytes().len() != 20 {
            return Err(TokenError::Issuer);
        }
        if self.expires <= self.not_before {
            return Err(TokenError::Times);
        }
        if self.id.as_deref() == Some("") {
            return Err(TokenError::Claims("jti is empty".into()));
        }
        match &self.access {
            LeaseAccess::Full {} => Ok(()),
            LeaseAccess::Scoped { scope } => unique(scope, "scopes"),
            LeaseAccess::Granular { permissions } => {
                let providers: Vec<_> = permissions.iter().map(ProviderAccess::provider).collect();
                unique(&providers, "providers")?;
                permissions.iter().try_for_each(ProviderAccess::check)
            }
        }
    }

    fn json(&self) -> Vec<u8> {
        let wire = Wire {
            iss: self.issuer.clone(),
            exp: self.expires,
            nbf: self.not_before,
            iat: self.issued_at,
            jti: self.id.clone(),
            version: "v1".into(),
            leases: self.access.clone(),
        };
        serde_json::to_vec(&wire).expect("plain data always serialises")
    }
}

/// A token that lacks its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenDoc {
    algorithm: TokenAlgorithm,
    claims: TokenClaims,
    signing_string: String,
    bytes: Vec<u8>,
}

impl TokenDoc {
    /// Writes header and claims.
    ///
    /// # Errors
    /// [`TokenError`] when the claims contradict the schema.
    pub fn new(algorithm: TokenAlgorithm, claims: TokenClaims) -> Result<Self, TokenError> {
        claims.check()?;
        let header = match algorithm {
            TokenAlgorithm::Es256k => r#"{"alg":"ES256K","typ":"JWT"}"#,
            TokenAlgorithm::Es256kAdr36 => r#"{"alg":"ES256KADR36","typ":"JWT"}"#,
        };
        let signing_string = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims.json())
        );
        let bytes = signed_bytes(algorithm, &signing_string, &claims.issuer);
        Ok(Self {
            algorithm,
            claims,
            signing_string,
            bytes,
        })
    }

    /// Reads the text that an app wants signed off chain, when it is the signing string of an ES256KADR36 token; the
    /// text itself is what is signed, however its JSON is written.
    ///
    /// # Errors
    /// [`TokenError`] when it is a token of another kind, or its claims contradict the schema.
    pub fn read(text: &[u8]) -> Result<Self, TokenError> {
        let bad = |what: &str| TokenError::Claims(what.to_owned());
        let string = std::str::from_utf8(text).map_err(|_| bad("it is not text"))?;
        let (header, claims) = string
            .split_once('.')
            .ok_or_else(|| bad("a part is missing"))?;
        let part = |text: &str| {
            URL_SAFE_NO_PAD
                .decode(text)
                .map_err(|_| bad("a part is not base64"))
        };
        let header: serde_json::Value =
            serde_json::from_slice(&part(header)?).map_err(|_| bad("its head is not JSON"))?;
        if header["alg"] != "ES256KADR36" {
            return Err(bad("its kind is not the one for connected apps"));
        }
        let claims = TokenClaims::parse(&part(claims)?)?;
        let algorithm = TokenAlgorithm::Es256kAdr36;
        Ok(Self {
            algorithm,
            bytes: signed_bytes(algorithm, string, &claims.issuer),
            claims,
            signing_string: string.to_owned(),
        })
    }

    /// Whether a text is header and claims of a token, whatever they say.
    #[must_use]
    pub fn looks_like(text: &[u8]) -> bool {
        is_signing_string(text)
    }

    /// Header and claims, as another signer gets them.
    #[must_use]
    pub fn signing_string(&self) -> &str {
        &self.signing_string
    }

    /// The exact bytes whose SHA-256 is signed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the token says, for the words and the standing rule.
    #[must_use]
    pub const fn claims(&self) -> &TokenClaims {
        &self.claims
    }

    /// The signature scheme.
    #[must_use]
    pub const fn algorithm(&self) -> TokenAlgorithm {
        self.algorithm
    }

    /// The finished token, for `Authorization: Bearer …`.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> String {
        format!(
            "{}.{}",
            self.signing_string,
            URL_SAFE_NO_PAD.encode(signature)
        )
    }
}

/// The bytes that a token's signature covers.
pub(crate) fn signed_bytes(algorithm: TokenAlgorithm, string: &str, issuer: &Address) -> Vec<u8> {
    match algorithm {
        TokenAlgorithm::Es256k => string.as_bytes().to_vec(),
        TokenAlgorithm::Es256kAdr36 => offchain::document(issuer, string.as_bytes()),
    }
}

/// True when `data` is header.payload of a token, whatever its claims.
pub(super) fn is_signing_string(data: &[u8]) -> bool {
    let Some(header) = data.split(|b| *b == b'.').next() else {
        return false;
    };
    if header.len() == data.len() {
        return false;
    }
    URL_SAFE_NO_PAD
        .decode(header)
        .ok()
        .and_then(|json| serde_json::from_slice::<serde_json::Value>(&json).ok())
        .is_some_and(|value| value.get("alg").is_some())
}

fn unique<T: Ord>(items: &[T], what: &'static str) -> Result<(), TokenError> {
    let set: BTreeSet<_> = items.iter().collect();
    if items.is_empty() || set.len() != items.len() {
        return Err(TokenError::List(what));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

    fn claims(access: LeaseAccess) -> TokenClaims {
        TokenClaims {
            issuer: OWNER.parse().unwrap(),
            issued_at: 100,
            not_before: 40,
            expires: 1000,
            id: None,
            access,
        }
    }

    #[test]
    fn writes_the_claims_in_order() {
        let doc = TokenDoc::new(TokenAlgorithm::Es256k, claims(LeaseAccess::Full {})).unwrap();
        let payload = doc.signing_string.split('.').nth(1).unwrap();
        let json = URL_SAFE_NO_PAD.decode(payload).unwrap();
        assert_eq!(
            std::str::from_utf8(&json).unwrap(),
            format!(
                r#"{{"iss":"{OWNER}","exp":1000,"nbf":40,"iat":100,"version":"v1","leases":{{"access":"full"}}}}"#
            )
        );
        assert_eq!(TokenClaims::parse(&json).unwrap(), *doc.claims());
        assert_eq!(doc.finish(&[0; 64]).split('.').count(), 3);
    }

    #[test]
    fn refuses_what_the_schema_refuses() {
        let full = r#""leases":{"access":"full"}"#;
        let times = r#""iat":1,"nbf":1,"exp":2"#;
        for bad in [
            format!(r#"{{"iss":"{OWNER}",{times},"version":"v2",{full}}}"#),
            format!(r#"{{"iss":"{OWNER}",{times},"version":"v1",{full},"aud":"x"}}"#),
            format!(r#"{{"iss":"{OWNER}","iat":1,"nbf":2,"exp":2,"version":"v1",{full}}}"#),
            format!(
                r#"{{"iss":"{OWNER}",{times},"version":"v1","leases":{{"access":"full","scope":["logs"]}}}}"#
            ),
            format!(
                r#"{{"iss":"{OWNER}",{times},"version":"v1","leases":{{"access":"scoped","scope":[]}}}}"#
            ),
            format!(
                r#"{{"iss":"{OWNER}",{times},"version":"v1","leases":{{"access":"scoped","scope":["logs","logs"]}}}}"#
            ),
            format!(
                r#"{{"iss":"{OWNER}",{times},"version":"v1","leases":{{"access":"granular","permissions":[]}}}}"#
            ),
            format!(
                r#"{{"iss":"{OWNER}",{times},"version":"v1","leases":{{"access":"granular","permissions":[{{"provider":"{OWNER}","access":"granular","deployments":[{{"dseq":0,"scope":["logs"],"services":["a"]}}]}}]}}}}"#
            ),
            format!(
                r#"{{"iss":"{OWNER}",{times},"version":"v1","leases":{{"access":"granular","permissions":[{{"provider":"{OWNER}","access":"granular","deployments":[{{"dseq":1,"oseq":1,"scope":["logs"],"services":["a"]}}]}}]}}}}"#
            ),
        ] {
            assert!(TokenClaims::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn adr_36_tokens_sign_the_wrapped_string() {
        let access = LeaseAccess::Scoped {
            scope: vec![Scope::SendManifest, Scope::Logs],
        };
        let doc = TokenDoc::new(TokenAlgorithm::Es256kAdr36, claims(access)).unwrap();
        assert!(doc.bytes().starts_with(b"{\"account_number\":\"0\""));
        assert!(is_signing_string(doc.signing_string.as_bytes()));
        assert!(!is_signing_string(b"hello. world"));
        assert_eq!(
            TokenDoc::read(doc.signing_string().as_bytes()).unwrap(),
            doc
        );
    }

    #[test]
    fn only_tokens_for_apps_are_read_from_texts() {
        let other = TokenDoc::new(TokenAlgorithm::Es256k, claims(LeaseAccess::Full {})).unwrap();
        assert!(TokenDoc::read(other.signing_string().as_bytes()).is_err());
        assert!(TokenDoc::looks_like(other.signing_string().as_bytes()));
        let right =
            TokenDoc::new(TokenAlgorithm::Es256kAdr36, claims(LeaseAccess::Full {})).unwrap();
        for bad in [
            "",
            ".",
            "a.b",
            &format!("{}.e30", right.signing_string().split('.').next().unwrap()),
        ] {
            assert!(TokenDoc::read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
