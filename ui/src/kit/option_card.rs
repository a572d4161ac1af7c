//! Cards beside each other of which one is chosen: fees, sizes.

use leptos::prelude::*;

/// One card of a [`CardGroup`]: name, figure, meaning.
#[component]
pub fn OptionCard(
    /// Its name.
    #[prop(into)]
    name: Signal<String>,
    /// What it costs or is.
    #[prop(into)]
    figure: Signal<String>,
    /// What it means.
    #[prop(into)]
    meaning: Signal<String>,
    /// Whether it is chosen.
    #[prop(into)]
    on: Signal<bool>,
    /// It was chosen.
    #[prop(into)]
    on_pick: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="option-card"
            role="radio"
            aria-checked=move || if on.get() { "true" } else { "false" }
            on:click=move |_| on_pick.run(())
        >
            <span class="medium">{move || name.get()}</span>
            <span class="small tabular">{move || figure.get()}</span>
            <span class="small text-3">{move || meaning.get()}</span>
        </button>
    }
}

/// Three cards in a row.
#[component]
pub fn CardGroup(
    /// Name of the group.
    #[prop(into)]
    label: Signal<String>,
    /// The cards.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="option-cards" role="radiogroup" aria-label=move || label.get()>
            {children()}
        </div>
    }
}
