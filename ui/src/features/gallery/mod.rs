//! Every component of the kit in each of its states, for looking at and for tests.

mod controls;
mod field_work;
mod show;

use leptos::prelude::*;

use crate::kit::{Glyph, IconButton, Mark, Simulated};
use crate::platform::{ThemeSignal, set_theme};

/// A box of the gallery.
#[component]
fn Sample(title: &'static str, #[prop(optional)] wide: bool, children: Children) -> impl IntoView {
    view! {
        <section class="sample" class:sample-wide=wide>
            <h3>{title}</h3>
            {children()}
        </section>
    }
}

/// The gallery page.
#[component]
pub fn Gallery() -> impl IntoView {
    let theme = expect_context::<ThemeSignal>();
    view! {
        <main class="gallery">
            <header class="row gap-16">
                <Mark />
                <h1 class="title">"Components"</h1>
                <span class="push row">
                    <Simulated name="Demo network" />
                    <IconButton
                        icon=Glyph::SunMoon
                        label=Signal::derive(move || format!("Theme: {}", theme.0.get().name()))
                        on_press=move |()| set_theme(theme, theme.0.get_untracked().next())
                    />
                </span>
            </header>
            <div class="samples">
                <show::Tokens />
                <controls::Controls />
                <field_work::FieldWork />
                <show::Shows />
            </div>
        </main>
    }
}
