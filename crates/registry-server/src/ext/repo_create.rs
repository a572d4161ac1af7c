//! `POST /v2/ext/repository/create`: a repository before its first push, with words and visibility.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::auth::refusal::Refusal;
use crate::meta::repo::{self, Repo};
use crate::name::RepositoryName;

/// Characters of a description.
const DESCRIPTION_MAX: usize = 5000;
/// What failed.
const MESSAGE: &str = "invalid request body";

/// The body.
#[derive(Deserialize)]
pub struct Request {
    name: String,
    description: String,
    visibility: String,
}

/// Makes a repository in the caller's namespace.
///
/// # Errors
/// [`Refusal`] 400 for wrong names and visibilities, 409 when it is there.
pub async fn post(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let account = Caller::of(&app, &headers).await?.full()?;
    let Json(request) = body.map_err(|e| Refusal::bad(e.body_text(), MESSAGE))?;
    let name: RepositoryName = format!("{}/{}", account.name, request.name)
        .parse()
        .map_err(|e: crate::name::BadName| Refusal::bad(e.to_string(), MESSAGE))?;
    let public = visibility(&request.visibility)?;
    let words = request.description;
    if words.is_empty() || words.chars().count() > DESCRIPTION_MAX {
        let error = "description is required and has 5000 characters at most";
        return Err(Refusal::bad(error, MESSAGE));
    }
    app.meta
        .write(move |txn| {
            if repo::get(txn, &name)?.is_some() {
                return Err(Refusal::with(
                    StatusCode::CONFLICT,
                    "there is a repository of that name",
                    "repository already exists",
                ));
            }
            Ok(repo::put(
                txn,
                &name,
                &Repo::new(Some(account.id), words, public),
            )?)
        })
        .await?;
    let message = json!({"message": "repository created successfully"});
    Ok((StatusCode::CREATED, Json(message)))
}

/// Reads `Public` or `Private`.
///
/// # Errors
/// [`Refusal`] 400 for anything else.
pub fn visibility(text: &str) -> Result<bool, Refusal> {
    match text {
        "Public" => Ok(true),
        "Private" => Ok(false),
        _ => Err(Refusal::bad(
            "visibility has to be Public or Private",
            MESSAGE,
        )),
    }
}
