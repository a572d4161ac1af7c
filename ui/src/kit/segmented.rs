//! Two to five short words of which one is chosen.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Choice, Move, list_move};

/// Moves the focus to the `index`-th child of the element that `ev` is handled on.
pub(super) fn focus_child(ev: &KeyboardEvent, index: usize) {
    let child = ev
        .current_target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
        .and_then(|e| e.children().item(index as u32))
        .and_then(|c| c.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(child) = child {
        let _ = child.focus();
    }
}

/// A radio group in one track; arrows move and choose.
#[component]
pub fn Segmented(
    /// Name of the group.
    #[prop(into)]
    label: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The value of what is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Gets the value of what was picked.
    #[prop(into)]
    on_change: Callback<String>,
    /// As wide as its place, in equal parts.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    let keydown = move |ev: KeyboardEvent| {
        let now = value.get_untracked();
        let (at, len) =
            options.with_untracked(|o| (o.iter().position(|c| c.value == now), o.len()));
        if let Move::To(i) = list_move(&ev.key(), at, len) {
            ev.prevent_default();
            if let Some(choice) = options.with_untracked(|o| o.get(i).cloned()) {
                on_change.run(choice.value);
                focus_child(&ev, i);
            }
        }
    };
    let segments = move || {
        options
            .get()
            .into_iter()
            .map(|choice| {
                let (mine, picked) = (choice.value.clone(), choice.value);
                let on = Memo::new(move |_| value.with(|v| *v == mine));
                view! {
                    <button
                        type="button"
                        class="segment"
                        role="radio"
                        aria-checked=move || if on.get() { "true" } else { "false" }
                        tabindex=move || if on.get() { "0" } else { "-1" }
                        on:click=move |_| on_change.run(picked.clone())
                    >
                        {choice.label}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <div
            class="segmented"
            class:segmented-wide=wide
            role="radiogroup"
            aria-label=move || label.get()
            on:keydown=keydown
        >
            {segments}
        </div>
    }
}
