//! What a list shows while it loads, when there is nothing and when it failed.

use std::time::Duration;

use leptos::prelude::*;

use super::{Button, ButtonSize, Glyph, Tile, Tone};

/// After so long a skeleton says what it waits for.
const EXPLAIN: Duration = Duration::from_secs(8);

/// Rows of the height that the list will have. Nothing moves; appears after 300 ms, explains itself after 8 s.
#[component]
pub fn Skeleton(
    /// How many rows.
    #[prop(default = 3)]
    rows: usize,
    /// What is waited for: "the node's answer".
    #[prop(into)]
    waits_for: String,
) -> impl IntoView {
    let late = RwSignal::new(false);
    if let Ok(handle) = set_timeout_with_handle(move || late.set(true), EXPLAIN) {
        on_cleanup(move || handle.clear());
    }
    let bones = (0..rows)
        .map(|i| {
            view! {
                <div class="skeleton-row">
                    <span class="bone bone-tile"></span>
                    <span class="col gap-8 grow">
                        <span class=if i % 2 == 0 { "bone bone-60" } else { "bone bone-44" }></span>
                        <span class="bone bone-32"></span>
                    </span>
                    <span class="bone bone-end"></span>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="skeleton" role="status" aria-label="Loading">
            {bones}
            {move || {
                late.get()
                    .then(|| {
                        view! {
                            <p class="small text-3 skeleton-wait">
                                {format!("Still waiting for {waits_for}.")}
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// Nothing here yet: what this place is for, and one way to begin.
#[component]
pub fn Empty(
    /// The icon.
    glyph: Glyph,
    /// Strong line.
    #[prop(into)]
    title: Signal<String>,
    /// Small line.
    #[prop(optional, into)]
    text: Signal<String>,
    /// One primary, perhaps another.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Tile glyph large=true />
            <p class="medium">{move || title.get()}</p>
            <p class="small text-2">{move || text.get()}</p>
            {children.map(|c| view! { <div class="row wrap center">{c()}</div> })}
        </div>
    }
}

/// Something failed: what happened, what isn't lost, what to press.
#[component]
pub fn ErrorBox(
    /// What happened.
    #[prop(into)]
    title: Signal<String>,
    /// What is safe, and why it may have happened.
    #[prop(optional, into)]
    text: Signal<String>,
    /// Another icon than the triangle.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Tries again.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
    /// Other ways on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty" role="alert">
            <Tile glyph=icon.unwrap_or(Glyph::TriangleAlert) tone=Tone::Danger large=true />
            <p class="medium">{move || title.get()}</p>
            <p class="small text-2">{move || text.get()}</p>
            <div class="row wrap center">
                {on_retry
                    .map(|f| {
                        view! {
                            <Button size=ButtonSize::Small icon=Glyph::RefreshCw on_press=f>
                                "Try again"
                            </Button>
                        }
                    })}
                {children.map(|c| c())}
            </div>
        </div>
    }
}
