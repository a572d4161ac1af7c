//! `GET /token`: Basic credentials, or none, in exchange for a token.
//!
//! Source: the token specification of the Docker registry.

use axum::Json;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::net::SocketAddr;
use url::form_urlencoded;

use super::access::{Action, allowed};
use super::caller::{self, Caller};
use super::password;
use super::token::{Access, Kind, Rests};
use crate::app::Shared;
use crate::clock;
use crate::fail::OciError;
use crate::meta::account::{self, Account};
use crate::meta::{MetaError, pat, repo};
use crate::name::RepositoryName;

/// How long these tokens last, in seconds.
const LASTS: u64 = 600;
/// Scopes that one request may name.
const SCOPES: usize = 32;

/// Answers `GET /token?service=…&scope=repository:NAME:ACTIONS`, any number of scopes.
///
/// # Errors
/// [`OciError::Unauthorized`] for wrong credentials, [`OciError::TooMany`] beyond the rate.
pub async fn get(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, OciError> {
    app.rate.take(peer.ip()).map_err(|_| OciError::TooMany)?;
    let refused = || OciError::Unauthorized {
        challenge: format!("Basic realm=\"{}/token\"", app.base(&headers)),
    };
    let (account, rests) = if caller::sent_basic(&headers) {
        let (name, secret) = caller::basic(&headers).ok_or_else(refused)?;
        let known = sign_in(&app, &name, &secret).await?;
        let (account, rests) = known.ok_or_else(refused)?;
        (Some(account), rests)
    } else {
        (None, Rests::Itself)
    };
    let caller = Caller {
        account,
        ..Caller::nobody()
    };
    let wanted = scopes(query.as_deref().unwrap_or_default());
    let everybody = app.config.anonymous;
    let asker = caller.clone();
    let access = app
        .meta
        .read(move |txn| {
            let mut granted = Vec::new();
            for (name, actions) in wanted {
                let row = repo::get(txn, &name)?;
                let may = |a: &Action| allowed(everybody, &asker, &name, row.as_ref(), *a);
                let actions: Vec<_> = actions.into_iter().filter(may).collect();
                if !actions.is_empty() {
                    granted.push(Access {
                        kind: "repository".into(),
                        name: name.as_str().into(),
                        actions: actions.iter().map(|a| a.name().into()).collect(),
                    });
                }
            }
            Ok::<_, MetaError>(granted)
        })
        .await?;
    let user = caller.id().unwrap_or_default();
    let token = app.tokens.issue(user, Kind::Oci, access, rests, LASTS);
    Ok(Json(json!({
        "token": token,
        "access_token": token,
        "expires_in": LASTS,
        "issued_at": clock::rfc3339(clock::now()),
    }))
    .into_response())
}

/// The account behind a name and a password or personal access token.
///
/// # Errors
/// [`OciError`] when the metadata fails or there is no memory for the password.
async fn sign_in(
    app: &Shared,
    name: &str,
    secret: &str,
) -> Result<Option<(Account, Rests)>, OciError> {
    let (wanted, hash) = (name.to_owned(), hash(secret));
    let (account, pat) = app
        .meta
        .read(move |txn| {
            let account = account::by_name(txn, &wanted)?;
            Ok::<_, MetaError>((account, pat::by_hash(txn, &hash)?))
        })
        .await?;
    if let (Some(account), Some((user, id))) = (&account, pat)
        && account.id == user
    {
        return Ok(Some((account.clone(), Rests::Pat(id))));
    }
    let kept = account.as_ref().and_then(|a| a.password.as_ref());
    let right = password::verify(secret, kept)
        .await
        .map_err(|_| OciError::TooMany)?;
    Ok(account.filter(|_| right).map(|a| (a, Rests::Itself)))
}

/// The hash that a personal access token is kept as.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// The repositories and actions of all `scope` parameters; what isn't understood is left out, as the specification has it.
pub fn scopes(query: &str) -> Vec<(RepositoryName, Vec<Action>)> {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key == "scope")
        .flat_map(|(_, value)| {
            let all: Vec<_> = value.split(' ').filter_map(scope).collect();
            all
        })
        .take(SCOPES)
        .collect()
}

fn scope(text: &str) -> Option<(RepositoryName, Vec<Action>)> {
    let (name, actions) = text.strip_prefix("repository:")?.rsplit_once(':')?;
    let mut found: Vec<_> = actions.split(',').filter_map(Action::parse).collect();
    if actions.split(',').any(|a| a == "*") {
        found = vec![Action::Pull, Action::Push, Action::Delete];
    }
    Some((name.parse().ok()?, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_in_every_form() {
        let query =
            "service=x&scope=repository:a/b:pull,push&scope=repository:c:*+repository:d:pull";
        let found = scopes(query);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].1, [Action::Pull, Action::Push]);
        assert_eq!(found[1].1, [Action::Pull, Action::Push, Action::Delete]);
        assert!(scopes("scope=registry:catalog:*&scope=repository:A:pull&scope=x").is_empty());
    }
}
