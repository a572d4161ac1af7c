//! What OpenRegistry has beside the OCI specification: lists for people, visibility, stars.
//!
//! Paths and shapes are those of its `feat/vuln-scanning` branch, with its `main` branch's ways to take a star away.
//! Everywhere only what the caller may see is shown, and only owners change a repository.

mod catalog_detail;
mod catalog_repository;
mod catalog_search;
mod catalog_user;
mod repo_create;
mod repo_visibility;
mod stars;
mod view;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::app::Shared;

/// Routes under `/v2/ext`.
pub fn routes() -> Router<Shared> {
    let catalog = |what: &str| format!("/v2/ext/catalog/{what}");
    let repository = |what: &str| format!("/v2/ext/repository/{what}");
    Router::new()
        .route(&catalog("search"), get(catalog_search::get))
        .route(&catalog("detail"), get(catalog_detail::get))
        .route(&catalog("repository"), get(catalog_repository::get))
        .route(&catalog("user"), get(catalog_user::get))
        .route(&repository("create"), post(repo_create::post))
        .route(&repository("visibility"), post(repo_visibility::post))
        .route(
            &repository("favorites"),
            get(stars::get).post(stars::post).delete(stars::delete),
        )
        .route(&repository("favorites/{id}"), delete(stars::delete_by_path))
}
