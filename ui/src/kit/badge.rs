//! Badges, counts and filter chips.

use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::format;

/// What a colour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Chosen or to be done.
    Accent,
    /// Well.
    Success,
    /// Wants attention.
    Warning,
    /// Wrong.
    Danger,
    /// A note.
    Info,
}

/// A word on a tint.
#[component]
pub fn Badge(
    /// Colour by meaning.
    #[prop(optional)]
    tone: Tone,
    /// Icon before the word.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The word.
    children: Children,
) -> impl IntoView {
    let class = match tone {
        Tone::Plain => "badge",
        Tone::Accent => "badge badge-accent",
        Tone::Success => "badge badge-success",
        Tone::Warning => "badge badge-warning",
        Tone::Danger => "badge badge-danger",
        Tone::Info => "badge badge-info",
    };
    view! {
        <span class=class>
            {icon.map(|glyph| view! { <Icon glyph size=12 /> })} {children()}
        </span>
    }
}

/// The mark of everything simulated: dashed edge and flask; nothing else is dashed.
#[component]
pub fn Simulated(
    /// What is simulated.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="badge badge-simulated">
            <Icon glyph=Glyph::FlaskConical size=12 />
            {move || name.get()}
        </span>
    }
}

/// A count, round.
#[component]
pub fn Count(
    /// How many.
    #[prop(into)]
    n: Signal<usize>,
) -> impl IntoView {
    view! { <span class="count">{move || format::group(n.get() as u128)}</span> }
}

/// A filter that is on or off.
#[component]
pub fn Chip(
    /// What it keeps.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Gets the state asked for.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:click=move |_| on_change.run(!on.get_untracked())
        >
            {move || label.get()}
        </button>
    }
}
