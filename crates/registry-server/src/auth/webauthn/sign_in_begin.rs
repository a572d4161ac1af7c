//! `GET /auth/webauthn/login/begin[?username=]` and `DELETE …/rollback`: sign in with a passkey.
//!
//! Without a user name the authenticator finds the passkey itself; OpenRegistry doesn't have that.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, RequestChallengeResponse, SecurityKey, SecurityKeyAuthentication,
};

use super::words;
use crate::app::{App, Shared};
use crate::auth::refusal::Refusal;
use crate::meta::{MetaError, account};
use crate::oci::Query;

/// A sign-in under way.
pub enum SignIn {
    /// Of a known user, by id.
    Known(String, SecurityKeyAuthentication),
    /// Of whoever the passkey names.
    Discoverable(DiscoverableAuthentication),
}

/// Gives a challenge.
///
/// # Errors
/// [`Refusal`] 400 for a user that isn't known or has no passkey.
pub async fn get(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Refusal> {
    app.rate.take(peer.ip())?;
    let query = Query::parse(query.as_deref());
    let name = query.get("username").unwrap_or_default();
    let (mut challenge, state) = if name.is_empty() {
        let begun = app.party.webauthn.start_discoverable_authentication();
        let (challenge, state) = begun.map_err(|e| failed(&words::of(&e)))?;
        (challenge, SignIn::Discoverable(state))
    } else {
        known(&app, name).await?
    };
    // Whether the browser offers passkeys by itself is for the page to choose.
    challenge.mediation = None;
    let bytes = challenge.public_key.challenge.as_ref();
    app.party.sign_ins.begin(bytes, name, state);
    let mut options = serde_json::to_value(&challenge).unwrap_or_default();
    if let Some(key) = options["publicKey"].as_object_mut() {
        key.remove("hints");
    }
    Ok(Json(json!({"options": options})))
}

async fn known(app: &App, name: &str) -> Result<(RequestChallengeResponse, SignIn), Refusal> {
    let wanted = name.to_owned();
    let found = app
        .meta
        .read(move |txn| {
            let Some(account) = account::by_name(txn, &wanted)? else {
                return Ok::<_, MetaError>(None);
            };
            let keys = account::passkeys(txn, &account.id)?;
            Ok(Some((account.id, keys)))
        })
        .await?;
    let (id, rows) =
        found.ok_or_else(|| Refusal::bad("user not found", "database error: user not found"))?;
    let keys: Vec<SecurityKey> = rows.into_iter().map(|(_, row)| row.key).collect();
    if keys.is_empty() {
        return Err(failed("Found no credentials for user"));
    }
    let begun = app.party.webauthn.start_securitykey_authentication(&keys);
    let (challenge, state) = begun.map_err(|e| failed(&words::of(&e)))?;
    Ok((challenge, SignIn::Known(id, state)))
}

fn failed(error: &str) -> Refusal {
    Refusal::bad(error, "error performing Webauthn login")
}

/// Gives the sign-ins of a user up.
///
/// # Errors
/// [`Refusal`] 400 for a user that isn't known.
pub async fn rollback(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<StatusCode, Refusal> {
    let query = Query::parse(query.as_deref());
    let name = query.get("username").unwrap_or_default().to_owned();
    let wanted = name.clone();
    let known = app
        .meta
        .read(move |txn| Ok::<_, MetaError>(account::by_name(txn, &wanted)?.is_some()))
        .await?;
    if !known {
        return Err(Refusal::bad("user not found", "no user found"));
    }
    app.party.sign_ins.give_up(&name);
    Ok(StatusCode::NO_CONTENT)
}
