//! A part of a form that is closed until it is needed.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// Title and a word about what is inside; a press opens it.
#[component]
pub fn Disclosure(
    /// The title, and the name of the part.
    #[prop(into)]
    title: Signal<String>,
    /// What is set inside, in few words; shown also while it is closed.
    #[prop(optional, into)]
    note: Signal<String>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" aria-label=move || title.get()>
            <summary>
                <Icon glyph=Glyph::ChevronRight />
                <h2>{move || title.get()}</h2>
                <span class="push small text-2 cut">{move || note.get()}</span>
            </summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
}
