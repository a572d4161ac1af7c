//! The price-cap slider: what was bid, and how far up one goes.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// Height of the picture, in its own units.
const HIGH: f64 = 80.0;
/// Columns that prices are gathered in.
const BINS: usize = 40;

/// How many of `prices` lie in each of [`BINS`] equal steps from zero to `top`, as shares of the fullest.
#[must_use]
pub fn bins(prices: &[f64], top: f64) -> Vec<f64> {
    let mut counts = vec![0usize; BINS];
    for price in prices
        .iter()
        .filter(|p| p.is_finite() && **p >= 0.0 && **p <= top)
    {
        let at = ((price / top) * BINS as f64) as usize;
        counts[at.min(BINS - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    counts.into_iter().map(|c| c as f64 / most as f64).collect()
}

/// The value after a key: arrows by 1 %, with shift by 10 %, `Home` and `End` to the ends.
#[must_use]
pub fn moved(key: &str, shift: bool, value: f64, top: f64) -> Option<f64> {
    let step = top * if shift { 0.1 } else { 0.01 };
    let next = match key {
        "ArrowRight" | "ArrowUp" => value + step,
        "ArrowLeft" | "ArrowDown" => value - step,
        "PageUp" => value + top * 0.1,
        "PageDown" => value - top * 0.1,
        "Home" => 0.0,
        "End" => top,
        _ => return None,
    };
    Some(next.clamp(0.0, top))
}

/// A slider over prices per hour.
#[component]
pub fn CapSlider(
    /// Name of the slider.
    #[prop(into)]
    label: Signal<String>,
    /// The cap.
    #[prop(into)]
    value: Signal<f64>,
    /// The right end.
    #[prop(into)]
    top: Signal<f64>,
    /// Prices that were bid; drawn as bars where there are any.
    #[prop(into)]
    prices: Signal<Vec<f64>>,
    /// Price and share of offers, for assistive technology and above the knob.
    #[prop(into)]
    words: Signal<String>,
    /// Gets the cap asked for.
    #[prop(into)]
    on_change: Callback<f64>,
) -> impl IntoView {
    let share = move || {
        let t = top.get();
        if t > 0.0 {
            (value.get() / t).clamp(0.0, 1.0)
        } else {
            0.0
        }
    };
    let bars = move || {
        let limit = share();
        let wide = 100.0 / BINS as f64;
        bins(&prices.get(), top.get())
            .into_iter()
            .enumerate()
            .filter(|(_, h)| *h > 0.0)
            .map(|(i, h)| {
                let x = i as f64 * wide;
                let under = x < limit * 100.0;
                view! {
                    <rect
                        class=if under { "cap-under" } else { "cap-over" }
                        x=format!("{x:.2}")
                        y=format!("{:.2}", HIGH * (1.0 - h))
                        width=format!("{:.2}", wide * 0.86)
                        height=format!("{:.2}", HIGH * h)
                    ></rect>
                }
            })
            .collect_view()
    };
    let keydown = move |ev: KeyboardEvent| {
        if let Some(next) = moved(
            &ev.key(),
            ev.shift_key(),
            value.get_untracked(),
            top.get_untracked(),
        ) {
            ev.prevent_default();
            on_change.run(next);
        }
    };
    view! {
        <div class="cap" class:cap-flat=move || prices.with(Vec::is_empty)>
            <svg class="cap-bars" viewBox="0 0 100 80" preserveAspectRatio="none" aria-hidden="true">
                {bars}
            </svg>
            <svg class="cap-line" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
                <rect class="cap-rest" width="100" height="2"></rect>
                <rect class="cap-done" width=move || format!("{:.2}", share() * 100.0) height="2"></rect>
            </svg>
            <input
                class="cap-input"
                type="range"
                min="0"
                max="1000"
                step="1"
                aria-label=move || label.get()
                aria-valuetext=move || words.get()
                prop:value=move || format!("{:.0}", share() * 1000.0)
                on:keydown=keydown
                on:input=move |ev| {
                    if let Ok(n) = event_target_value(&ev).parse::<f64>() {
                        on_change.run(n / 1000.0 * top.get_untracked());
                    }
                }
            />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_fall_into_their_column() {
        let all = bins(&[0.0, 1.0, 1.01, 4.0, 9.0, f64::NAN], 4.0);
        assert_eq!(all.len(), BINS);
        assert_eq!((all[0], all[10], all[39]), (0.5, 1.0, 0.5));
        assert_eq!(bins(&[], 4.0).iter().sum::<f64>(), 0.0);
    }

    #[test]
    fn keys_move_within_the_ends() {
        assert_eq!(moved("ArrowRight", false, 1.0, 10.0), Some(1.1));
        assert_eq!(moved("ArrowLeft", true, 0.5, 10.0), Some(0.0));
        assert_eq!(moved("End", false, 0.0, 10.0), Some(10.0));
        assert_eq!(moved("a", false, 0.0, 10.0), None);
    }
}
