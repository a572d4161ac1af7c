//! `PATCH /auth/webauthn/credentials/ID` with `{"name"}`. Not in OpenRegistry.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::key_add::label;
use super::key_remove::unknown;
use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::auth::refusal::Refusal;
use crate::meta::account;

/// The body.
#[derive(Deserialize)]
pub struct Request {
    name: String,
}

/// Renames a passkey.
///
/// # Errors
/// [`Refusal`] 404 when the account has no such passkey.
pub async fn patch(
    State(app): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let user = Caller::of(&app, &headers).await?.full()?.id;
    let Json(request) = body.map_err(|e| Refusal::bad(e.body_text(), "invalid JSON object"))?;
    let name = label(&request.name)?;
    app.meta
        .write(move |txn| {
            let mut row = account::passkey(txn, &user, &id)?.ok_or_else(unknown)?;
            row.label = name;
            Ok::<_, Refusal>(account::put_passkey(txn, &user, &id, &row)?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
