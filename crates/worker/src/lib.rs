//! The core's home in the browser: a dedicated worker.
//!
//! Only one tab owns the data. The owner holds a Web Lock for as long as its worker lives; the worker of another tab
//! says `Busy`, and on `TakeOver` steals the lock, upon which the old owner says `Lost` and ends itself.

#[cfg(target_arch = "wasm32")]
mod lock;
#[cfg(target_arch = "wasm32")]
mod run;
#[cfg(target_arch = "wasm32")]
mod tabs;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

/// Called when the module is loaded.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen(start)]
pub fn start() {
    // The panic's text reaches the console here, and the page as the worker's error event.
    console_error_panic_hook::set_once();
    run::start();
}
