//! `POST /auth/webauthn/registration/begin` and `DELETE …/rollback`: sign up with a passkey.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, RawQuery, State};
use serde::Deserialize;
use serde_json::{Value, json};
use webauthn_rs::prelude::{SecurityKeyRegistration, Uuid};

use super::party::options;
use super::words;
use crate::app::Shared;
use crate::auth::refusal::Refusal;
use crate::auth::rules;
use crate::meta::account::{self, TakenError};
use crate::oci::Query;

/// The body; other members, such as `user_type`, say nothing here.
#[derive(Deserialize)]
pub struct Request {
    #[serde(default)]
    username: String,
    #[serde(default)]
    email: String,
}

/// A sign-up under way.
pub struct SignUp {
    /// Id of the account to be.
    pub id: Uuid,
    /// Its e-mail address.
    pub email: String,
    /// What the answer is checked against.
    pub state: SecurityKeyRegistration,
}

/// Gives a challenge for a new account. Nothing is kept beyond the ceremony's time.
///
/// # Errors
/// [`Refusal`] for names and addresses that are wrong or taken.
pub async fn post(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    app.rate.take(peer.ip())?;
    let Json(request) = body.map_err(|e| Refusal::bad(e.body_text(), "invalid JSON object"))?;
    rules::email(&request.email)?;
    rules::name(&request.username)?;
    let (name, email) = (request.username.clone(), request.email.clone());
    app.meta
        .read(move |txn| account::check_free(txn, &name, &email).map_err(taken))
        .await?;
    let id = Uuid::new_v4();
    let name = &request.username;
    let (challenge, state) = app
        .party
        .webauthn
        .start_securitykey_registration(id, name, name, None, None, None)
        .map_err(|e| Refusal::bad(words::of(&e), "error performing Webauthn registration"))?;
    let sign_up = SignUp {
        id,
        email: request.email,
        state,
    };
    let bytes = challenge.public_key.challenge.as_ref();
    app.party.sign_ups.begin(bytes, name, sign_up);
    let message = "registration successful";
    Ok(Json(
        json!({"message": message, "options": options(&challenge)}),
    ))
}

/// As OpenRegistry puts it.
fn taken(error: TakenError) -> Refusal {
    match error {
        TakenError::Meta(error) => Refusal::Meta(error),
        TakenError::Name => Refusal::bad(error.to_string(), "failed to store user details"),
        TakenError::Email | TakenError::Passkey => Refusal::bad(
            "username/email already exists",
            "username/email already exists",
        ),
    }
}

/// Gives the sign-ups of a user name up.
pub async fn rollback(State(app): State<Shared>, RawQuery(query): RawQuery) -> Json<Value> {
    let query = Query::parse(query.as_deref());
    let name = query.get("username").unwrap_or_default();
    let message = if app.party.sign_ups.give_up(name) {
        "transaction rolled back successfully"
    } else {
        "user transaction does not exist"
    };
    Json(json!({"message": message}))
}
