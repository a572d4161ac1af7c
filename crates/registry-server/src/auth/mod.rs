//! Who asks, and what they may do.

pub mod access;
pub mod caller;
pub mod cookie;
pub mod password;
pub mod refusal;
pub mod token;
pub mod token_endpoint;
pub mod webauthn;

mod pat_create;
mod pat_list;
mod pat_revoke;
mod rules;
mod session_end;
mod session_me;
mod session_renew;
mod session_start;
mod sign_in;
mod sign_up;
mod user_search;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::app::Shared;

/// Routes of accounts, sessions and tokens.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/token", get(token_endpoint::get))
        .route("/auth/signup", post(sign_up::post))
        .route("/auth/signin", post(sign_in::post))
        .route("/auth/token", post(sign_in::post))
        .route("/auth/sessions/me", get(session_me::get))
        .route("/auth/sessions", delete(session_end::delete))
        .route("/auth/signout", delete(session_end::sign_out))
        .route("/auth/renew", get(session_renew::get))
        .route(
            "/api/users/token",
            post(pat_create::post).get(pat_list::get),
        )
        .route("/api/users/token/{id}", delete(pat_revoke::delete))
        .route("/api/users/search", get(user_search::get))
        .merge(webauthn::routes())
}
