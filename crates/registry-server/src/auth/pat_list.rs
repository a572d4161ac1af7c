//! `GET /api/users/token`: the caller's personal access tokens, without the tokens themselves.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::caller::Caller;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::clock;
use crate::meta::pat;

/// Name, times and the id to revoke it by.
///
/// # Errors
/// [`Refusal::SignIn`] when nobody is signed in.
pub async fn get(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let user = Caller::of(&app, &headers).await?.full()?.id;
    let all = app.meta.read(move |txn| pat::all(txn, &user)).await?;
    let views = all.into_iter().map(|(id, pat)| {
        json!({
            "id": id,
            "name": pat.name,
            "created_at": clock::rfc3339(pat.created),
            "expires_at": clock::rfc3339(pat.expires),
        })
    });
    Ok(Json(views.collect()))
}
