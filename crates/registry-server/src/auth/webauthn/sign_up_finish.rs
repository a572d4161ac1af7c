//! `POST /auth/webauthn/registration/finish?username=`: the account is made with its first passkey.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use serde_json::{Value, json};
use webauthn_rs::prelude::RegisterPublicKeyCredential;

use super::ceremonies::NoCeremony;
use super::{key_add, words};
use crate::app::Shared;
use crate::auth::refusal::Refusal;
use crate::auth::sign_up;
use crate::clock;
use crate::meta::account::{self, Account};
use crate::oci::Query;

/// What failed.
const MESSAGE: &str = "error creating webauthn credentials";

/// Checks the answer and makes the account. Signing in comes after.
///
/// # Errors
/// [`Refusal`] for an answer that isn't the one, and for names taken meanwhile.
pub async fn post(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref());
    let name = query.get("username").unwrap_or_default().to_owned();
    let answer: RegisterPublicKeyCredential = serde_json::from_slice(&body).map_err(|_| {
        let error = "ERR_WEBAUTHN_PARSE_CREATION_REQUEST: Parse error for Registration";
        Refusal::bad(error, MESSAGE)
    })?;
    let ended = app
        .party
        .sign_ups
        .end(answer.response.client_data_json.as_ref(), &name);
    let sign_up = ended.map_err(|none| match none {
        NoCeremony::None => Refusal::bad(
            "missing begin registration step",
            "no user found with this username",
        ),
        other => Refusal::bad(format!("ERR_WEBAUTHN_CREATE_CREDENTIAL: {other}"), MESSAGE),
    })?;
    let key = app
        .party
        .webauthn
        .finish_securitykey_registration(&answer, &sign_up.state)
        .map_err(|e| {
            let error = format!("ERR_WEBAUTHN_CREATE_CREDENTIAL: {}", words::of(&e));
            Refusal::bad(error, MESSAGE)
        })?;
    let (credential, row) = key_add::row(key, "First passkey".to_owned());
    let account = Account {
        id: sign_up.id.to_string(),
        name,
        email: sign_up.email,
        password: None,
        operator: false,
        created: clock::now(),
    };
    app.meta
        .write(move |txn| {
            account::create(txn, &account).map_err(sign_up::taken)?;
            account::add_passkey(txn, &account.id, &credential, &row).map_err(sign_up::taken)
        })
        .await?;
    Ok(Json(json!({"message": "registration successful"})))
}
