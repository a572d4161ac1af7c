//! Tooltips, and ages of what moves.

use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{format, platform};

/// A few words on hover and focus; they must not be needed to use what they explain.
#[component]
pub fn Tip(
    /// The words; a line break begins a second line.
    #[prop(into)]
    text: Signal<String>,
    /// Above instead of below.
    #[prop(optional)]
    up: bool,
    /// At the right edge instead of the middle.
    #[prop(optional)]
    right: bool,
    /// What is explained.
    children: Children,
) -> impl IntoView {
    view! {
        <span class="tip" class:tip-up=up class:tip-right=right>
            {children()}
            <span class="tip-text" role="tooltip">
                {move || text.get()}
            </span>
        </span>
    }
}

/// How old a number or list is: one per list, by its heading. Older than three refresh periods it turns amber with a
/// clock; the value it belongs to stays.
#[component]
pub fn Age(
    /// When it was asked, in milliseconds since 1970.
    #[prop(into)]
    at: Signal<u64>,
    /// How often it is refreshed, in seconds; zero when it never goes stale.
    #[prop(default = 0)]
    period: u64,
    /// Word before the age: "updated".
    #[prop(optional, into)]
    word: String,
) -> impl IntoView {
    let now = platform::clock();
    let old = move || period > 0 && now.get().saturating_sub(at.get()) > period * 3000;
    let text = move || {
        let ago = format::ago(at.get(), now.get());
        if word.is_empty() {
            ago
        } else {
            format!("{word} {ago}")
        }
    };
    view! {
        <span class="age" class:age-old=old title=move || platform::date_time(at.get())>
            {move || old().then(|| view! { <Icon glyph=Glyph::ClockAlert size=12 /> })}
            {text}
        </span>
    }
}
