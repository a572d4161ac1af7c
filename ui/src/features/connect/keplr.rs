//! Keplr where the browser brings it along: no relay and no code to scan.

use contract::Empty;
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;

use crate::backend::{Core, Task, in_window, sentence};
use crate::kit::{Button, ButtonKind, Glyph, Note, Toast, Toaster, Tone};
use crate::shell::Session;
use crate::{call, format, parts};

/// Whether this browser has Keplr.
#[derive(Clone, Copy)]
pub struct BrowserKeplr {
    /// It is in the page; it may come later than the page.
    pub is_there: RwSignal<bool>,
}

impl BrowserKeplr {
    /// Looks for it, and tells the core when it turns to another account.
    pub fn provide(session: Session) {
        let is_there = RwSignal::new(false);
        provide_context(Self { is_there });
        if in_window() {
            return;
        }
        let core = Core::here();
        let toaster = Toaster::here();
        let task = Task::default();
        let there = Closure::<dyn Fn()>::new(move || is_there.set(true));
        let changed = Closure::<dyn Fn()>::new(move || {
            let before = session.app.data_untracked().and_then(|app| app.account);
            task.run(call!(core, keplr_changed(Empty {})), move |app| {
                let Some(account) = app.account.filter(|now| Some(now) != before.as_ref()) else {
                    return;
                };
                let text = format!(
                    "It signs for {} now.",
                    format::address(&account.to_string())
                );
                toaster.show(Toast::done("Keplr turned to another account").with_text(text));
            });
        });
        use wasm_bindgen::JsCast;
        parts::keplr_watch(
            there.as_ref().unchecked_ref(),
            changed.as_ref().unchecked_ref(),
        );
        // Both live as long as the page.
        there.forget();
        changed.forget();
    }

    /// That of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }
}

/// The button; nothing where there is no Keplr.
#[component]
pub fn UseKeplr(
    /// Connecting it.
    task: Task,
    /// What follows.
    #[prop(optional)]
    on_done: Option<Callback<()>>,
) -> impl IntoView {
    let core = Core::here();
    let keplr = BrowserKeplr::here().is_there;
    let connect = move |()| {
        task.run(call!(core, keplr_connect(Empty {})), move |_| {
            if let Some(done) = on_done {
                done.run(());
            }
        });
    };
    move || {
        keplr.get().then(|| {
            view! {
                <Button kind=ButtonKind::Primary icon=Glyph::PlugZap busy=task.busy() on_press=connect>
                    "Use Keplr"
                </Button>
            }
        })
    }
}

/// The button with what it is, above other ways to connect.
#[component]
pub fn KeplrHere(
    /// What follows.
    #[prop(optional)]
    on_done: Option<Callback<()>>,
) -> impl IntoView {
    let keplr = BrowserKeplr::here().is_there;
    let task = Task::default();
    let done = Callback::new(move |()| {
        if let Some(done) = on_done {
            done.run(());
        }
    });
    view! {
        {move || {
            keplr
                .get()
                .then(|| {
                    view! {
                        <section class="col gap-8" aria-label="Keplr in this browser">
                            <p class="text-2">
                                "Keplr is in this browser. It asks once whether Slipway may see its account, and again for each signature."
                            </p>
                            <span class="row row-start">
                                <UseKeplr task on_done=done />
                            </span>
                        </section>
                    }
                })
        }}
        {move || {
            task.error()
                .map(|e| view! { <Note tone=Tone::Danger strong="Keplr is not connected.">{sentence(&e)}</Note> })
        }}
    }
}
