//! Passkeys: the relying party, with OpenRegistry's routes and some of our own for several passkeys.
//!
//! Source: W3C Web Authentication, level 3; OpenRegistry's `/auth/webauthn`.

mod ceremonies;
mod key_add;
mod key_list;
mod key_remove;
mod key_rename;
mod party;
mod sign_in_begin;
mod sign_in_finish;
mod sign_up_begin;
mod sign_up_finish;
mod words;

use axum::Router;
use axum::routing::{delete, get, patch, post};

pub use party::{Party, PartyError};

use crate::app::Shared;

/// Routes of passkeys.
pub fn routes() -> Router<Shared> {
    let under = |path: &str| format!("/auth/webauthn{path}");
    Router::new()
        .route(&under("/registration/begin"), post(sign_up_begin::post))
        .route(&under("/registration/finish"), post(sign_up_finish::post))
        .route(
            &under("/registration/rollback"),
            delete(sign_up_begin::rollback),
        )
        .route(&under("/login/begin"), get(sign_in_begin::get))
        .route(&under("/login/finish"), post(sign_in_finish::post))
        .route(&under("/login/rollback"), delete(sign_in_begin::rollback))
        .route(&under("/credentials"), get(key_list::get))
        .route(&under("/credentials/begin"), post(key_add::begin))
        .route(&under("/credentials/finish"), post(key_add::finish))
        .route(
            &under("/credentials/{id}"),
            patch(key_rename::patch).delete(key_remove::delete),
        )
}
