//! `GET /auth/renew`: a new access token for a refresh token, which comes as the cookie `refresh_token` or `refresh`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::caller::Caller;
use super::cookie;
use super::refusal::Refusal;
use super::token::{Kind, Rests};
use crate::app::Shared;
use crate::clock;

/// How long the new token lasts, in seconds.
const LASTS: u64 = 3600;

/// Sets a new access token.
///
/// # Errors
/// [`Refusal::SignIn`] when there is no refresh token of a session that lasts.
pub async fn get(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, Refusal> {
    let token = cookie::get(&headers, cookie::REFRESH)
        .or_else(|| cookie::get(&headers, cookie::REFRESH_OTHER))
        .ok_or(Refusal::SignIn)?;
    let claims = app.tokens.check(&token).map_err(|_| Refusal::SignIn)?;
    if claims.kind != Kind::Refresh {
        return Err(Refusal::SignIn);
    }
    let caller = Caller::with_claims(&app, claims).await?;
    let user = caller.id().ok_or(Refusal::SignIn)?;
    let session = caller.session.clone().ok_or(Refusal::SignIn)?;
    let rests = Rests::Session(session);
    let access = app
        .tokens
        .issue(user, Kind::Access, Vec::new(), rests, LASTS);
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let secure = app.url.starts_with("https://");
    let expires = clock::now() + LASTS;
    cookie::set(
        answer.headers_mut(),
        cookie::ACCESS,
        &access,
        expires,
        secure,
    );
    Ok(answer)
}
