//! Switch, check box and radio buttons.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::segmented::focus_child;
use super::{Glyph, Icon, Move, list_move};

/// On or off; acts at once.
#[component]
pub fn Switch(
    /// What is switched.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Gets the state asked for.
    #[prop(into)]
    on_change: Callback<bool>,
    /// Can't be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Label for assistive technology only: the words stand elsewhere in the row.
    #[prop(optional)]
    hide_label: bool,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="choice"
            role="switch"
            aria-checked=move || if on.get() { "true" } else { "false" }
            aria-label=move || hide_label.then(|| label.get())
            disabled=move || disabled.get()
            on:click=move |_| on_change.run(!on.get_untracked())
        >
            <span class="switch"></span>
            {(!hide_label).then(|| view! { <span>{move || label.get()}</span> })}
        </button>
    }
}

/// A box to tick.
#[component]
pub fn Check(
    /// What is ticked.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is ticked.
    #[prop(into)]
    on: Signal<bool>,
    /// Gets the state asked for.
    #[prop(into)]
    on_change: Callback<bool>,
    /// Can't be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Label for assistive technology only.
    #[prop(optional)]
    hide_label: bool,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="choice"
            role="checkbox"
            aria-checked=move || if on.get() { "true" } else { "false" }
            aria-label=move || hide_label.then(|| label.get())
            disabled=move || disabled.get()
            on:click=move |_| on_change.run(!on.get_untracked())
        >
            <span class="tick">
                <Icon glyph=Glyph::Check />
            </span>
            {(!hide_label).then(|| view! { <span>{move || label.get()}</span> })}
        </button>
    }
}

/// Radio buttons belong into one of these: it names them and moves between them by arrows. Its children are
/// [`Radio`] or [`RadioRow`] and nothing else.
#[component]
pub fn RadioGroup(
    /// Name of the group.
    #[prop(into)]
    label: Signal<String>,
    /// The values in the order of the children.
    #[prop(into)]
    values: Signal<Vec<String>>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Gets the value that arrows lead to.
    #[prop(into)]
    on_change: Callback<String>,
    /// Rows below each other with hairlines, instead of buttons beside each other.
    #[prop(optional)]
    rows: bool,
    /// The buttons.
    children: Children,
) -> impl IntoView {
    let keydown = move |ev: KeyboardEvent| {
        let now = value.get_untracked();
        let (at, len) = values.with_untracked(|v| (v.iter().position(|x| *x == now), v.len()));
        if let Move::To(i) = list_move(&ev.key(), at, len) {
            ev.prevent_default();
            if let Some(next) = values.with_untracked(|v| v.get(i).cloned()) {
                on_change.run(next);
                focus_child(&ev, i);
            }
        }
    };
    view! {
        <div
            class=if rows { "choice-rows" } else { "row wrap gap-16" }
            role="radiogroup"
            aria-label=move || label.get()
            on:keydown=keydown
        >
            {children()}
        </div>
    }
}

/// One radio button.
#[component]
pub fn Radio(
    /// What is chosen by it.
    #[prop(into)]
    label: Signal<String>,
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
            class="choice"
            role="radio"
            aria-checked=move || if on.get() { "true" } else { "false" }
            tabindex=move || if on.get() { "0" } else { "-1" }
            on:click=move |_| on_pick.run(())
        >
            <span class="tick tick-round"></span>
            <span>{move || label.get()}</span>
        </button>
    }
}

/// A whole row as a radio button: the dot, then whatever `children` show.
#[component]
pub fn RadioRow(
    /// Name of the row.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is chosen.
    #[prop(into)]
    on: Signal<bool>,
    /// It was chosen.
    #[prop(into)]
    on_pick: Callback<()>,
    /// What the row shows.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="choice-row"
            role="radio"
            aria-label=move || label.get()
            aria-checked=move || if on.get() { "true" } else { "false" }
            on:click=move |_| on_pick.run(())
        >
            <span class="tick tick-round"></span>
            {children()}
        </button>
    }
}
