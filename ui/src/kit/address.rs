//! Addresses, and copying.

use std::time::Duration;

use leptos::prelude::*;

use super::{ButtonKind, ButtonSize, Glyph, Icon, IconButton};
use crate::{format, platform};

/// How long "Copied" stays.
const SAID: Duration = Duration::from_millis(1500);

/// A signal that is set by [`copy`] for [`SAID`].
fn copy(text: String, said: RwSignal<bool>) {
    platform::copy(text, move |done| {
        if done {
            said.set(true);
            set_timeout(move || said.set(false), SAID);
        }
    });
}

/// An address cut in the middle; a press copies the whole and says so.
#[component]
pub fn AddressChip(
    /// The whole address.
    #[prop(into)]
    address: Signal<String>,
    /// First 9 and last 4 instead of 10 and 6.
    #[prop(optional)]
    tight: bool,
    /// Without ground and padding.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let said = RwSignal::new(false);
    let shown = move || {
        if said.get() {
            "Copied".to_string()
        } else if tight {
            format::address_tight(&address.get())
        } else {
            format::address(&address.get())
        }
    };
    view! {
        <button
            type="button"
            class="address"
            class:address-plain=plain
            title=move || address.get()
            on:click=move |_| copy(address.get_untracked(), said)
        >
            <span class="visually-hidden">{move || if said.get() { "" } else { "Copy address " }}</span>
            <span aria-live="polite">{shown}</span>
            {move || view! { <Icon glyph=if said.get() { Glyph::Check } else { Glyph::Copy } size=12 /> }}
        </button>
    }
}

/// A whole address with the parts that people compare strong: for send and approval sheets.
#[component]
pub fn AddressFull(
    /// The whole address.
    #[prop(into)]
    address: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="address-full">
            {move || {
                let text = address.get();
                let (prefix, first, middle, last) = format::address_parts(&text);
                view! {
                    {prefix.to_string()}
                    <b>{first.to_string()}</b>
                    {middle.to_string()}
                    <b>{last.to_string()}</b>
                }
            }}
        </span>
    }
}

/// A button that copies `text`; nothing where that can't be done.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, for the name: "Copy address".
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let said = RwSignal::new(false);
    let glyph = Signal::derive(move || {
        if said.get() {
            Glyph::Check
        } else {
            Glyph::Copy
        }
    });
    let label = Signal::derive(move || {
        if said.get() {
            "Copied".into()
        } else {
            label.get()
        }
    });
    platform::can_copy().then(|| {
        view! {
            <IconButton
                icon=glyph
                label
                kind=ButtonKind::Quiet
                size=ButtonSize::Small
                on_press=move |()| copy(text.get_untracked(), said)
            />
        }
    })
}
