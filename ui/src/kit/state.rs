//! State: shape, word and colour together, so none carries it alone.

use leptos::prelude::*;

/// What something is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateKind {
    /// Runs: filled circle.
    Run,
    /// Waits for someone else: open arc.
    Wait,
    /// Wants attention: triangle.
    Warn,
    /// Failed: cross.
    Error,
    /// Over: hollow square.
    Off,
    /// Can't be changed: lock.
    Frozen,
}

impl StateKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Run => "state state-run",
            Self::Wait => "state state-wait",
            Self::Warn => "state state-warn",
            Self::Error => "state state-error",
            Self::Off => "state state-off",
            Self::Frozen => "state state-frozen",
        }
    }

    fn shape(self) -> AnyView {
        match self {
            Self::Run => view! { <circle class="fill" cx="5" cy="5" r="4"></circle> }.into_any(),
            Self::Wait => view! { <path d="M5 1a4 4 0 1 1-4 4"></path> }.into_any(),
            Self::Warn => view! { <path class="fill" d="M5 .5 10 9.5H0z"></path> }.into_any(),
            Self::Error => view! { <path d="M1.5 1.5l7 7M8.5 1.5l-7 7"></path> }.into_any(),
            Self::Off => {
                view! { <rect x="1.5" y="1.5" width="7" height="7" rx="1"></rect> }.into_any()
            }
            Self::Frozen => {
                view! { <path d="M1.5 4.8h7v4.2h-7zM3 4.8V3a2 2 0 0 1 4 0v1.8"></path> }.into_any()
            }
        }
    }
}

/// Shape and word; names beside it stay in the text colour.
#[component]
pub fn State(
    /// What something is doing.
    #[prop(into)]
    kind: Signal<StateKind>,
    /// The word for it; empty only where the word stands beside it.
    #[prop(optional, into)]
    word: Signal<String>,
) -> impl IntoView {
    view! {
        <span class=move || kind.get().class()>
            <svg viewBox="0 0 10 10" aria-hidden="true">
                {move || kind.get().shape()}
            </svg>
            {move || Some(word.get()).filter(|w| !w.is_empty()).map(|w| view! { <span>{w}</span> })}
        </span>
    }
}
