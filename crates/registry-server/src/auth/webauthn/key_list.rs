//! `GET /auth/webauthn/credentials`: the account's passkeys. Not in OpenRegistry.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::auth::refusal::Refusal;
use crate::clock;
use crate::meta::account;

/// Ids, names and times.
///
/// # Errors
/// [`Refusal::SignIn`] when nobody is signed in.
pub async fn get(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let user = Caller::of(&app, &headers).await?.full()?.id;
    let keys = app
        .meta
        .read(move |txn| account::passkeys(txn, &user))
        .await?;
    let views = keys.into_iter().map(|(id, row)| {
        json!({
            "id": id,
            "name": row.label,
            "created_at": clock::rfc3339(row.created),
            "last_used_at": clock::rfc3339(row.used),
        })
    });
    Ok(Json(views.collect()))
}
