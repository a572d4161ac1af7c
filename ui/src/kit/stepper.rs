//! A small whole number with buttons on both sides.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;

use super::{Glyph, Icon};

/// Wait between two steps while a button is held.
const REPEAT: Duration = Duration::from_millis(120);
/// Steps of waiting before the repeating begins.
const PAUSE: u32 = 4;

/// `now` moved by `by`, kept within `min` and `max`.
fn moved(now: u32, by: i64, min: u32, max: u32) -> u32 {
    (i64::from(now) + by).clamp(i64::from(min), i64::from(max)) as u32
}

/// Minus, value, plus. Holding a button repeats; a value can be typed; arrows step.
#[component]
pub fn Stepper(
    /// What is counted.
    #[prop(into)]
    label: Signal<String>,
    /// The number.
    #[prop(into)]
    value: Signal<u32>,
    /// Gets the number asked for, within the bounds.
    #[prop(into)]
    on_change: Callback<u32>,
    /// Smallest number.
    #[prop(default = 0)]
    min: u32,
    /// Largest number.
    #[prop(default = u32::MAX)]
    max: u32,
    /// Can't be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let held = StoredValue::new(None::<IntervalHandle>);
    let release = move || {
        if let Some(handle) = held.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    let step = move |by: i64| {
        let now = value.get_untracked();
        let next = moved(now, by, min, max);
        if next != now {
            on_change.run(next);
        }
    };
    let press = move |by: i64| {
        release();
        let count = StoredValue::new(0u32);
        let tick = move || {
            count.update_value(|c| *c += 1);
            if count.get_value() > PAUSE {
                step(by);
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, REPEAT) {
            held.set_value(Some(handle));
        }
    };
    on_cleanup(release);
    let typed = move |ev: leptos::ev::Event| {
        if let Ok(n) = event_target_value(&ev).trim().parse::<u32>() {
            on_change.run(n.clamp(min, max));
        }
        event_target::<web_sys::HtmlInputElement>(&ev)
            .set_value(&value.get_untracked().to_string());
    };
    let keydown = move |ev: KeyboardEvent| {
        let by = match ev.key().as_str() {
            "ArrowUp" => 1,
            "ArrowDown" => -1,
            "PageUp" => 10,
            "PageDown" => -10,
            _ => return,
        };
        ev.prevent_default();
        step(by);
    };
    let button = move |by: i64, glyph: Glyph, word: &'static str| {
        view! {
            <button
                type="button"
                aria-label=move || format!("{word} {}", label.get())
                disabled=move || disabled.get() || moved(value.get(), by, min, max) == value.get()
                on:click=move |_| step(by)
                on:pointerdown=move |_| press(by)
                on:pointerup=move |_| release()
                on:pointerleave=move |_| release()
                on:pointercancel=move |_| release()
            >
                <Icon glyph size=14 />
            </button>
        }
    };
    view! {
        <span class="stepper" role="group" aria-label=move || label.get()>
            {button(-1, Glyph::Minus, "Fewer:")}
            <input
                inputmode="numeric"
                role="spinbutton"
                aria-label=move || label.get()
                aria-valuenow=move || value.get().to_string()
                aria-valuemin=min.to_string()
                aria-valuemax=(max != u32::MAX).then(|| max.to_string())
                autocomplete="off"
                prop:value=move || value.get().to_string()
                disabled=move || disabled.get()
                on:change=typed
                on:keydown=keydown
            />
            {button(1, Glyph::Plus, "More:")}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_within_the_bounds() {
        assert_eq!(moved(1, -1, 1, 8), 1);
        assert_eq!(moved(7, 10, 1, 8), 8);
        assert_eq!(moved(0, -10, 0, 8), 0);
        assert_eq!(moved(u32::MAX, 1, 0, u32::MAX), u32::MAX);
    }
}
