//! What the browser or the window gives: clipboard, clock, dates in the local manner, theme, which keyboard it is.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Milliseconds since 1970, now.
#[must_use]
pub fn now() -> u64 {
    js_sys::Date::now() as u64
}

#[derive(Clone, Copy)]
struct Clock(ReadSignal<u64>);

/// Starts the clock of the page: one signal that every age reads, so that all of them move together.
pub fn provide_clock() {
    let (get, set) = signal(now());
    if let Ok(handle) = set_interval_with_handle(move || set.set(now()), Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
    provide_context(Clock(get));
}

/// The time in milliseconds since 1970; changes every second.
#[must_use]
pub fn clock() -> ReadSignal<u64> {
    expect_context::<Clock>().0
}

/// Copies `text` and tells `then` whether it worked.
pub fn copy(text: String, then: impl FnOnce(bool) + 'static) {
    spawn_local(async move {
        let done = match clipboard() {
            Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            None => false,
        };
        then(done);
    });
}

/// Reads the clipboard, if that is allowed.
pub async fn paste() -> Option<String> {
    JsFuture::from(clipboard()?.read_text())
        .await
        .ok()?
        .as_string()
}

/// Whether this page can copy at all: not on a plain address of the local network.
#[must_use]
pub fn can_copy() -> bool {
    clipboard().is_some()
}

fn clipboard() -> Option<web_sys::Clipboard> {
    // Undefined outside a secure context, which web-sys's type doesn't say.
    let navigator = window().navigator();
    js_sys::Reflect::get(&navigator, &"clipboard".into())
        .ok()
        .filter(|v| v.is_object())
        .map(JsCast::unchecked_into)
}

/// Whether the keyboard is Apple's.
#[must_use]
pub fn is_mac() -> bool {
    let navigator = window().navigator();
    navigator.platform().unwrap_or_default().starts_with("Mac")
}

/// The modifier as printed on this keyboard.
#[must_use]
pub fn modifier() -> &'static str {
    if is_mac() { "⌘" } else { "Ctrl" }
}

fn local(at: u64, method: &str, options: &[(&str, &str)]) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(at as f64));
    let bag = js_sys::Object::new();
    for (key, value) in options {
        let _ = js_sys::Reflect::set(&bag, &(*key).into(), &(*value).into());
    }
    js_sys::Reflect::get(&date, &method.into())
        .ok()
        .and_then(|f| f.dyn_into::<js_sys::Function>().ok())
        .and_then(|f| f.call2(&date, &JsValue::UNDEFINED, &bag).ok())
        .and_then(|v| v.as_string())
        .unwrap_or_default()
}

/// Exact date and time by locale, for hovers: `Tue 24 Nov 2026, 14:30:09`.
#[must_use]
pub fn date_time(at: u64) -> String {
    local(
        at,
        "toLocaleString",
        &[
            ("weekday", "short"),
            ("day", "numeric"),
            ("month", "short"),
            ("year", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("second", "2-digit"),
        ],
    )
}

/// Clock time for today, the date beyond.
#[must_use]
pub fn when(at: u64, now: u64) -> String {
    let day = |t: u64| local(t, "toLocaleDateString", &[("dateStyle", "short")]);
    if day(at) == day(now) {
        local(
            at,
            "toLocaleTimeString",
            &[("hour", "2-digit"), ("minute", "2-digit")],
        )
    } else {
        local(
            at,
            "toLocaleDateString",
            &[("day", "numeric"), ("month", "short")],
        )
    }
}

/// Clock time with seconds: steps and logs.
#[must_use]
pub fn time(at: u64) -> String {
    local(
        at,
        "toLocaleTimeString",
        &[
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("second", "2-digit"),
        ],
    )
}

/// Dark, light, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light, always.
    Light,
    /// Dark, always.
    Dark,
}

impl Theme {
    /// Its name in storage and in the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a name; the system's for an unknown one.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The next one, for a button that goes round.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

const THEME: &str = "slipway.theme";

/// The chosen theme; setting it through [`set_theme`] shows and keeps it.
#[derive(Clone, Copy)]
pub struct ThemeSignal(pub RwSignal<Theme>);

/// Reads the kept theme, shows it and puts its signal into the context. It is kept in this browser, not in the vault:
/// it must be known before anything is unlocked.
pub fn provide_theme() {
    let kept = storage()
        .and_then(|s| s.get_item(THEME).ok().flatten())
        .unwrap_or_default();
    let theme = Theme::named(&kept);
    show_theme(theme);
    provide_context(ThemeSignal(RwSignal::new(theme)));
}

/// Shows and keeps `theme`.
pub fn set_theme(signal: ThemeSignal, theme: Theme) {
    signal.0.set(theme);
    show_theme(theme);
    if let Some(storage) = storage() {
        let _ = storage.set_item(THEME, theme.name());
    }
}

fn show_theme(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            other => root.set_attribute("data-theme", other.name()),
        };
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Reads what was kept under `key` in this browser.
#[must_use]
pub fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps `value` under `key` in this browser; small conveniences only, never anything that must last.
pub fn keep(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Sets a mark that outlives a reload of this tab, and nothing else.
pub fn remember(mark: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(mark, "1");
    }
}

/// Takes a mark away and tells whether it was there.
#[must_use]
pub fn forget(mark: &str) -> bool {
    let Ok(Some(storage)) = window().session_storage() else {
        return false;
    };
    let was = storage.get_item(mark).ok().flatten().is_some();
    let _ = storage.remove_item(mark);
    was
}

/// Puts a plain note over a page whose code has stopped: nothing of the app can be trusted to render any more.
pub fn show_fault() {
    let document = document();
    if document.get_element_by_id("fault").is_some() {
        return;
    }
    let (Ok(note), Ok(link), Some(body)) = (
        document.create_element("p"),
        document.create_element("a"),
        document.body(),
    ) else {
        return;
    };
    note.set_id("fault");
    let _ = note.set_attribute("role", "alert");
    note.set_text_content(Some(
        "A fault of Slipway stopped this page. Keys, drafts and deployments in the making are stored. ",
    ));
    link.set_text_content(Some("Reload"));
    let _ = link.set_attribute("href", "");
    let _ = note.append_child(&link);
    let _ = body.append_child(&note);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_go_round_and_keep_their_names() {
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            assert_eq!(Theme::named(theme.name()), theme);
            assert_eq!(theme.next().next().next(), theme);
        }
        assert_eq!(Theme::named("blue"), Theme::System);
    }
}
