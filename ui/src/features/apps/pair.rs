//! Connecting an app by the address it shows.

use contract::{AppPairRequest, Empty, Hidden};
use leptos::prelude::*;

use super::model;
use super::scan::Scan;
use crate::backend::{Core, Task, sentence};
use crate::kit::{Note, Sheet, SheetFoot, TextArea, Tone, bind};
use crate::{call, query};

/// Takes the address; closes when the app's proposal has come.
#[component]
pub fn PairSheet(
    /// Whether it is there.
    open: RwSignal<bool>,
    /// What is in the field.
    #[prop(optional)]
    text: RwSignal<String>,
) -> impl IntoView {
    let core = Core::here();
    let apps = query!(apps(Empty {}));
    let sent = RwSignal::new(false);
    let task = Task::default();
    let close = Callback::new(move |()| {
        open.set(false);
        sent.set(false);
        text.set(String::new());
        task.clear();
    });
    Effect::new(move |_| {
        let came = apps.data().is_some_and(|a| !a.proposals.is_empty());
        if came && open.get_untracked() {
            close.run(());
        }
    });
    let ready = Memo::new(move |_| text.with(|t| model::may_be_address(t)));
    let connect = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let uri = Hidden(text.get_untracked());
        sent.set(false);
        task.run(call!(core, app_pair(AppPairRequest { uri })), move |_| {
            let _ = sent.try_set(true);
        });
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready=Signal::derive(move || ready.get() && !sent.get()) on_press=connect>
                "Connect"
            </SheetFoot>
        }
    };
    view! {
        <Sheet open label="Connect an app" on_close=close foot=foot>
            <p class="text-2">
                "In the app choose WalletConnect, copy the address below its QR code and paste it here, or give a picture of the code. It is good for five minutes."
            </p>
            <Scan text>
                <TextArea
                    label="Connection address"
                    mono=true
                    value=text
                    on_input=bind(text)
                    verdict=Signal::derive(move || text.with(|t| model::address_verdict(t)))
                />
            </Scan>
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not connected.">{sentence(&e)}</Note> })
            }}
            {move || {
                sent.get()
                    .then(|| {
                        view! {
                            <Note tone=Tone::Info strong="Waiting for the app.">
                                "What it asks for comes through the relay, usually within a second. If it does not, make a new address in the app."
                            </Note>
                        }
                    })
            }}
        </Sheet>
    }
}

/// The same for an address that a link of the system handed over. Nothing happens before the person presses Connect.
#[component]
pub fn LinkedPair() -> impl IntoView {
    let core = Core::here();
    let apps = query!(apps(Empty {}));
    let (open, text) = (RwSignal::new(false), RwSignal::new(String::new()));
    let take = Task::default();
    let handed = apps.map(|a| a.handed);
    Effect::new(move |_| {
        if handed.get() == Some(true) {
            take.run(call!(core, app_handed(Empty {})), move |handed| {
                if let Some(uri) = handed.uri {
                    text.set(uri.0);
                    open.set(true);
                }
            });
        }
    });
    view! { <PairSheet open text /> }
}
