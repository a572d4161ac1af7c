//! `GET /v2/_catalog`: repositories the caller may pull from (Docker registry API, not in the OCI specification).

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::Query;
use super::tag_list::{MOST, next};
use crate::app::Shared;
use crate::auth::access::{Action, allowed};
use crate::auth::caller::{Caller, CallerError};
use crate::fail::OciError;
use crate::meta::repo;

/// Names in lexical order: `n` of them after `last`, with a `Link` to the next.
///
/// # Errors
/// [`OciError::Unauthorized`] for a token that isn't valid.
pub async fn get(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, OciError> {
    let caller = match Caller::of(&app, &headers).await {
        Ok(caller) => Caller {
            limit: None,
            ..caller
        },
        Err(CallerError::Meta(error)) => return Err(error.into()),
        Err(CallerError::Token) => {
            return Err(OciError::Unauthorized {
                challenge: app.challenge(&headers, None),
            });
        }
    };
    let query = Query::parse(query.as_deref());
    let (count, last) = query.page(MOST)?;
    let (everybody, after) = (app.config.anonymous, last.to_owned());
    let all = app
        .meta
        .read(move |txn| {
            repo::all(txn, |name, row| {
                name.as_str() > &*after
                    && allowed(everybody, &caller, name, Some(row), Action::Pull)
            })
        })
        .await?;
    let more = all.len() > count;
    let names: Vec<_> = all
        .into_iter()
        .take(count)
        .map(|(name, _)| name.as_str().to_owned())
        .collect();
    let link = next("/v2/_catalog", count, more, names.last());
    Ok((link, Json(json!({"repositories": names}))).into_response())
}
