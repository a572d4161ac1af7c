//! A card of the GPU board.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// One GPU model in one variant; chosen or not. Several chosen cards mean any of these.
#[component]
pub fn GpuCard(
    /// Model as an SDL names it.
    #[prop(into)]
    model: String,
    /// Memory and interface; empty when unknown.
    #[prop(into)]
    variant: String,
    /// Last bid per hour and GPU; empty when none was seen.
    #[prop(into)]
    price: String,
    /// How old that bid is.
    #[prop(into)]
    price_note: Signal<String>,
    /// How many providers offer it, in words.
    #[prop(into)]
    providers: String,
    /// Nobody offers it.
    #[prop(optional)]
    none: bool,
    /// Whether it is chosen.
    #[prop(into)]
    on: Signal<bool>,
    /// It was pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let name = [model.as_str(), variant.as_str(), providers.as_str()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let unseen = price.is_empty();
    view! {
        <button
            type="button"
            class="gpu-card"
            class:gpu-card-none=none
            role="checkbox"
            aria-checked=move || if on.get() { "true" } else { "false" }
            aria-label=name
            on:click=move |_| on_press.run(())
        >
            <span class="gpu-card-head">
                <b class="gpu-card-model mono">{model}</b>
                <span class="gpu-card-variant small text-2">{variant}</span>
                <span class="tick push" class:tick-on=move || on.get()>
                    <Icon glyph=Glyph::Check />
                </span>
            </span>
            <span class="row row-base between">
                {if unseen {
                    view! { <span class="small text-3">"No bid seen yet"</span> }.into_any()
                } else {
                    view! { <span class="gpu-card-price">{price}<small>"/h"</small></span> }.into_any()
                }}
                <span class="gpu-card-age small text-3">{move || price_note.get()}</span>
            </span>
            <span class="small" class:text-2=!none class:warn=none>
                {providers}
            </span>
        </button>
    }
}
