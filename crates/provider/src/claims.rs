//! Claims of provider tokens (AEP-64): what is signed, not how.

use serde::Serialize;
use types::{Address, LeaseId, UnixMillis};

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// PUT of the manifest.
    SendManifest,
    /// Reading it back.
    GetManifest,
    /// Log lines.
    Logs,
    /// Cluster events.
    Events,
    /// Lease and service status.
    Status,
    /// A shell in a replica.
    Shell,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a Address,
    iat: u64,
    nbf: u64,
    exp: u64,
    version: &'static str,
    leases: Leases<'a>,
}

#[derive(Serialize)]
struct Leases<'a> {
    access: &'static str,
    permissions: [Permission<'a>; 1],
}

#[derive(Serialize)]
struct Permission<'a> {
    provider: &'a Address,
    access: &'static str,
    deployments: [Deployment<'a>; 1],
}

#[derive(Serialize)]
struct Deployment<'a> {
    dseq: u64,
    gseq: u32,
    oseq: u32,
    scope: &'a [Scope],
    services: &'a [String],
}

/// Seconds that a token lives.
pub const LIFETIME_SECONDS: u64 = 15 * 60;

/// Seconds that a token's start lies before now: providers allow no difference of clocks.
pub const BACKDATE_SECONDS: u64 = 60;

/// Claims, as JSON, of a token for one lease: granular access, these scopes, these services (at
/// least one name; providers ask for it and do not use it), 15 minutes.
#[must_use]
pub fn for_lease(
    lease: &LeaseId,
    scopes: &[Scope],
    services: &[String],
    now: UnixMillis,
) -> String {
    let start = now.seconds().saturating_sub(BACKDATE_SECONDS);
    let claims = Claims {
        iss: lease.owner(),
        iat: start,
        nbf: start,
        exp: now.seconds() + LIFETIME_SECONDS,
        version: "v1",
        leases: Leases {
            access: "granular",
            permissions: [Permission {
                provider: &lease.provider,
                access: "granular",
                deployments: [Deployment {
                    dseq: lease.dseq().get(),
                    gseq: lease.gseq().0,
                    oseq: lease.oseq().0,
                    scope: scopes,
                    services,
                }],
            }],
        },
    };
    // Structs of plain fields always serialise.
    serde_json::to_string(&claims).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_exactly_the_claims_of_the_standard() {
        let lease: LeaseId = "akash1ncd4elwez0n4hepxuk2xtfxpq7d5axuyguj72n/42/1/1/akash1c0r0atytljs528t47g2m5zw376q4pu22fhyv0g".parse().unwrap();
        let json = for_lease(
            &lease,
            &[Scope::SendManifest, Scope::Status],
            &["web".into()],
            UnixMillis(1_700_000_000_999),
        );
        assert_eq!(
            json,
            r#"{"iss":"akash1ncd4elwez0n4hepxuk2xtfxpq7d5axuyguj72n","iat":1699999940,"nbf":1699999940,"exp":1700000900,"version":"v1","leases":{"access":"granular","permissions":[{"provider":"akash1c0r0atytljs528t47g2m5zw376q4pu22fhyv0g","access":"granular","deployments":[{"dseq":42,"gseq":1,"oseq":1,"scope":["send-manifest","status"],"services":["web"]}]}]}}"#
        );
    }
}
