//! The vault's passkeys.

use contract::{Empty, PasskeyRequest, PasskeyView};
use leptos::prelude::*;

use super::model;
use super::named_row::{Doing, NamedRow};
use crate::backend::{Core, sentence};
use crate::kit::{Button, Empty as EmptyBox, ErrorBox, Glyph, Sheet, Skeleton};
use crate::{call, platform, query};

/// The list, with renaming and removing.
#[component]
pub fn PasskeysSheet(open: RwSignal<bool>) -> impl IntoView {
    let list = query!(passkey_list(Empty {}));
    let close = move |()| open.set(false);
    view! {
        <Sheet
            open
            label="Passkeys of this vault"
            on_close=close
            foot=move || view! { <Button on_press=close>"Close"</Button> }
        >
            {move || match (list.data(), list.error()) {
                (None, Some(e)) => {
                    view! { <ErrorBox title="The passkeys can't be read" text=sentence(&e) on_retry=list.retry() /> }
                        .into_any()
                }
                (None, None) => view! { <Skeleton rows=2 waits_for="the vault" /> }.into_any(),
                (Some(view), _) if view.passkeys.is_empty() => {
                    view! {
                        <EmptyBox
                            glyph=Glyph::KeyRound
                            title="No passkey yet"
                            text="Signing up at a registry makes one. Its key never leaves the vault."
                        />
                    }
                        .into_any()
                }
                (Some(view), _) => {
                    view! {
                        <ul class="items">
                            {view
                                .passkeys
                                .into_iter()
                                .map(|passkey| view! { <Row passkey /> })
                                .collect_view()}
                        </ul>
                        <p class="small text-2">"They leave the vault only inside its encrypted backup."</p>
                    }
                        .into_any()
                }
            }}
        </Sheet>
    }
}

#[component]
fn Row(passkey: PasskeyView) -> impl IntoView {
    let core = Core::here();
    let doing = Doing::new();
    let who = format!("{} at {}", passkey.user, passkey.relying_party);
    let lines = vec![who.clone(), model::passkey_words(&passkey, platform::now())];
    let warning = Some(format!(
        "Whoever has no other way into {who} can't get in any more. This can't be taken back."
    ));
    let id = StoredValue::new(passkey.id);
    let request = move |name: String| PasskeyRequest {
        passkey: id.get_value(),
        name,
    };
    let on_rename = Callback::new(move |name: String| {
        doing
            .renaming
            .run(call!(core, passkey_rename(request(name))), move |_| {
                doing.renamed();
            });
    });
    let on_remove = Callback::new(move |()| {
        doing
            .removing
            .run(call!(core, passkey_remove(request(String::new()))), |_| ());
    });
    view! { <NamedRow name=passkey.name lines warning doing on_rename on_remove /> }
}
