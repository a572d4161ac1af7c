//! `DELETE /auth/webauthn/credentials/ID`. Not in OpenRegistry.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};

use crate::app::Shared;
use crate::auth::caller::Caller;
use crate::auth::refusal::Refusal;
use crate::meta::account;

/// Removes a passkey, unless the account could not be entered any more.
///
/// # Errors
/// [`Refusal`] 404 when the account has no such passkey, 409 when it is the only way in.
pub async fn delete(
    State(app): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let account = Caller::of(&app, &headers).await?.full()?;
    app.meta
        .write(move |txn| {
            let keys = account::passkeys(txn, &account.id)?;
            if !keys.iter().any(|(one, _)| *one == id) {
                return Err(unknown());
            }
            if keys.len() == 1 && account.password.is_none() {
                return Err(Refusal::with(
                    StatusCode::CONFLICT,
                    "this is the only way into the account",
                    "the last passkey stays",
                ));
            }
            Ok(account::remove_passkey(txn, &account.id, &id)?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// There is no such passkey.
pub fn unknown() -> Refusal {
    Refusal::with(
        StatusCode::NOT_FOUND,
        "there is no such passkey",
        "passkey not found",
    )
}
