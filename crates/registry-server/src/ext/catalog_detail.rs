//! `GET /v2/ext/catalog/detail?n&last&ns&sort_by=last_updated|namespace`: public repositories; `last` is an offset.

use axum::Json;
use axum::extract::{RawQuery, State};
use serde_json::Value;

use super::view;
use crate::app::Shared;
use crate::auth::refusal::Refusal;
use crate::meta::repo;
use crate::oci::Query;

/// Public repositories for everybody.
///
/// # Errors
/// [`Refusal`] 400 for another order.
pub async fn get(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref());
    let newest_first = match query.get("sort_by") {
        None | Some("" | "namespace") => false,
        Some("last_updated") => true,
        Some(_) => {
            let error = "sort_by has to be last_updated or namespace";
            return Err(Refusal::bad(error, "invalid choice of sort_by"));
        }
    };
    let found = app
        .meta
        .read(move |txn| {
            let namespace = query.get("ns").filter(|ns| !ns.is_empty());
            let mut rows = repo::all(txn, |name, row| {
                row.public && namespace.is_none_or(|ns| name.namespace() == Some(ns))
            })?;
            if newest_first {
                rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.updated));
            }
            let total = rows.len();
            let shown = view::page(rows, query.get("n"), query.get("last"));
            view::list(txn, &shown, total, view::MANIFESTS)
        })
        .await?;
    Ok(Json(found))
}
