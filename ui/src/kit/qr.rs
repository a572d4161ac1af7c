//! QR codes: black on white in both themes, with a quiet zone of four.

use std::fmt::Write as _;

use fast_qr::QRBuilder;
use leptos::prelude::*;

/// Modules of white around the code, as the standard asks.
const QUIET: usize = 4;

/// Side in modules and the path of the dark ones, or `None` when the text is too long for a code.
fn path(text: &str) -> Option<(usize, String)> {
    let code = QRBuilder::new(text.as_bytes()).build().ok()?;
    let mut d = String::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let start = column;
            while column < code.size && code[row][column].value() {
                column += 1;
            }
            if column > start {
                let run = column - start;
                let _ = write!(d, "M{} {}h{run}v1h-{run}z", start + QUIET, row + QUIET);
            }
            column += 1;
        }
    }
    Some((code.size + 2 * QUIET, d))
}

/// `text` as a QR code; the text and a copy button should stand beside it.
#[component]
pub fn Qr(
    /// What is encoded.
    #[prop(into)]
    text: Signal<String>,
    /// Name: "QR code of your address".
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    move || {
        path(&text.get()).map(|(side, d)| {
            view! {
                <svg
                    class="qr"
                    viewBox=format!("0 0 {side} {side}")
                    role="img"
                    aria-label=move || label.get()
                    shape-rendering="crispEdges"
                >
                    <rect class="qr-ground" width=side.to_string() height=side.to_string()></rect>
                    <path class="qr-dots" d=d></path>
                </svg>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finder_pattern_is_drawn_inside_the_quiet_zone() {
        let (side, d) = path("akash14hyky28chu4dzu4ak5ydppt3hn6h2v2gs37pl8").unwrap();
        assert!(side >= 21 + 2 * QUIET);
        assert!(d.starts_with("M4 4h7v1h-7z"));
        assert!(!d.contains("M3 ") && !d.contains("M0 "));
    }

    #[test]
    fn what_does_not_fit_gives_nothing() {
        assert!(path(&"x".repeat(5000)).is_none());
    }
}
