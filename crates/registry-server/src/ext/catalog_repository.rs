//! `GET /v2/ext/catalog/repository?ns=USER/NAME&n`: one repository with its tags.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::view;
use crate::app::Shared;
use crate::auth::access::{Action, allowed};
use crate::auth::caller::Caller;
use crate::auth::refusal::Refusal;
use crate::meta::repo;
use crate::name::RepositoryName;
use crate::oci::Query;

/// Tags of one answer, unless fewer are asked for.
const MOST: usize = 1000;

/// The repository, if the caller may pull from it.
///
/// # Errors
/// [`Refusal`] 404 when it isn't there, or not for the caller.
pub async fn get(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let caller = Caller::of(&app, &headers).await?;
    let query = Query::parse(query.as_deref());
    let count = query.get("n").and_then(|n| n.parse().ok()).unwrap_or(MOST);
    let name: RepositoryName = query
        .get("ns")
        .and_then(|ns| ns.parse().ok())
        .ok_or_else(unknown)?;
    let everybody = app.config.anonymous;
    let found = app
        .meta
        .read(move |txn| {
            let row = repo::get(txn, &name)?
                .filter(|r| allowed(everybody, &caller, &name, Some(r), Action::Pull))
                .ok_or_else(unknown)?;
            Ok::<_, Refusal>(view::repository(txn, &name, &row, count.min(MOST))?)
        })
        .await?;
    Ok(Json(found))
}

/// There is no such repository for the caller.
pub fn unknown() -> Refusal {
    Refusal::with(
        StatusCode::NOT_FOUND,
        "there is no such repository",
        "repository not found",
    )
}
