//! `POST /api/users/token`: a personal access token, shown once.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::caller::Caller;
use super::refusal::Refusal;
use super::token_endpoint::hash;
use crate::app::Shared;
use crate::clock;
use crate::meta::MetaError;
use crate::meta::pat::{self, Pat};

/// How long a token lasts unless told otherwise: a year, in seconds.
const LASTS: u64 = 365 * 24 * 3600;
/// Tokens of one account.
const MOST: usize = 100;

/// The body.
#[derive(Deserialize)]
pub struct Request {
    name: String,
    expires_at: Option<String>,
}

/// Makes a token that serves as a password for `docker login` and the like.
///
/// # Errors
/// [`Refusal`] when nobody is signed in, for a time that can't be read or is past, and beyond 100 tokens.
pub async fn post(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let user = Caller::of(&app, &headers).await?.full()?.id;
    let Json(request) = body.map_err(|e| Refusal::bad(e.body_text(), "invalid JSON object"))?;
    let now = clock::now();
    let expires = match &request.expires_at {
        None => now + LASTS,
        Some(text) => clock::parse(text)
            .filter(|at| *at > now)
            .ok_or_else(|| Refusal::bad("expires_at has to be a time to come", "invalid date"))?,
    };
    if request.name.is_empty() || request.name.chars().count() > 100 {
        let error = "a token's name has 1 to 100 characters";
        return Err(Refusal::bad(error, "invalid name"));
    }
    let token = format!("oreg_pat_{}", crate::random::hex::<24>());
    let (id, row) = (
        crate::random::hex::<8>(),
        Pat {
            name: request.name,
            hash: hash(&token),
            created: now,
            expires,
        },
    );
    let answer = json!({"token": token, "id": id});
    app.meta
        .write(move |txn| {
            if pat::all(txn, &user)?.len() >= MOST {
                return Err(Refusal::bad(
                    "an account has 100 tokens at most",
                    "too many tokens",
                ));
            }
            pat::add(txn, &user, &id, &row).map_err(|e: MetaError| e.into())
        })
        .await?;
    Ok(Json(answer))
}
