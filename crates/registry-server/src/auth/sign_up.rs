//! `POST /auth/signup`: an account with a password.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use webauthn_rs::prelude::Uuid;
use zeroize::Zeroizing;

use super::refusal::Refusal;
use super::{password, rules};
use crate::app::Shared;
use crate::clock;
use crate::meta::account::{self, Account, TakenError};

/// The body.
#[derive(Deserialize)]
pub struct Request {
    username: String,
    email: String,
    password: Zeroizing<String>,
}

/// Makes the account; it can be used at once.
///
/// # Errors
/// [`Refusal`] for weak passwords, wrong names and names that are taken.
pub async fn post(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    app.rate.take(peer.ip())?;
    let Json(request) = body.map_err(|e| Refusal::bad(e.body_text(), "invalid JSON object"))?;
    rules::name(&request.username)?;
    rules::email(&request.email)?;
    if let Some(lacks) = password::lacks(&request.password) {
        let error = format!("invalid password: {lacks}");
        return Err(Refusal::bad(error, "invalid password"));
    }
    let hash = password::hash(&request.password).await.map_err(busy)?;
    let account = Account {
        id: Uuid::new_v4().to_string(),
        name: request.username,
        email: request.email,
        password: Some(hash),
        operator: false,
        created: clock::now(),
    };
    app.meta
        .write(move |txn| account::create(txn, &account).map_err(taken))
        .await?;
    let message = json!({"message": "user successfully created"});
    Ok((StatusCode::CREATED, Json(message)))
}

/// What to say when name, address or passkey are taken.
pub fn taken(error: TakenError) -> Refusal {
    match error {
        TakenError::Meta(error) => Refusal::Meta(error),
        TakenError::Name => Refusal::bad("the user name is taken", "username already exists"),
        TakenError::Email | TakenError::Passkey => {
            Refusal::bad(error.to_string(), "username/email already exists")
        }
    }
}

/// What to say when there is no memory for a password.
pub fn busy(error: password::PasswordFailed) -> Refusal {
    Refusal::with(
        StatusCode::SERVICE_UNAVAILABLE,
        error.to_string(),
        "try again later",
    )
}
