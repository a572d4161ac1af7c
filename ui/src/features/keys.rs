//! Keys that act on the page in view.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Whether a sheet is open: then the page behind it takes no keys.
fn sheet_open() -> bool {
    document()
        .query_selector("dialog[open]")
        .ok()
        .flatten()
        .is_some()
}

/// Whether typing goes somewhere: then single letters are text.
fn types_text(ev: &web_sys::Event) -> bool {
    let first = ev.composed_path().get(0);
    first.dyn_ref::<web_sys::HtmlElement>().is_some_and(|e| {
        matches!(e.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || e.is_content_editable()
    })
}

fn on_key(f: impl Fn(&KeyboardEvent) + 'static) {
    let handle = window_event_listener(ev::keydown, move |ev| {
        if !ev.default_prevented() && !sheet_open() {
            f(&ev);
        }
    });
    on_cleanup(move || handle.remove());
}

/// Calls `f` with a text that is pasted while nothing takes it: no field has the focus and no sheet is open.
pub fn on_paste(f: impl Fn(String) + 'static) {
    let handle = window_event_listener(ev::paste, move |ev| {
        if ev.default_prevented() || sheet_open() || types_text(&ev) {
            return;
        }
        let text = ev
            .clipboard_data()
            .and_then(|d| d.get_data("text/plain").ok());
        if let Some(text) = text.filter(|t| !t.trim().is_empty()) {
            ev.prevent_default();
            f(text);
        }
    });
    on_cleanup(move || handle.remove());
}

/// Calls `f` on Ctrl or ⌘ Enter while the calling view is in the page.
pub fn on_mod_enter(f: impl Fn() + 'static) {
    on_key(move |ev| {
        if ev.key() == "Enter" && (ev.ctrl_key() || ev.meta_key()) {
            ev.prevent_default();
            f();
        }
    });
}

/// Calls `f` with the key of Ctrl or ⌘ and one of `keys`; it says whether it took it.
pub fn on_mod(keys: &'static [&'static str], f: impl Fn(&str, bool) -> bool + 'static) {
    on_key(move |ev| {
        let key = ev.key().to_lowercase();
        if (ev.ctrl_key() || ev.meta_key())
            && !ev.alt_key()
            && keys.contains(&key.as_str())
            && f(&key, ev.shift_key())
        {
            ev.prevent_default();
        }
    });
}

/// Calls `f` with a key pressed alone that is in `keys`, unless something is being typed.
pub fn on_plain(keys: &'static [&'static str], f: impl Fn(&str) + 'static) {
    on_key(move |ev| {
        let alone = !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key();
        let key = ev.key();
        let key = if key.len() == 1 {
            key.to_lowercase()
        } else {
            key
        };
        if alone && keys.contains(&key.as_str()) && (key.len() > 1 || !types_text(ev)) {
            ev.prevent_default();
            f(&key);
        }
    });
}
