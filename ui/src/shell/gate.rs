//! What is shown while the core can't be asked: it starts, another tab owns the data, it failed.

use leptos::prelude::*;

use crate::backend::{Core, Link, sentence};
use crate::kit::{Button, ButtonKind, ButtonSize, Empty, ErrorBox, Glyph, Mark};
use crate::platform;

/// Set while a reload should take over the data.
const TAKE_OVER: &str = "slipway.take-over";

fn reload() {
    let _ = window().location().reload();
}

/// Shows `children` once the core answers.
#[component]
pub fn Gate(
    /// The app.
    children: ChildrenFn,
) -> impl IntoView {
    let core = Core::here();
    let link = Memo::new(move |_| core.link());
    move || {
        match link.get() {
        Link::Ready => children().into_any(),
        Link::Starting => view! { <Starting /> }.into_any(),
        Link::Busy => view! { <TakeOver lost=false /> }.into_any(),
        Link::Lost => view! { <TakeOver lost=true /> }.into_any(),
        Link::Failed(error) => {
            view! {
                <Plain>
                    <ErrorBox
                        title="Slipway can't open its data."
                        text=sentence(&error)
                        icon=Glyph::HardDrive
                        on_retry=Callback::new(|()| reload())
                    />
                </Plain>
            }
            .into_any()
        }
        Link::Crashed(why) => {
            view! {
                <Plain>
                    <ErrorBox
                        title="The core stopped."
                        text=format!(
                            "Keys, drafts and deployments in the making are stored, and go on from the same step after a reload. {why}",
                        )
                        on_retry=Callback::new(|()| reload())
                    />
                </Plain>
            }
            .into_any()
        }
    }
    }
}

/// A page without a frame: mark above, content in the middle.
#[component]
fn Plain(children: Children) -> impl IntoView {
    view! {
        <div class="first">
            <header class="first-head">
                <Mark />
                <span class="brand-name">"Slipway"</span>
            </header>
            <main class="first-mid">{children()}</main>
        </div>
    }
}

#[component]
fn Starting() -> impl IntoView {
    view! {
        <Plain>
            <p class="text-3 appear-late" role="status">
                "Starting"
            </p>
        </Plain>
    }
}

#[component]
fn TakeOver(
    /// It was open here until another tab took over.
    lost: bool,
) -> impl IntoView {
    let core = Core::here();
    let (title, text) = if lost {
        (
            "Slipway went on in another tab",
            "Only one tab works with the data at a time, so that nothing is signed or deployed twice. Everything is stored.",
        )
    } else {
        (
            "Slipway is open in another tab",
            "Only one tab works with the data at a time, so that nothing is signed or deployed twice. Taking over locks the other tab; deployments in the making go on here from the same step.",
        )
    };
    // A core that lost its data has stopped for good: a fresh one is started, and takes over without another press.
    let press = move |()| {
        if lost {
            platform::remember(TAKE_OVER);
            reload();
        } else {
            core.take_over();
        }
    };
    if !lost && platform::forget(TAKE_OVER) {
        core.take_over();
    }
    view! {
        <Plain>
            <Empty glyph=Glyph::Columns2 title=title text=text>
                <Button kind=ButtonKind::Primary size=ButtonSize::Large on_press=press>
                    "Take over here"
                </Button>
            </Empty>
        </Plain>
    }
}
