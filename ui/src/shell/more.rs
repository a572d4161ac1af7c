//! Small overlays of the frame: the places that have no room in the bottom bar, and all keys.

use contract::Empty;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Overlays, keys};
use crate::backend::Core;
use crate::call;
use crate::kit::{Button, Glyph, Icon, Keycap, Sheet, SheetSize};
use crate::route::{Route, Router, SettingsPage};

/// Locks the vault; what waits for a decision becomes void.
pub(super) fn lock(core: Core) {
    spawn_local(async move {
        // An error reaches the page as the state of the app, which is read again.
        let _ = call!(core, vault_lock(Empty {})).await;
    });
}

/// Settings, keys and lock on narrow screens.
#[component]
pub fn MoreSheet() -> impl IntoView {
    let overlays = Overlays::here();
    let router = Router::here();
    let core = Core::here();
    let close = move |()| overlays.more.set(false);
    let go = move |route: Route| {
        close(());
        router.go(&route);
    };
    view! {
        <Sheet
            open=overlays.more
            label="More"
            size=SheetSize::Small
            on_close=close
            foot=move || view! { <Button on_press=close>"Close"</Button> }
        >
            <div class="col gap-4">
                <Button
                    wide=true
                    icon=Glyph::Container
                    on_press=move |()| go(Route::Registry(String::new(), String::new(), String::new()))
                >
                    "Registry"
                </Button>
                <Button
                    wide=true
                    icon=Glyph::Settings
                    on_press=move |()| go(Route::Settings(SettingsPage::default()))
                >
                    "Settings"
                </Button>
                <Button
                    wide=true
                    icon=Glyph::Lock
                    on_press=move |()| {
                        close(());
                        lock(core);
                    }
                >
                    "Lock"
                </Button>
            </div>
        </Sheet>
    }
}

/// Every key and what it does.
#[component]
pub fn KeyList() -> impl IntoView {
    view! {
        <ul class="key-list">
            {keys::HELP
                .iter()
                .map(|(key, what)| {
                    let caps = if key.starts_with("mod ") {
                        vec![(*key).to_string()]
                    } else {
                        key.split(' ').map(str::to_string).collect()
                    };
                    view! {
                        <li class="row between">
                            <span>{*what}</span>
                            <span class="row gap-4">
                                {caps.into_iter().map(|key| view! { <Keycap key /> }).collect_view()}
                            </span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
        <p class="row gap-6 small text-2 keys-note">
            <Icon glyph=Glyph::Keyboard size=14 />
            "Single letters rest while a field has the focus."
        </p>
    }
}

/// The keys as a sheet.
#[component]
pub fn KeySheet() -> impl IntoView {
    let overlays = Overlays::here();
    let close = move |()| overlays.keys.set(false);
    view! {
        <Sheet
            open=overlays.keys
            label="Keys"
            size=SheetSize::Small
            on_close=close
            foot=move || view! { <Button on_press=close>"Close"</Button> }
        >
            <KeyList />
        </Sheet>
    }
}
