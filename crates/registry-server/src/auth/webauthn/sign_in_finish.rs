//! `POST /auth/webauthn/login/finish[?username=]`: a session for whoever has the passkey.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use webauthn_rs::prelude::{AuthenticationResult, PublicKeyCredential, Uuid};

use super::ceremonies::NoCeremony;
use super::sign_in_begin::SignIn;
use super::words;
use crate::app::{App, Shared};
use crate::auth::refusal::Refusal;
use crate::auth::session_start;
use crate::clock;
use crate::meta::{MetaError, account};
use crate::oci::Query;

/// What failed, as OpenRegistry says it for everything here.
const MESSAGE: &str = "parsing error: could not parse credential request body in finish login";

/// Checks the answer and starts a session. A challenge is good for one answer.
///
/// # Errors
/// [`Refusal`] for an answer that isn't the one.
pub async fn post(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Refusal> {
    let query = Query::parse(query.as_deref());
    let name = query.get("username").unwrap_or_default();
    let answer: PublicKeyCredential = serde_json::from_slice(&body).map_err(|_| {
        let error = "ERR_PARSE_REQUEST_RESPONSE_BODY: Parse error for Assertion";
        Refusal::bad(error, MESSAGE)
    })?;
    let data = answer.response.client_data_json.as_ref();
    let begun = app
        .party
        .sign_ins
        .end(data, name)
        .map_err(|none| match none {
            NoCeremony::None => {
                Refusal::bad(format!("ERR_GET_WEBAUTHN_SESSION_DATA: {none}"), MESSAGE)
            }
            other => invalid(&other.to_string()),
        })?;
    let (user, result) = match begun {
        SignIn::Known(user, state) => {
            let handle = answer.get_user_unique_id().filter(|h| !h.is_empty());
            let own = Uuid::parse_str(&user).ok();
            if handle.is_some_and(|h| own.is_none_or(|own| h != own.as_bytes())) {
                return Err(invalid("userHandle and User ID do not match"));
            }
            let done = app
                .party
                .webauthn
                .finish_securitykey_authentication(&answer, &state);
            (user, done)
        }
        SignIn::Discoverable(state) => {
            let unknown = || invalid("User does not own the credential returned");
            let party = &app.party.webauthn;
            let (user, credential) = party
                .identify_discoverable_authentication(&answer)
                .map_err(|e| invalid(&words::of(&e)))?;
            let (user, id) = (user.to_string(), URL_SAFE_NO_PAD.encode(credential));
            let whose = user.clone();
            let row = app
                .meta
                .read(move |txn| account::passkey(txn, &whose, &id))
                .await?;
            let key = row.ok_or_else(unknown)?.key;
            (
                user,
                party.finish_discoverable_authentication_v2(&answer, state, &key),
            )
        }
    };
    let result = result.map_err(|e| invalid(&words::of(&e)))?;
    used(&app, &user, result).await?;
    session_start::start(&app, &user, "Login Success").await
}

/// Writes down what a sign-in tells of the passkey.
async fn used(app: &App, user: &str, result: AuthenticationResult) -> Result<(), Refusal> {
    let user = user.to_owned();
    let id = URL_SAFE_NO_PAD.encode(result.cred_id());
    let known = app
        .meta
        .write(move |txn| {
            // Removed while it was being used: then it opens nothing any more.
            let Some(mut row) = account::passkey(txn, &user, &id)? else {
                return Ok::<_, MetaError>(false);
            };
            row.key.update_credential(&result);
            row.used = clock::now();
            account::put_passkey(txn, &user, &id, &row)?;
            Ok(true)
        })
        .await?;
    if known {
        Ok(())
    } else {
        Err(invalid("User does not own the credential returned"))
    }
}

fn invalid(words: &str) -> Refusal {
    Refusal::bad(format!("ERR_VALIDATE_WEBAUTHN_LOGIN: {words}"), MESSAGE)
}
