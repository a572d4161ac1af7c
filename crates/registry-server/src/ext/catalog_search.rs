//! `GET /v2/ext/catalog/search?search_query=`: repositories by a part of their name; `%` at the ends is allowed.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use serde_json::Value;

use super::view;
use crate::app::Shared;
use crate::auth::access::{Action, allowed};
use crate::auth::caller::Caller;
use crate::auth::refusal::Refusal;
use crate::meta::repo;
use crate::oci::Query;

/// Repositories of one answer.
const MOST: usize = 100;

/// What the caller may pull and whose name or description holds the text, whatever its case.
///
/// # Errors
/// [`Refusal`] 400 for an empty text.
pub async fn get(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let caller = Caller::of(&app, &headers).await?;
    let query = Query::parse(query.as_deref());
    let text = query.get("search_query").unwrap_or_default();
    let text = text.trim_matches('%').to_lowercase();
    if text.is_empty() {
        let error = "search query must not be empty";
        return Err(Refusal::bad(error, "search query must not be empty"));
    }
    let everybody = app.config.anonymous;
    let found = app
        .meta
        .read(move |txn| {
            let rows = repo::all(txn, |name, row| {
                let holds =
                    name.as_str().contains(&text) || row.description.to_lowercase().contains(&text);
                holds && allowed(everybody, &caller, name, Some(row), Action::Pull)
            })?;
            let total = rows.len();
            let shown: Vec<_> = rows.into_iter().take(MOST).collect();
            view::list(txn, &shown, total, view::MANIFESTS)
        })
        .await?;
    Ok(Json(found))
}
