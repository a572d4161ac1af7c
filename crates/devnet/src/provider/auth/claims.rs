//! What a token says, and what it reaches.

use super::AuthError;
use serde_json::Value;
use std::collections::BTreeSet;

/// A kind of call a token may be limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Sending the manifest.
    SendManifest,
    /// Reading it back.
    GetManifest,
    /// Logs.
    Logs,
    /// A shell.
    Shell,
    /// Events.
    Events,
    /// Status of the lease.
    Status,
    /// Known, used by no route.
    Restart,
    /// Known, used by no route.
    HostnameMigrate,
    /// Known, used by no route.
    IpMigrate,
    /// Known, used by no route.
    Attestation,
}

impl Scope {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "send-manifest" => Self::SendManifest,
            "get-manifest" => Self::GetManifest,
            "logs" => Self::Logs,
            "shell" => Self::Shell,
            "events" => Self::Events,
            "status" => Self::Status,
            "restart" => Self::Restart,
            "hostname-migrate" => Self::HostnameMigrate,
            "ip-migrate" => Self::IpMigrate,
            "attestation" => Self::Attestation,
            _ => return None,
        })
    }
}

/// A token whose signature and claims were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The tenant: the owner of every lease the token reaches.
    pub issuer: String,
    access: Access,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Access {
    Full,
    Scoped(BTreeSet<Scope>),
    Granular(Vec<(String, Permission)>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Permission {
    Full,
    Scoped(BTreeSet<Scope>),
    Deployments(Vec<Reach>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Reach {
    dseq: u64,
    gseq: u32,
    oseq: u32,
    scopes: BTreeSet<Scope>,
}

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) dseq: u64,
    /// Group and order; `None` for a call about the whole deployment.
    pub(crate) lease: Option<(u32, u32)>,
}

impl Claims {
    /// Full access of a tenant, as a client certificate gives.
    pub fn full(issuer: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            access: Access::Full,
        }
    }

    /// Reads and checks the claims of a token whose signature holds. `now` is in seconds.
    ///
    /// # Errors
    /// [`AuthError::Claims`].
    pub(super) fn check(payload: &Value, now: i64) -> Result<Self, AuthError> {
        let bad = AuthError::Claims;
        let issuer = payload["iss"]
            .as_str()
            .filter(|i| is_address(i))
            .ok_or(bad)?;
        let time = |name: &str| payload[name].as_i64().ok_or(bad);
        time("iat")?;
        if time("nbf")? > now || time("exp")? <= now || payload["version"] != "v1" {
            return Err(bad);
        }
        if payload
            .get("jti")
            .is_some_and(|j| j.as_str().is_none_or(str::is_empty))
        {
            return Err(bad);
        }
        let access = Access::read(&payload["leases"]).ok_or(bad)?;
        Ok(Self {
            issuer: issuer.to_owned(),
            access,
        })
    }

    /// True when the token names this provider or all.
    pub fn reaches_provider(&self, provider: &str) -> bool {
        match &self.access {
            Access::Full | Access::Scoped(_) => true,
            Access::Granular(all) => all.iter().any(|(p, _)| p == provider),
        }
    }

    /// True when the token reaches the lease or deployment there.
    pub(crate) fn reaches(&self, provider: &str, target: Target) -> bool {
        match self.permission(provider) {
            Some(Permission::Deployments(all)) => all.iter().any(|r| r.covers(target)),
            Some(_) => true,
            None => !matches!(self.access, Access::Granular(_)),
        }
    }

    /// True when it may also do this there.
    pub(crate) fn allows(&self, provider: &str, target: Target, scope: Scope) -> bool {
        match (&self.access, self.permission(provider)) {
            (Access::Full, _) | (_, Some(Permission::Full)) => true,
            (Access::Scoped(scopes), _) | (_, Some(Permission::Scoped(scopes))) => {
                scopes.contains(&scope)
            }
            (_, Some(Permission::Deployments(all))) => all
                .iter()
                .any(|r| r.covers(target) && r.scopes.contains(&scope)),
            (Access::Granular(_), None) => false,
        }
    }

    fn permission(&self, provider: &str) -> Option<&Permission> {
        match &self.access {
            Access::Granular(all) => all.iter().find(|(p, _)| p == provider).map(|(_, p)| p),
            _ => None,
        }
    }
}

impl Reach {
    fn covers(&self, target: Target) -> bool {
        let fits = |mine: u32, theirs: u32| mine == 0 || mine == theirs;
        self.dseq == target.dseq
            && target
                .lease
                .is_none_or(|(g, o)| fits(self.gseq, g) && fits(self.oseq, o))
    }
}

impl Access {
    fn read(leases: &Value) -> Option<Self> {
        let (scope, permissions) = (leases.get("scope"), leases.get("permissions"));
        match leases["access"].as_str()? {
            "full" if scope.is_none() && permissions.is_none() => Some(Self::Full),
            "scoped" if permissions.is_none() => Some(Self::Scoped(scopes(scope?)?)),
            "granular" if scope.is_none() => {
                let all: Vec<_> = permissions?
                    .as_array()?
                    .iter()
                    .map(permission)
                    .collect::<Option<_>>()?;
                let providers: BTreeSet<&String> = all.iter().map(|(p, _)| p).collect();
                (!all.is_empty() && providers.len() == all.len())
                    .then(|| Self::Granular(all.clone()))
            }
            _ => None,
        }
    }
}

fn permission(value: &Value) -> Option<(String, Permission)> {
    let provider = value["provider"]
        .as_str()
        .filter(|p| is_address(p))?
        .to_owned();
    let (scope, deployments) = (value.get("scope"), value.get("deployments"));
    let permission = match value["access"].as_str()? {
        "full" if scope.is_none() && deployments.is_none() => Permission::Full,
        "scoped" if deployments.is_none() => Permission::Scoped(scopes(scope?)?),
        "granular" if scope.is_none() => {
            let all: Vec<Reach> = deployments?
                .as_array()?
                .iter()
                .map(reach)
                .collect::<Option<_>>()?;
            if all.is_empty() {
                return None;
            }
            Permission::Deployments(all)
        }
        _ => return None,
    };
    Some((provider, permission))
}

fn reach(value: &Value) -> Option<Reach> {
    let number = |name: &str| match value.get(name) {
        None => Some(0),
        Some(n) => n.as_u64().and_then(|n| u32::try_from(n).ok()),
    };
    let (gseq, oseq) = (number("gseq")?, number("oseq")?);
    let dseq = value["dseq"].as_u64().filter(|d| *d > 0)?;
    let services: Vec<&str> = value["services"]
        .as_array()?
        .iter()
        .map(Value::as_str)
        .collect::<Option<_>>()?;
    let distinct: BTreeSet<&&str> = services.iter().collect();
    if services.is_empty()
        || distinct.len() != services.len()
        || services.contains(&"")
        || oseq > 0 && gseq == 0
    {
        return None;
    }
    Some(Reach {
        dseq,
        gseq,
        oseq,
        scopes: scopes(value.get("scope")?)?,
    })
}

/// At least one scope, all known, none twice.
fn scopes(value: &Value) -> Option<BTreeSet<Scope>> {
    let list = value.as_array()?;
    let all: BTreeSet<Scope> = list
        .iter()
        .map(|s| s.as_str().and_then(Scope::parse))
        .collect::<Option<_>>()?;
    (!all.is_empty() && all.len() == list.len()).then_some(all)
}

fn is_address(text: &str) -> bool {
    bech32::decode(text).is_ok_and(|(hrp, data)| hrp.as_str() == "akash" && data.len() == 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const OWNER: &str = "akash1ncd4elwez0n4hepxuk2xtfxpq7d5axuyguj72n";
    const PROVIDER: &str = "akash1c0r0atytljs528t47g2m5zw376q4pu22fhyv0g";

    fn claims(leases: Value) -> Result<Claims, AuthError> {
        let payload = json!({"iss": OWNER, "iat": 1, "nbf": 1, "exp": 100, "version": "v1", "leases": leases});
        Claims::check(&payload, 50)
    }

    fn lease(dseq: u64, gseq: u32) -> Target {
        Target {
            dseq,
            lease: Some((gseq, 1)),
        }
    }

    #[test]
    fn times_have_no_leeway() {
        let at = |nbf: i64, exp: i64| {
            let payload = json!({"iss": OWNER, "iat": 1, "nbf": nbf, "exp": exp, "version": "v1",
                "leases": {"access": "full"}});
            Claims::check(&payload, 50).is_ok()
        };
        assert!(at(50, 51));
        assert!(!at(51, 60));
        assert!(!at(1, 50));
    }

    #[test]
    fn everything_required_is_required() {
        let whole = json!({"iss": OWNER, "iat": 1, "nbf": 1, "exp": 100, "version": "v1", "leases": {"access": "full"}});
        assert!(Claims::check(&whole, 50).is_ok());
        for name in ["iss", "iat", "nbf", "exp", "version", "leases"] {
            let mut part = whole.clone();
            part.as_object_mut().unwrap().remove(name);
            assert_eq!(Claims::check(&part, 50), Err(AuthError::Claims), "{name}");
        }
    }

    #[test]
    fn variants_are_strict() {
        let good = [
            json!({"access": "full"}),
            json!({"access": "scoped", "scope": ["logs"]}),
            json!({"access": "granular", "permissions": [{"provider": PROVIDER, "access": "full"}]}),
        ];
        for leases in good {
            assert!(claims(leases.clone()).is_ok(), "{leases}");
        }
        let deployment = |d: Value| json!({"access": "granular", "permissions": [{"provider": PROVIDER, "access": "granular", "deployments": [d]}]});
        let bad = [
            json!({"access": "other"}),
            json!({"access": "full", "scope": ["logs"]}),
            json!({"access": "full", "permissions": []}),
            json!({"access": "scoped"}),
            json!({"access": "scoped", "scope": []}),
            json!({"access": "scoped", "scope": ["logs", "logs"]}),
            json!({"access": "scoped", "scope": ["unknown"]}),
            json!({"access": "granular"}),
            json!({"access": "granular", "permissions": []}),
            json!({"access": "granular", "permissions": [{"provider": PROVIDER}]}),
            json!({"access": "granular", "permissions": [{"provider": "x", "access": "full"}]}),
            json!({"access": "granular", "permissions": [
                {"provider": PROVIDER, "access": "full"}, {"provider": PROVIDER, "access": "full"}]}),
            deployment(json!({"dseq": 0, "scope": ["logs"], "services": ["web"]})),
            deployment(json!({"dseq": 1, "scope": ["logs"]})),
            deployment(json!({"dseq": 1, "scope": ["logs"], "services": []})),
            deployment(json!({"dseq": 1, "scope": ["logs"], "services": ["a", "a"]})),
            deployment(json!({"dseq": 1, "services": ["web"]})),
            deployment(json!({"dseq": 1, "oseq": 1, "scope": ["logs"], "services": ["web"]})),
        ];
        for leases in bad {
            assert_eq!(claims(leases.clone()), Err(AuthError::Claims), "{leases}");
        }
    }

    #[test]
    fn granular_token_reaches_its_lease_only() {
        let token = claims(json!({"access": "granular", "permissions": [{"provider": PROVIDER, "access": "granular",
            "deployments": [{"dseq": 42, "gseq": 1, "scope": ["logs"], "services": ["web"]}]}]}))
        .unwrap();
        assert!(token.reaches_provider(PROVIDER));
        assert!(!token.reaches_provider(OWNER));
        assert!(token.reaches(PROVIDER, lease(42, 1)));
        assert!(!token.reaches(PROVIDER, lease(42, 2)));
        assert!(!token.reaches(PROVIDER, lease(43, 1)));
        assert!(!token.reaches(OWNER, lease(42, 1)));
        assert!(token.allows(PROVIDER, lease(42, 1), Scope::Logs));
        assert!(!token.allows(PROVIDER, lease(42, 1), Scope::Shell));
        assert!(token.reaches(
            PROVIDER,
            Target {
                dseq: 42,
                lease: None
            }
        ));
    }

    #[test]
    fn scoped_token_reaches_everything_for_its_scopes() {
        let token = claims(json!({"access": "scoped", "scope": ["status"]})).unwrap();
        assert!(token.reaches(PROVIDER, lease(7, 1)));
        assert!(token.allows(PROVIDER, lease(7, 1), Scope::Status));
        assert!(!token.allows(PROVIDER, lease(7, 1), Scope::Events));
        assert!(Claims::full(OWNER).allows(PROVIDER, lease(7, 1), Scope::Shell));
    }
}
