//! `POST /auth/webauthn/credentials/begin` and `…/finish?name=`: another passkey for the account. Not in OpenRegistry.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    RegisterPublicKeyCredential, SecurityKey, SecurityKeyRegistration, Uuid,
};

use super::party::options;
use super::words;
use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::auth::refusal::Refusal;
use crate::auth::sign_up;
use crate::clock;
use crate::meta::account::{self, PasskeyRow};
use crate::oci::Query;

/// Passkeys of one account.
const MOST: usize = 50;
/// Characters of a passkey's name.
const NAME_MAX: usize = 100;
/// What failed.
const MESSAGE: &str = "error creating webauthn credentials";

/// A passkey on its way into an account.
pub struct NewKey(SecurityKeyRegistration);

/// Gives a challenge to whoever is signed in; the account's passkeys are excluded.
///
/// # Errors
/// [`Refusal::SignIn`]; [`Refusal`] 400 beyond 50 passkeys.
pub async fn begin(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let account = Caller::of(&app, &headers).await?.full()?;
    let user = account.id.clone();
    let keys = app
        .meta
        .read(move |txn| account::passkeys(txn, &user))
        .await?;
    if keys.len() >= MOST {
        return Err(Refusal::bad("an account has 50 passkeys at most", MESSAGE));
    }
    let there = keys
        .iter()
        .map(|(_, row)| row.key.cred_id().clone())
        .collect();
    let id = Uuid::parse_str(&account.id).map_err(|e| Refusal::bad(e.to_string(), MESSAGE))?;
    let name = &account.name;
    let (challenge, state) = app
        .party
        .webauthn
        .start_securitykey_registration(id, name, name, Some(there), None, None)
        .map_err(|e| Refusal::bad(words::of(&e), MESSAGE))?;
    let bytes = challenge.public_key.challenge.as_ref();
    app.party.new_keys.begin(bytes, &account.id, NewKey(state));
    let message = "registration successful";
    Ok(Json(
        json!({"message": message, "options": options(&challenge)}),
    ))
}

/// Checks the answer and adds the passkey.
///
/// # Errors
/// [`Refusal`] for an answer that isn't the one, and a passkey that an account has.
pub async fn finish(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let account = Caller::of(&app, &headers).await?.full()?;
    let query = Query::parse(query.as_deref());
    let label = label(query.get("name").unwrap_or("Passkey"))?;
    let failed =
        |error: &str| Refusal::bad(format!("ERR_WEBAUTHN_CREATE_CREDENTIAL: {error}"), MESSAGE);
    let answer: RegisterPublicKeyCredential =
        serde_json::from_slice(&body).map_err(|_| failed("Parse error for Registration"))?;
    let data = answer.response.client_data_json.as_ref();
    let ended = app.party.new_keys.end(data, &account.id);
    let NewKey(state) = ended.map_err(|none| failed(&none.to_string()))?;
    let key = app
        .party
        .webauthn
        .finish_securitykey_registration(&answer, &state)
        .map_err(|e| failed(&words::of(&e)))?;
    let (id, row) = row(key, label);
    let view = json!({"message": "registration successful", "id": id});
    app.meta
        .write(move |txn| account::add_passkey(txn, &account.id, &id, &row).map_err(sign_up::taken))
        .await?;
    Ok(Json(view))
}

/// A passkey as it is kept, with its credential id.
pub fn row(key: SecurityKey, label: String) -> (String, PasskeyRow) {
    let id = URL_SAFE_NO_PAD.encode(key.cred_id());
    let row = PasskeyRow {
        label,
        key,
        created: clock::now(),
        used: 0,
    };
    (id, row)
}

/// A passkey's name.
///
/// # Errors
/// [`Refusal`] when it is empty or too long.
pub fn label(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let plain = !text.chars().any(char::is_control);
    if plain && (1..=NAME_MAX).contains(&text.chars().count()) {
        Ok(text.to_owned())
    } else {
        let error = "a passkey's name has 1 to 100 characters";
        Err(Refusal::bad(error, "invalid name"))
    }
}
