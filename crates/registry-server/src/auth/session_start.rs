//! The answer to a sign-in: three cookies, and the same in the body for clients without a cookie jar.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use webauthn_rs::prelude::Uuid;

use super::cookie;
use super::refusal::Refusal;
use super::token::{Kind, Rests};
use crate::app::App;
use crate::clock;
use crate::meta::session;

/// Starts a session for a user.
///
/// # Errors
/// [`Refusal::Meta`] when the metadata fails.
pub async fn start(app: &App, user: &str, message: &str) -> Result<Response, Refusal> {
    let id = Uuid::new_v4().to_string();
    let (session, of) = (id.clone(), user.to_owned());
    app.meta
        .write(move |txn| session::start(txn, &session, &of))
        .await?;
    let issue = |kind| {
        let rests = Rests::Session(id.clone());
        app.tokens
            .issue(user, kind, Vec::new(), rests, session::LASTS)
    };
    let (access, refresh) = (issue(Kind::Access), issue(Kind::Refresh));
    let both = format!("{id}:{user}");
    let mut answer = Json(json!({
        "message": message,
        "session_id": both,
        "access_token": access,
        "refresh_token": refresh,
        "token": access,
        "refresh": refresh,
    }))
    .into_response();
    let expires = clock::now() + session::LASTS;
    let secure = app.url.starts_with("https://");
    for (name, value) in [
        (cookie::ACCESS, &access),
        (cookie::REFRESH, &refresh),
        (cookie::SESSION, &both),
    ] {
        cookie::set(answer.headers_mut(), name, value, expires, secure);
    }
    Ok(answer)
}
