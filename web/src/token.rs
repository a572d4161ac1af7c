//! Which tokens the bridge hands on: short-lived ones that name one provider and one deployment.
//!
//! The signature is the provider's business. What is checked here keeps a token that opens more
//! than a lease from ever passing through this server.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use types::Address;

/// Longest life of a token that the page's own vault signs, in seconds.
const LIFE: u64 = 15 * 60;
/// Longest life of one that another wallet signs, where a person is asked for each.
const LIFE_ELSEWHERE: u64 = 24 * 3600;
/// Difference of clocks that is put up with, in seconds.
const LEEWAY: u64 = 60;

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    iat: u64,
    nbf: u64,
    exp: u64,
    leases: Leases,
}

#[derive(Deserialize)]
struct Leases {
    access: String,
    #[serde(default)]
    permissions: Vec<Permission>,
}

#[derive(Deserialize)]
struct Permission {
    provider: String,
    access: String,
    #[serde(default)]
    deployments: Vec<Deployment>,
}

#[derive(Deserialize)]
struct Deployment {
    dseq: u64,
    #[serde(default)]
    scope: Vec<String>,
}

/// Why a token is not handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenError {
    /// Not `header.claims.signature`, or claims that are none.
    #[error("this is not a provider token")]
    Malformed,
    /// It has ended.
    #[error("the token has ended")]
    Expired,
    /// It lives longer than fifteen minutes, or than a day where another wallet signed it.
    #[error(
        "the token lives too long: at most fifteen minutes are accepted here, and a day when another wallet signs"
    )]
    TooLong,
    /// It opens more than the lease that is asked for.
    #[error("the token is not limited to this lease")]
    TooWide,
}

/// Checks a token for a request to `provider` about deployment `dseq`, at `now` in Unix seconds.
pub(crate) fn check(
    token: &str,
    provider: &Address,
    dseq: u64,
    now: u64,
) -> Result<(), TokenError> {
    let mut parts = token.split('.');
    let (Some(head), Some(claims), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(TokenError::Malformed);
    };
    let part = |text| {
        let bytes = URL_SAFE_NO_PAD.decode(text);
        bytes.map_err(|_| TokenError::Malformed)
    };
    let head: Head = serde_json::from_slice(&part(head)?).map_err(|_| TokenError::Malformed)?;
    let claims: Claims =
        serde_json::from_slice(&part(claims)?).map_err(|_| TokenError::Malformed)?;
    let life = if head.alg == "ES256KADR36" {
        LIFE_ELSEWHERE
    } else {
        LIFE
    };
    if claims.exp <= now.saturating_sub(LEEWAY) {
        return Err(TokenError::Expired);
    }
    let start = claims.iat.min(claims.nbf);
    if claims.exp.saturating_sub(start) > life || claims.exp > now + life + LEEWAY {
        return Err(TokenError::TooLong);
    }
    let narrow = |p: &Permission| {
        p.access == "granular"
            && p.provider == provider.as_str()
            && !p.deployments.is_empty()
            && p.deployments
                .iter()
                .all(|d| d.dseq == dseq && !d.scope.is_empty())
    };
    let leases = claims.leases;
    if leases.access != "granular"
        || leases.permissions.is_empty()
        || !leases.permissions.iter().all(narrow)
    {
        return Err(TokenError::TooWide);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const PROVIDER: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

    fn claims(exp: u64) -> Value {
        json!({
            "iss": "akash1x", "iat": 1_000, "nbf": 1_000, "exp": exp, "version": "v1",
            "leases": {"access": "granular", "permissions": [{
                "provider": PROVIDER, "access": "granular",
                "deployments": [{"dseq": 7, "scope": ["logs"], "services": ["all"]}],
            }]},
        })
    }

    fn checked(claims: &Value) -> Result<(), TokenError> {
        signed_as("ES256K", claims)
    }

    fn signed_as(alg: &str, claims: &Value) -> Result<(), TokenError> {
        let head = URL_SAFE_NO_PAD.encode(json!({"alg": alg, "typ": "JWT"}).to_string());
        let middle = URL_SAFE_NO_PAD.encode(claims.to_string());
        check(
            &format!("{head}.{middle}.c2ln"),
            &PROVIDER.parse().unwrap(),
            7,
            1_000,
        )
    }

    #[test]
    fn a_short_token_for_the_lease_passes() {
        assert_eq!(checked(&claims(1_900)), Ok(()));
    }

    #[test]
    fn long_or_ended_tokens_do_not() {
        assert_eq!(checked(&claims(1_901)), Err(TokenError::TooLong));
        assert_eq!(checked(&claims(900)), Err(TokenError::Expired));
    }

    #[test]
    fn another_wallet_signs_for_a_day_and_as_narrowly() {
        let day = 1_000 + 24 * 3600;
        assert_eq!(signed_as("ES256KADR36", &claims(day)), Ok(()));
        let longer = claims(day + 1);
        assert_eq!(signed_as("ES256KADR36", &longer), Err(TokenError::TooLong));
        let mut full = claims(1_900);
        full["leases"] = json!({"access": "full"});
        assert_eq!(signed_as("ES256KADR36", &full), Err(TokenError::TooWide));
    }

    #[test]
    fn wide_tokens_do_not() {
        let mut full = claims(1_900);
        full["leases"] = json!({"access": "full"});
        assert_eq!(checked(&full), Err(TokenError::TooWide));
        for (path, value) in [
            ("/leases/permissions", json!([])),
            ("/leases/permissions/0/access", json!("full")),
            ("/leases/permissions/0/deployments", json!([])),
            ("/leases/permissions/0/deployments/0/dseq", json!(8)),
            ("/leases/permissions/0/deployments/0/scope", json!([])),
            ("/leases/permissions/0/provider", json!("akash1other")),
        ] {
            let mut wide = claims(1_900);
            *wide.pointer_mut(path).unwrap() = value;
            assert_eq!(checked(&wide), Err(TokenError::TooWide), "{path}");
        }
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let provider = PROVIDER.parse().unwrap();
        for text in ["", "a.b", "a.b.c", "a.e30.c", "a.e30.c.d"] {
            assert_eq!(
                check(text, &provider, 7, 0),
                Err(TokenError::Malformed),
                "{text}"
            );
        }
    }
}
