//! `/v2/ext/repository/favorites`: `GET` lists, `POST` sets, `DELETE` takes away, by query (as OpenRegistry's main
//! branch) or by path (as its other one). A `user_id` that is sent along says nothing: everybody stars for themselves.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::catalog_repository::unknown;
use super::view;
use crate::app::{App, Shared};
use crate::auth::access::{Action, allowed};
use crate::auth::caller::Caller;
use crate::auth::refusal::Refusal;
use crate::meta::{MetaError, repo, star};
use crate::oci::Query;

/// The body.
#[derive(Deserialize)]
pub struct Request {
    repository_id: String,
}

/// The repositories that the caller starred and may still pull from.
///
/// # Errors
/// [`Refusal::SignIn`] when nobody is signed in.
pub async fn get(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let caller = Caller::of(&app, &headers).await?;
    let user = caller.clone().full()?.id;
    let everybody = app.config.anonymous;
    let found = app
        .meta
        .read(move |txn| {
            let mut views = Vec::new();
            for id in star::of(txn, &user)? {
                if let Some((name, row)) = repo::by_id(txn, &id)?
                    && allowed(everybody, &caller, &name, Some(&row), Action::Pull)
                {
                    views.push(view::repository(txn, &name, &row, view::MANIFESTS)?);
                }
            }
            Ok::<_, MetaError>(views)
        })
        .await?;
    Ok(Json(Value::Array(found)))
}

/// Sets a star.
///
/// # Errors
/// [`Refusal`] 400 when it is set, 404 when there is no such repository.
pub async fn post(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let Json(request) = body.map_err(|e| Refusal::bad(e.body_text(), "invalid request body"))?;
    set(&app, &headers, request.repository_id, true).await
}

/// Takes a star away, `?repository_id=`.
///
/// # Errors
/// [`Refusal`] 400 when there is none.
pub async fn delete(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref());
    let id = query.get("repository_id").unwrap_or_default().to_owned();
    set(&app, &headers, id, false).await
}

/// Takes a star away.
///
/// # Errors
/// As [`delete`].
pub async fn delete_by_path(
    State(app): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    set(&app, &headers, id, false).await
}

async fn set(
    app: &App,
    headers: &HeaderMap,
    id: String,
    starred: bool,
) -> Result<Json<Value>, Refusal> {
    let caller = Caller::of(app, headers).await?;
    let user = caller.clone().full()?.id;
    let everybody = app.config.anonymous;
    let changed = app
        .meta
        .write(move |txn| {
            let there = repo::by_id(txn, &id)?;
            let seen =
                there.is_some_and(|(n, r)| allowed(everybody, &caller, &n, Some(&r), Action::Pull));
            if starred && !seen {
                return Err(unknown());
            }
            Ok(star::set(txn, &user, &id, starred)?)
        })
        .await?;
    match (changed, starred) {
        (true, true) => Ok(Json(json!({"message": "repository added to favorites"}))),
        (true, false) => Ok(Json(
            json!({"message": "repository removed from favorites"}),
        )),
        (false, true) => Err(Refusal::bad(
            "repository is already in favorites list",
            "favorites",
        )),
        (false, false) => Err(Refusal::bad(
            "repository is not in favorites list",
            "favorites",
        )),
    }
}
