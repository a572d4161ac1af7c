//! User interface of Slipway: one artifact for the window and the browser.
//!
//! `kit` holds every component, `features` compose them into pages, `shell` frames the pages, `backend` talks to the
//! core through the contract. Models (`features/*/model.rs`, `format`, `route`) are pure and tested natively.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod app;
pub mod backend;
pub mod features;
pub mod format;
pub mod kit;
pub mod parts;
pub mod pictures;
pub mod platform;
pub mod route;
pub mod shell;

use wasm_bindgen::prelude::wasm_bindgen;

/// Mounts the app into the page; called by the glue as soon as the module is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        platform::show_fault();
    }));
    leptos::mount::mount_to_body(app::App);
}
