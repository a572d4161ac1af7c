//! The colour of an account: a small square, never alone.

use leptos::prelude::*;

/// How many colours there are: six, filled and as rings.
pub const HUES: u8 = 12;

/// Names of the colours, for those who choose by word.
pub const HUE_NAMES: [&str; 12] = [
    "Blue",
    "Orange",
    "Green",
    "Magenta",
    "Grey",
    "Violet",
    "Blue ring",
    "Orange ring",
    "Green ring",
    "Magenta ring",
    "Grey ring",
    "Violet ring",
];

fn class(hue: u8) -> String {
    let ring = if hue % HUES >= 6 { " hue-ring" } else { "" };
    format!("hue hue-{}{ring}", hue % 6)
}

/// The mark of a colour. Decoration: the account's name stands beside it.
#[component]
pub fn Hue(
    /// Which one, 0 to 11.
    #[prop(into)]
    hue: Signal<u8>,
) -> impl IntoView {
    view! { <span class=move || class(hue.get()) aria-hidden="true"></span> }
}

/// A choice of colours.
#[component]
pub fn HuePicker(
    /// What is chosen.
    #[prop(into)]
    value: Signal<u8>,
    /// Gets what was picked.
    #[prop(into)]
    on_change: Callback<u8>,
) -> impl IntoView {
    let marks = (0..HUES)
        .map(|hue| {
            let on = move || value.get() == hue;
            view! {
                <button
                    type="button"
                    class="hue-pick"
                    role="radio"
                    aria-label=HUE_NAMES[usize::from(hue)]
                    title=HUE_NAMES[usize::from(hue)]
                    aria-checked=move || if on() { "true" } else { "false" }
                    tabindex=move || if on() { "0" } else { "-1" }
                    on:click=move |_| on_change.run(hue)
                >
                    <Hue hue=Signal::stored(hue) />
                </button>
            }
        })
        .collect_view();
    let keydown = move |ev: leptos::ev::KeyboardEvent| {
        let now = usize::from(value.get_untracked());
        if let super::Move::To(to) = super::list_move(&ev.key(), Some(now), usize::from(HUES)) {
            ev.prevent_default();
            on_change.run(u8::try_from(to).unwrap_or_default());
            super::segmented::focus_child(&ev, to);
        }
    };
    view! {
        <div class="hues" role="radiogroup" aria-label="Colour" on:keydown=keydown>
            {marks}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_has_a_mark_of_its_own() {
        let classes: std::collections::BTreeSet<_> = (0..HUES).map(class).collect();
        assert_eq!(classes.len(), 12);
        assert_eq!(class(200), class(200 % 12));
    }
}
