//! Which path is what, who may call it, and in which order that is checked.

use super::super::agent::Agent;
use super::super::auth::{AuthError, Claims, Scope, Target, bearer, parse};
use super::super::model::LeaseId;
use super::answers::{Answer, Refused, bare, ok, refused, text};
use super::{shell, status, streams};
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Method, Request, header};
use serde_json::json;
use std::sync::Arc;

/// Largest body read. The real gateway has no limit; a demo on somebody's computer has.
const MAX_BODY: usize = 16 << 20;

/// A known path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route<'a> {
    Version,
    Address,
    Status,
    PutManifest {
        dseq: &'a str,
    },
    Lease {
        ids: [&'a str; 3],
        what: OfLease<'a>,
    },
    Migrate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OfLease<'a> {
    Manifest,
    Status,
    Events,
    Logs,
    Shell,
    Service(&'a str),
}

fn route(path: &str) -> Option<Route<'_>> {
    let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    Some(match parts[..] {
        ["version"] => Route::Version,
        ["address"] => Route::Address,
        ["status"] => Route::Status,
        ["deployment", dseq, "manifest"] => Route::PutManifest { dseq },
        ["hostname" | "endpoint", "migrate"] => Route::Migrate,
        ["lease", d, g, o, ref rest @ ..] => {
            let what = match rest {
                ["manifest"] => OfLease::Manifest,
                ["status"] => OfLease::Status,
                ["kubeevents"] => OfLease::Events,
                ["logs"] => OfLease::Logs,
                ["shell"] => OfLease::Shell,
                ["service", name, "status"] => OfLease::Service(name),
                _ => return None,
            };
            Route::Lease {
                ids: [d, g, o],
                what,
            }
        }
        _ => return None,
    })
}

impl Route<'_> {
    fn takes(&self, method: &Method) -> bool {
        match self {
            Self::PutManifest { .. } => method == Method::PUT,
            Self::Migrate => method == Method::POST,
            Self::Lease {
                what: OfLease::Shell,
                ..
            } => true,
            _ => method == Method::GET,
        }
    }

    const fn is_public(&self) -> bool {
        matches!(self, Self::Version | Self::Address | Self::Status)
    }
}

/// Answers one request. `tenant` is the owner of a client certificate, if one was shown.
pub async fn handle(agent: Arc<Agent>, tenant: Option<String>, request: Request<Body>) -> Answer {
    let path = request.uri().path().to_owned();
    let Some(route) = route(&path) else {
        return text(404, "404 page not found");
    };
    if !route.takes(request.method()) {
        return bare(405);
    }
    let (parts, body) = request.into_parts();
    answer(&agent, route, tenant, parts, body)
        .await
        .unwrap_or_else(|refused| *refused)
}

async fn answer(
    agent: &Arc<Agent>,
    route: Route<'_>,
    tenant: Option<String>,
    mut parts: Parts,
    body: Body,
) -> Result<Answer, Refused> {
    let deny = |e: AuthError| Box::new(refused(e));
    // The header is read on public routes too: a broken token is refused everywhere.
    let caller = caller(agent, tenant, &parts).await.map_err(deny)?;
    if route.is_public() {
        return Ok(match route {
            Route::Version => ok(&status::version()),
            Route::Address => ok(&json!({"address": agent.address()})),
            _ => ok(&status::provider(agent)),
        });
    }
    let claims = caller
        .filter(|c| c.reaches_provider(agent.address()))
        .ok_or(AuthError::Unauthorized)
        .map_err(deny)?;
    match route {
        Route::PutManifest { dseq } => {
            let target = Target {
                dseq: number(dseq)?,
                lease: None,
            };
            permit(agent, &claims, target, Some(Scope::SendManifest)).map_err(deny)?;
            let body = axum::body::to_bytes(body, MAX_BODY).await;
            let body = body.map_err(|_| Box::new(text(422, "http: request body too large")))?;
            match agent.put_manifest(&claims.issuer, target.dseq, &body).await {
                Ok(()) => Ok(bare(200)),
                Err(e) => Err(Box::new(text(e.status(), &e.to_string()))),
            }
        }
        Route::Lease {
            ids: [d, g, o],
            what,
        } => {
            let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
            let (dseq, gseq, oseq) = (number(d)?, small(number(g)?), small(number(o)?));
            let target = Target {
                dseq,
                lease: Some((gseq, oseq)),
            };
            let lease = LeaseId::new(&claims.issuer, dseq, gseq, oseq, agent.address());
            permit(agent, &claims, target, None).map_err(deny)?;
            let query = parts.uri.query().unwrap_or_default().to_owned();
            let scope = |scope| permit(agent, &claims, target, Some(scope)).map_err(deny);
            match what {
                OfLease::Manifest => {
                    scope(Scope::GetManifest)?;
                    Ok(status::manifest(agent, &lease))
                }
                OfLease::Status => {
                    scope(Scope::Status)?;
                    Ok(status::lease(agent, &lease))
                }
                OfLease::Service(name) => Ok(status::service(agent, &lease, name)),
                OfLease::Events => {
                    let wanted = streams::Wanted::parse(&query)?;
                    scope(Scope::Events)?;
                    streams::events(agent.clone(), lease, wanted, &mut parts).await
                }
                OfLease::Logs => {
                    let wanted = streams::Wanted::parse(&query)?;
                    scope(Scope::Logs)?;
                    streams::logs(agent.clone(), lease, wanted, &mut parts).await
                }
                OfLease::Shell => {
                    scope(Scope::Shell)?;
                    shell::open(agent.clone(), lease, &query, &mut parts).await
                }
            }
        }
        // Names can't be moved here: a simulated service has no host of its own to move.
        _ => Err(Box::new(text(400, "destination deployment does not exist"))),
    }
}

/// The caller's claims: of the client certificate or the token; `None` without either.
async fn caller(
    agent: &Agent,
    tenant: Option<String>,
    parts: &Parts,
) -> Result<Option<Claims>, AuthError> {
    let Some(header) = parts.headers.get(header::AUTHORIZATION) else {
        return Ok(tenant.map(Claims::full));
    };
    if tenant.is_some() {
        return Err(AuthError::Ambiguous);
    }
    let token = parse(bearer(header.to_str().map_err(|_| AuthError::Header)?)?)?;
    let key = agent.ledger.public_key(token.issuer()).await;
    let key = key
        .map_err(|_| AuthError::Unknown)?
        .ok_or(AuthError::Invalid)?;
    token.verify(&key, agent.clock.seconds()).map(Some)
}

fn permit(
    agent: &Agent,
    claims: &Claims,
    target: Target,
    scope: Option<Scope>,
) -> Result<(), AuthError> {
    let allowed = match scope {
        None => claims.reaches(agent.address(), target),
        Some(scope) => {
            claims.reaches(agent.address(), target) && claims.allows(agent.address(), target, scope)
        }
    };
    if allowed {
        Ok(())
    } else {
        Err(AuthError::Unauthorized)
    }
}

fn number(text_: &str) -> Result<u64, Refused> {
    text_.parse().map_err(|_| {
        let digits = !text_.is_empty() && text_.bytes().all(|b| b.is_ascii_digit());
        let why = if digits {
            "value out of range"
        } else {
            "invalid syntax"
        };
        Box::new(text(
            400,
            &format!("strconv.ParseUint: parsing \"{text_}\": {why}"),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_known_by_their_parts() {
        assert_eq!(route("/status"), Some(Route::Status));
        assert_eq!(
            route("/deployment/7/manifest"),
            Some(Route::PutManifest { dseq: "7" })
        );
        let service = Route::Lease {
            ids: ["7", "1", "1"],
            what: OfLease::Service("web"),
        };
        assert_eq!(route("/lease/7/1/1/service/web/status"), Some(service));
        for unknown in [
            "/",
            "/status/",
            "/validate",
            "/lease/7/1/1",
            "/lease/7/1/1/other",
            "status",
        ] {
            assert_eq!(route(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn numbers_fail_as_in_go() {
        assert_eq!(number("42").unwrap(), 42);
        assert_eq!(number("x").unwrap_err().status(), 400);
        assert_eq!(number("-1").unwrap_err().status(), 400);
        assert_eq!(number("99999999999999999999").unwrap_err().status(), 400);
    }
}
