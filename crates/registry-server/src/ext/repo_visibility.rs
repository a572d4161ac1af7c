//! `POST /v2/ext/repository/visibility` with `{"repository_id","visibility_mode"}`.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::catalog_repository::unknown;
use super::repo_create::visibility;
use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::auth::refusal::Refusal;
use crate::meta::repo;

/// The body.
#[derive(Deserialize)]
pub struct Request {
    repository_id: String,
    visibility_mode: String,
}

/// Makes one of the caller's repositories public or private.
///
/// # Errors
/// [`Refusal`] 404 when the caller has no such repository.
pub async fn post(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let account = Caller::of(&app, &headers).await?.full()?;
    let Json(request) = body.map_err(|e| Refusal::bad(e.body_text(), "invalid request body"))?;
    let public = visibility(&request.visibility_mode)?;
    app.meta
        .write(move |txn| {
            let (name, mut row) = repo::by_id(txn, &request.repository_id)?
                .filter(|(_, r)| account.operator || r.owner.as_ref() == Some(&account.id))
                .ok_or_else(unknown)?;
            row.public = public;
            Ok::<_, Refusal>(repo::put(txn, &name, &row)?)
        })
        .await?;
    Ok(Json(
        json!({"message": "visibility mode changed successfully"}),
    ))
}
