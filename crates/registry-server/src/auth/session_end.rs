//! `DELETE /auth/signout` and `DELETE /auth/sessions[?delete_all=true]`: the tokens of an ended session end too.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::caller::Caller;
use super::cookie;
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::meta::{MetaError, session};
use crate::oci::Query;

/// Ends the session and takes the cookies away.
///
/// # Errors
/// [`Refusal`] 400 when nobody is signed in.
pub async fn sign_out(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, Refusal> {
    end(&app, &headers, false).await?;
    let message = json!({"message": "session deleted successfully"});
    let mut answer = (StatusCode::ACCEPTED, Json(message)).into_response();
    for name in [cookie::ACCESS, cookie::REFRESH, cookie::SESSION] {
        let secure = app.url.starts_with("https://");
        cookie::set(answer.headers_mut(), name, "", 0, secure);
    }
    Ok(answer)
}

/// Ends the session, or every session of the account.
///
/// # Errors
/// As [`sign_out`].
pub async fn delete(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let all = Query::parse(query.as_deref()).get("delete_all") == Some("true");
    end(&app, &headers, all).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn end(app: &App, headers: &HeaderMap, all: bool) -> Result<(), Refusal> {
    let (id, user) = match cookie::session(headers) {
        Some(both) => both,
        None => {
            let caller = Caller::of(app, headers).await?;
            let user = caller.id().map(str::to_owned);
            caller.session.zip(user).ok_or_else(|| {
                Refusal::bad(
                    "there is no session",
                    "error getting session ID for sign-out",
                )
            })?
        }
    };
    app.meta
        .write(move |txn| {
            // Whoever has the session may end it; the user half alone opens nothing.
            let known = session::get(txn, &id)?.is_some_and(|s| s.user == user);
            match (known, all) {
                (false, _) => Ok(()),
                (true, true) => session::end_all(txn, |s| s.user == user),
                (true, false) => session::end(txn, &id),
            }
        })
        .await
        .map_err(|error: MetaError| error.into())
}
