//! `DELETE /api/users/token/ID`: revoke a personal access token. Not in OpenRegistry.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};

use super::caller::Caller;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::meta::pat;

/// Ends the token and whatever was got with it.
///
/// # Errors
/// [`Refusal`] 404 when the caller has no such token.
pub async fn delete(
    State(app): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let user = Caller::of(&app, &headers).await?.full()?.id;
    let was = app
        .meta
        .write(move |txn| pat::revoke(txn, &user, &id))
        .await?;
    if was {
        Ok(StatusCode::NO_CONTENT)
    } else {
        let status = StatusCode::NOT_FOUND;
        Err(Refusal::with(
            status,
            "there is no such token",
            "token not found",
        ))
    }
}
