//! `GET /api/users/search?query=`: people by a part of their user name.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::caller::Caller;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::meta::account;
use crate::oci::Query;

/// Accounts of one answer.
const MOST: usize = 25;

/// Ids and user names; e-mail addresses are nobody else's business.
///
/// # Errors
/// [`Refusal::SignIn`] when nobody is signed in.
pub async fn get(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    Caller::of(&app, &headers).await?.full()?;
    let text = Query::parse(query.as_deref())
        .get("query")
        .unwrap_or_default()
        .to_owned();
    if text.is_empty() {
        return Ok(Json(json!([])));
    }
    let found = app
        .meta
        .read(move |txn| account::search(txn, &text, MOST))
        .await?;
    let views = found
        .into_iter()
        .map(|a| json!({"id": a.id, "username": a.name, "user_type": "user"}));
    Ok(Json(views.collect()))
}
