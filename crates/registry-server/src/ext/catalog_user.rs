//! `GET /v2/ext/catalog/user?n&last&visibility=Public|Private`: the caller's own repositories; `last` is an offset.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use serde_json::Value;

use super::view;
use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::auth::refusal::Refusal;
use crate::meta::repo;
use crate::oci::Query;

/// The caller's repositories in the order of names.
///
/// # Errors
/// [`Refusal::SignIn`] when nobody is signed in.
pub async fn get(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let user = Caller::of(&app, &headers).await?.full()?.id;
    let query = Query::parse(query.as_deref());
    let found = app
        .meta
        .read(move |txn| {
            let rows = repo::all(txn, |_, row| {
                row.owner.as_ref() == Some(&user)
                    && match query.get("visibility") {
                        Some("Public") => row.public,
                        Some("Private") => !row.public,
                        _ => true,
                    }
            })?;
            let total = rows.len();
            let shown = view::page(rows, query.get("n"), query.get("last"));
            view::list(txn, &shown, total, view::MANIFESTS)
        })
        .await?;
    Ok(Json(found))
}
