//! The account mark: five by five mirrored squares drawn from the address.

use leptos::prelude::*;

/// FNV-1a over the address; a mark is for recognising, not for security.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The squares of an address: column, row and colour (1 accent, 2 text), mirrored at the middle column.
fn squares(address: &str) -> Vec<(u8, u8, u8)> {
    let mut bits = hash(address);
    let mut out = Vec::new();
    for row in 0..5u8 {
        for column in 0..3u8 {
            let colour = match bits % 5 {
                0 | 1 => 0,
                2 | 3 => 1,
                _ => 2,
            };
            bits /= 5;
            if colour > 0 {
                out.push((column, row, colour));
                if column < 2 {
                    out.push((4 - column, row, colour));
                }
            }
        }
    }
    out
}

/// The mark of an account. Decoration: the name or address stands beside it.
#[component]
pub fn Ident(
    /// The address.
    #[prop(into)]
    address: Signal<String>,
    /// Side in pixels: 18, 24 or 56.
    #[prop(default = 24)]
    size: u8,
) -> impl IntoView {
    let class = match size {
        18 => "ident ident-18",
        56 => "ident ident-56",
        _ => "ident",
    };
    view! {
        <svg class=class viewBox="0 0 24 24" aria-hidden="true">
            <rect class="ident-0" width="24" height="24"></rect>
            {move || {
                squares(&address.get())
                    .into_iter()
                    .map(|(column, row, colour)| {
                        view! {
                            <rect
                                class=if colour == 1 { "ident-1" } else { "ident-2" }
                                x=(2 + column * 4).to_string()
                                y=(2 + row * 4).to_string()
                                width="4"
                                height="4"
                            ></rect>
                        }
                    })
                    .collect_view()
            }}
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_mirrored_and_stay_on_the_grid() {
        for n in 0..200 {
            let squares = squares(&format!("akash1{n}"));
            for (column, row, colour) in &squares {
                assert!(*column < 5 && *row < 5);
                assert!(squares.contains(&(4 - column, *row, *colour)));
            }
        }
    }

    #[test]
    fn marks_differ_and_repeat() {
        assert_eq!(squares("akash1a"), squares("akash1a"));
        let distinct: std::collections::BTreeSet<_> =
            (0..500).map(|n| squares(&format!("akash1{n}"))).collect();
        assert!(distinct.len() > 490);
    }
}
