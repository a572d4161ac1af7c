//! The page with its list of pages.

use contract::{Empty, SettingsView, Theme as KeptTheme};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::backup::Backup;
use super::networks::Networks;
use super::security::{Row, Security};
use super::signing::Signing;
use crate::backend::{Core, Query, sentence};
use crate::kit::{Card, Choice, Glyph, Icon, Mark, Pairs, Segmented, Toast, Toaster};
use crate::platform::{Theme, ThemeSignal, set_theme};
use crate::route::{Route, SettingsPage};
use crate::shell::{KeyList, Page, Session};
use crate::{call, query};

const fn words(page: SettingsPage) -> (Glyph, &'static str) {
    match page {
        SettingsPage::Networks => (Glyph::Network, "Networks and nodes"),
        SettingsPage::Security => (Glyph::Shield, "Security"),
        SettingsPage::Signing => (Glyph::FileKey, "Signing"),
        SettingsPage::Backup => (Glyph::Archive, "Backup"),
        SettingsPage::Appearance => (Glyph::Palette, "Appearance"),
        SettingsPage::Keyboard => (Glyph::Keyboard, "Keyboard"),
        SettingsPage::About => (Glyph::Info, "About"),
    }
}

/// Saves settings; a failure is said and what is shown goes back to what is stored.
pub(super) fn save(core: Core, toaster: Toaster, settings: SettingsView) {
    spawn_local(async move {
        if let Err(e) = call!(core, settings_set(settings)).await {
            toaster.show(Toast::failed("The setting was not saved.", sentence(&e)));
        }
    });
}

/// Shows the stored theme when the app opens, and stores the one chosen elsewhere (first run, palette).
pub fn follow_settings() {
    let settings = query!(settings_get(Empty {}));
    let signal = expect_context::<ThemeSignal>();
    let core = Core::here();
    let toaster = Toaster::here();
    // The browser's copy wins: it is what the person saw last on this device.
    Effect::new(move |_| {
        let shown = kept(signal.0.get());
        if let Some(stored) = settings.data()
            && stored.theme != shown
        {
            save(
                core,
                toaster,
                SettingsView {
                    theme: shown,
                    ..stored
                },
            );
        }
    });
}

const fn kept(theme: Theme) -> KeptTheme {
    match theme {
        Theme::System => KeptTheme::System,
        Theme::Light => KeptTheme::Light,
        Theme::Dark => KeptTheme::Dark,
    }
}

/// A page of Settings.
#[component]
pub fn Settings(
    /// Which one.
    page: SettingsPage,
) -> impl IntoView {
    let settings = query!(settings_get(Empty {}));
    let list = SettingsPage::ALL
        .into_iter()
        .map(|p| {
            let (glyph, name) = words(p);
            let on = p == page;
            view! {
                <a
                    class="nav-item"
                    class:nav-on=on
                    href=Route::Settings(p).href()
                    aria-current=on.then_some("page")
                >
                    <Icon glyph />
                    <span>{name}</span>
                </a>
            }
        })
        .collect_view();
    let body = match page {
        SettingsPage::Networks => view! { <Networks /> }.into_any(),
        SettingsPage::Security => view! { <Security settings /> }.into_any(),
        SettingsPage::Signing => view! { <Signing settings /> }.into_any(),
        SettingsPage::Backup => view! { <Backup /> }.into_any(),
        SettingsPage::Appearance => view! { <Appearance settings /> }.into_any(),
        SettingsPage::Keyboard => view! {
            <h2 class="title">"Keyboard"</h2>
            <Card>
                <KeyList />
            </Card>
        }
        .into_any(),
        SettingsPage::About => view! { <About /> }.into_any(),
    };
    view! {
        <Page title="Settings">
            <div class="settings">
                <nav class="settings-list nav" aria-label="Settings">
                    {list}
                </nav>
                <div class="settings-page">{body}</div>
            </div>
        </Page>
    }
}

#[component]
fn Appearance(settings: Query<SettingsView>) -> impl IntoView {
    let theme = expect_context::<ThemeSignal>();
    // Held so that what follow_settings stores is read again while this page is open.
    let _ = settings;
    view! {
        <h2 class="title">"Appearance"</h2>
        <Card flush=true>
            <Row title="Theme" text="Motion follows the system: it is off where the system asks for that.">
                <Segmented
                    label="Theme"
                    options=vec![
                        Choice::named("system", "System"),
                        Choice::named("light", "Light"),
                        Choice::named("dark", "Dark"),
                    ]
                    value=Signal::derive(move || theme.0.get().name().to_string())
                    on_change=move |name: String| set_theme(theme, Theme::named(&name))
                />
            </Row>
        </Card>
    }
}

#[component]
fn About() -> impl IntoView {
    let session = Session::here();
    let rows = Signal::derive(move || {
        session.app.data().map_or_else(Vec::new, |app| {
            vec![
                ("Version".to_string(), app.version),
                ("Data".to_string(), app.storage),
                ("Licence".to_string(), "Apache-2.0".to_string()),
                (
                    "Fonts".to_string(),
                    "Inter, JetBrains Mono (OFL-1.1)".to_string(),
                ),
                ("Icons".to_string(), "Lucide (ISC)".to_string()),
            ]
        })
    });
    view! {
        <h2 class="title">"About"</h2>
        <Card>
            <div class="col gap-16">
                <span class="row">
                    <Mark />
                    <span class="brand-name">"Slipway"</span>
                </span>
                <Pairs rows />
                <p class="small text-2">
                    "Slipway sends nothing anywhere but to the nodes and providers that you choose."
                </p>
            </div>
        </Card>
    }
}
