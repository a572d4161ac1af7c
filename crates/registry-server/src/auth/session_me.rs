//! `GET /auth/sessions/me`: who is signed in, by the session cookie or a token.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::caller::Caller;
use super::cookie;
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::clock;
use crate::meta::account::{self, Account};
use crate::meta::{MetaError, session, star};

/// The account, without anything secret.
///
/// # Errors
/// [`Refusal`] 400 when there is no session.
pub async fn get(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let account = match cookie::session(&headers) {
        Some((id, user)) => by_cookie(&app, id, user).await?,
        None => Caller::of(&app, &headers).await?.account,
    };
    let account = account.ok_or_else(|| {
        Refusal::bad(
            "there is no such session",
            "error getting user with session",
        )
    })?;
    let id = account.id.clone();
    let (stars, passkeys) = app
        .meta
        .read(move |txn| {
            let passkeys = account::passkeys(txn, &id)?.len();
            Ok::<_, MetaError>((star::of(txn, &id)?, passkeys))
        })
        .await?;
    Ok(Json(view(&account, stars, passkeys > 0)))
}

async fn by_cookie(app: &App, id: String, user: String) -> Result<Option<Account>, MetaError> {
    app.meta
        .read(move |txn| match session::get(txn, &id)? {
            Some(session) if session.user == user => account::get(txn, &user),
            _ => Ok(None),
        })
        .await
}

fn view(account: &Account, stars: Vec<String>, passkeys: bool) -> Value {
    let mut identities = json!({});
    if passkeys {
        identities["webauthn"] = json!({
            "id": account.id, "name": "", "username": account.name, "email": account.email,
            "avatar": "", "installation_id": 0,
        });
    }
    json!({
        "id": account.id,
        "username": account.name,
        "email": account.email,
        "user_type": "user",
        "is_active": true,
        "webauthn_connected": passkeys,
        "github_connected": false,
        "favorite_repositories": stars,
        "identities": identities,
        "created_at": clock::rfc3339(account.created),
        "updated_at": clock::rfc3339(0),
    })
}
