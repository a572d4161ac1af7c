//! On the phone: the page that the code opened, until the desktop has approved.

use contract::{CompanionJoinRequest, Empty, Hidden};
use leptos::prelude::*;

use super::model;
use crate::backend::{Core, Task, sentence};
use crate::call;
use crate::features::first_run::{FirstPage, ThemeButton};
use crate::kit::{Note, Tone};
use crate::query;
use crate::shell::Session;

/// The connection address of the code that opened this page; taken out of the address bar at once.
#[derive(Clone, Copy)]
pub struct Joining {
    uri: StoredValue<Option<String>>,
    task: Task,
}

impl Joining {
    /// Takes it from the fragment. Before the router looks at it.
    pub fn provide() {
        let location = window().location();
        let uri = model::joined(&location.hash().unwrap_or_default());
        if uri.is_some()
            && let Ok(history) = window().history()
        {
            // What stays in the bar stays in the history. A refusal leaves an address that ends by itself.
            let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("#/"));
        }
        provide_context(Self {
            uri: StoredValue::new(uri),
            task: Task::default(),
        });
    }

    /// Of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Connects once the core says that this is a companion.
    pub fn follow(self, session: Session) {
        let core = Core::here();
        Effect::new(move |_| {
            let is_companion = session.app.data().is_some_and(|app| app.companion);
            if !is_companion {
                return;
            }
            let Some(uri) = self.uri.try_update_value(Option::take).flatten() else {
                return;
            };
            let request = CompanionJoinRequest { uri: Hidden(uri) };
            self.task.run(call!(core, companion_join(request)), |_| ());
        });
    }
}

/// Until the desktop has named its account.
#[component]
pub fn JoinPage() -> impl IntoView {
    let joining = Joining::here();
    let wallets = query!(wallets(Empty {}));
    let offered = wallets.map(|w| w.offered.is_some());
    let learning = wallets.map(|w| w.learning);
    let problem = wallets.map(|w| w.problem.clone());
    let state = move || {
        if learning.get() == Some(true) {
            return "Your desktop answered. It is being asked for its account.";
        }
        if joining.task.busy().get() {
            return "Asking your desktop.";
        }
        if offered.get() == Some(true) {
            return "Approve the connection on your desktop: it says “Slipway wants to connect”.";
        }
        "Scan the code on your desktop, in Wallet, Your phone. Each code is good for one phone and five minutes."
    };
    view! {
        <FirstPage tall=true end=move || view! { <ThemeButton /> }>
            <section class="narrow-form col gap-16">
                <div class="form-head">
                    <h1 class="title">"Companion of your desktop"</h1>
                    <p class="text-2">
                        "Watch and deploy from here. Your keys stay on the desktop, which shows each request and signs."
                    </p>
                </div>
                <p aria-live="polite">{state}</p>
                {move || {
                    problem
                        .get()
                        .flatten()
                        .map(|why| view! { <Note tone=Tone::Warning strong="Not connected.">{why}</Note> })
                }}
                {move || {
                    joining
                        .task
                        .error()
                        .map(|e| view! { <Note tone=Tone::Danger strong="Not connected.">{sentence(&e)}</Note> })
                }}
                <p class="small text-2">
                    "This page came over your local network without encryption. So no vault can be made here, and copying, the camera and passkeys are not there. What the desktop shows counts."
                </p>
            </section>
        </FirstPage>
    }
}
