//! Meters and progress. Widths are SVG attributes, never styles.

use leptos::prelude::*;

use crate::format;

/// What a meter's colour says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MeterKind {
    /// A share, nothing more.
    #[default]
    Neutral,
    /// Free capacity.
    Free,
    /// Runs low.
    Low,
    /// Runs out.
    Out,
    /// Of the chosen row.
    Chosen,
}

/// A share of a whole as a thin bar.
#[component]
pub fn Meter(
    /// 0 to 1.
    #[prop(into)]
    share: Signal<f64>,
    /// What its colour says.
    #[prop(optional, into)]
    kind: Signal<MeterKind>,
    /// Name; without one it is decoration beside a number.
    #[prop(optional, into)]
    label: Option<String>,
    /// 6 pixels instead of 4.
    #[prop(optional)]
    thick: bool,
) -> impl IntoView {
    let decoration = label.is_none();
    view! {
        <svg
            class="meter"
            class:meter-6=thick
            viewBox="0 0 100 4"
            preserveAspectRatio="none"
            role=(!decoration).then_some("meter")
            aria-label=label
            aria-hidden=decoration.then_some("true")
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || (clamped(share.get()) * 100.0).round().to_string()
        >
            <rect
                class=move || match kind.get() {
                    MeterKind::Neutral => "",
                    MeterKind::Free => "meter-free",
                    MeterKind::Low => "meter-low",
                    MeterKind::Out => "meter-out",
                    MeterKind::Chosen => "meter-chosen",
                }
                height="4"
                width=move || format!("{:.1}", clamped(share.get()) * 100.0)
            ></rect>
        </svg>
    }
}

fn clamped(share: f64) -> f64 {
    if share.is_nan() {
        0.0
    } else {
        share.clamp(0.0, 1.0)
    }
}

/// Long work: what it does, how far it is in bytes or steps.
#[component]
pub fn Progress(
    /// What is being done.
    #[prop(into)]
    label: Signal<String>,
    /// How much is done.
    #[prop(into)]
    done: Signal<u64>,
    /// How much there is; zero while unknown.
    #[prop(into)]
    total: Signal<u64>,
    /// Bytes instead of steps.
    #[prop(optional)]
    bytes: bool,
) -> impl IntoView {
    let write = move |n: u64| {
        if bytes {
            format::bytes(n)
        } else {
            format::group(u128::from(n))
        }
    };
    let text = move || match total.get() {
        0 => write(done.get()),
        all => format!("{} of {}", write(done.get()), write(all)),
    };
    let share = Signal::derive(move || {
        if total.get() == 0 {
            0.0
        } else {
            done.get() as f64 / total.get() as f64
        }
    });
    view! {
        <div
            class="progress"
            role="progressbar"
            aria-label=move || label.get()
            aria-valuemin="0"
            aria-valuemax=move || (total.get() > 0).then(|| total.get().to_string())
            aria-valuenow=move || (total.get() > 0).then(|| done.get().to_string())
        >
            <span class="row between small">
                <span>{move || label.get()}</span>
                <span class="text-2 tabular">{text}</span>
            </span>
            <Meter share kind=MeterKind::Chosen thick=true />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_outside_the_bar_are_cut() {
        assert_eq!(clamped(-1.0), 0.0);
        assert_eq!(clamped(7.0), 1.0);
        assert_eq!(clamped(f64::NAN), 0.0);
    }
}
