//! `POST /auth/signin`, also `/auth/token`: e-mail address and password for a session.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::refusal::Refusal;
use super::sign_up::busy;
use super::{password, session_start};
use crate::app::Shared;
use crate::meta::account;

/// The body; the user name will do where there is no address.
#[derive(Deserialize)]
pub struct Request {
    #[serde(default)]
    email: String,
    #[serde(default)]
    username: String,
    password: Zeroizing<String>,
}

/// Starts a session.
///
/// # Errors
/// [`Refusal`] 401 for a wrong password or an unknown account, 412 for an account without a password.
pub async fn post(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<Response, Refusal> {
    app.rate.take(peer.ip())?;
    let Json(request) = body.map_err(|e| Refusal::bad(e.body_text(), "invalid JSON object"))?;
    let (email, name) = (request.email, request.username);
    let account = app
        .meta
        .read(move |txn| {
            if email.is_empty() {
                account::by_name(txn, &name)
            } else {
                account::by_email(txn, &email)
            }
        })
        .await?;
    let kept = account.as_ref().and_then(|a| a.password.as_ref());
    let right = password::verify(&request.password, kept)
        .await
        .map_err(busy)?;
    match account {
        Some(account) if right => session_start::start(&app, &account.id, "Login Success").await,
        Some(account) if account.password.is_none() => Err(Refusal::with(
            StatusCode::PRECONDITION_FAILED,
            "LOGIN_METHOD_CONFLICT",
            "login method is not available for this user. Please try the Webauthn method",
        )),
        _ => Err(Refusal::with(
            StatusCode::UNAUTHORIZED,
            "ERR_INCORRECT_PASSWORD",
            "password is incorrect",
        )),
    }
}
