//! `GET /v2/`: whether this is a registry, and whether the caller is known (distribution-spec, end-1).

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};

use crate::app::Shared;
use crate::auth::caller::{Caller, CallerError};
use crate::config::Anonymous;
use crate::fail::OciError;

/// Answers 200 to whoever has a token, and to everybody where everybody may do everything.
///
/// # Errors
/// [`OciError::Unauthorized`] otherwise.
pub async fn get(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, OciError> {
    let challenge = || OciError::Unauthorized {
        challenge: app.challenge(&headers, None),
    };
    let caller = match Caller::of(&app, &headers).await {
        Ok(caller) => caller,
        Err(CallerError::Token) => return Err(challenge()),
        Err(CallerError::Meta(error)) => return Err(error.into()),
    };
    let known = caller.account.is_some() || caller.limit.is_some();
    if known || app.config.anonymous == Anonymous::Write {
        Ok("OK\n".into_response())
    } else {
        Err(challenge())
    }
}
