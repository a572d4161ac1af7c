//! A page inside the frame: its bar and its content.

use leptos::prelude::*;

use super::{Overlays, Session};
use crate::kit::{Glyph, Icon, IconButton, Keycap, PlaceLink};
use crate::route::Route;

/// Bar (where it is, search, actions) and content of a page.
#[component]
pub fn Page(
    /// Name of the page.
    #[prop(into)]
    title: Signal<String>,
    /// The page it belongs to, before the name.
    #[prop(optional, into)]
    parent: Option<(Route, String)>,
    /// After the name: a badge, an age.
    #[prop(optional, into)]
    beside: ViewFn,
    /// Buttons at the end of the bar; on narrow screens the page brings its own.
    #[prop(optional, into)]
    actions: ViewFn,
    /// The page scrolls its panes itself.
    #[prop(optional)]
    panes: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    let overlays = Overlays::here();
    let session = Session::here();
    Effect::new(move |_| document().set_title(&format!("{} · Slipway", title.get())));
    let network_icon = Signal::derive(move || {
        if session.simulated() {
            Glyph::FlaskConical
        } else {
            Glyph::Network
        }
    });
    view! {
        <header class="bar">
            <div class="crumb">
                {parent
                    .map(|(route, name)| {
                        view! {
                            <PlaceLink to=route>{name}</PlaceLink>
                            <Icon glyph=Glyph::ChevronRight size=14 />
                        }
                    })}
                <h1 class="cut">{move || title.get()}</h1>
                {beside.run()}
            </div>
            <div class="push row">
                <button
                    type="button"
                    class="find wide-only"
                    on:click=move |_| overlays.palette.set(true)
                >
                    <Icon glyph=Glyph::Search size=14 />
                    <span>"Search or run a command"</span>
                    <Keycap key="mod K" />
                </button>
                <span class="row wide-only">{actions.run()}</span>
                <span class="narrow-only">
                    <IconButton
                        icon=network_icon
                        label="Network"
                        on_press=move |()| overlays.network.set(true)
                    />
                </span>
                <span class="narrow-only">
                    <IconButton
                        icon=Glyph::Search
                        label="Search or run a command"
                        on_press=move |()| overlays.palette.set(true)
                    />
                </span>
            </div>
        </header>
        <main class="main" class:main-panes=panes id="main" tabindex="-1">
            <super::banner::Banner />
            {children()}
        </main>
    }
}
