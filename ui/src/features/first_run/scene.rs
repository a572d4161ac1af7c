//! The line drawing of the ramp: on first run and unlock only.

use leptos::prelude::*;

/// A hull on the ramp, posts under it, the water line.
#[component]
pub fn Scene() -> impl IntoView {
    // The upper rail runs from 96 to 262 over 1440; the lower one 8 below it, with a post every 56.
    let slope = 166.0 / 1440.0;
    let posts = (0..25)
        .map(|i| {
            let x = 20.0 + 56.0 * f64::from(i);
            let top = 104.0 + slope * x;
            let foot = top + 26.0 + 1.5 * f64::from(i);
            format!("M{x} {top:.1}V{foot:.1}")
        })
        .collect::<String>();
    view! {
        <svg class="scene" viewBox="0 0 1440 300" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
            <path class="scene-ramp" d="M0 96 1440 262M0 104 1440 270"></path>
            <path class="scene-ramp" d=posts></path>
            <path class="scene-ramp" d="M0 238H1440M120 254H1240M420 270H1080"></path>
            <g transform="translate(846 92) rotate(6.6)">
                <path class="scene-ramp" d="M70 100v8M150 100v8M230 100v8M290 100v8"></path>
                <path class="scene-hull" d="M6 30C90 42 250 40 372 4 364 44 338 80 292 100H64C34 96 12 70 6 30Z"></path>
                <path class="scene-ramp" d="M12 50C110 60 250 58 366 30M24 74C120 80 240 80 350 60"></path>
            </g>
        </svg>
    }
}

/// A page of the first run: mark, something at the right, content, foot, drawing.
#[component]
pub fn FirstPage(
    /// At the right of the head.
    #[prop(optional, into)]
    end: ViewFn,
    /// Below the content.
    #[prop(optional, into)]
    foot: ViewFn,
    /// A short form: centred on narrow screens too.
    #[prop(optional)]
    centred: bool,
    /// Content too high for the drawing.
    #[prop(optional)]
    tall: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    Effect::new(|_| {
        document().set_title("Slipway");
        if let Some(main) = document().get_element_by_id("first") {
            let wants = main.query_selector("[data-autofocus]").ok().flatten();
            if wants.is_some() {
                crate::kit::focus_first(&main);
            }
        }
    });
    view! {
        <div class="first">
            <header class="first-head">
                <crate::kit::Mark />
                <span class="brand-name">"Slipway"</span>
                <span class="push row">{end.run()}</span>
            </header>
            <main id="first" class="first-mid" class:first-center=centred class:first-tall=tall>
                {children()}
            </main>
            <footer class="first-foot">{foot.run()}</footer>
            {(!tall).then(|| view! { <Scene /> })}
        </div>
    }
}
