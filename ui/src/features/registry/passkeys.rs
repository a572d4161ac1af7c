//! The vault's passkeys.

use contract::{Empty, PasskeyRequest, PasskeyView};
use leptos::prelude::*;

use super::model;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Button, ButtonKind, ButtonSize, Empty as EmptyBox, ErrorBox, Glyph, IconButton, Note, Sheet,
    Skeleton, TextField, Tile, Tone, bind,
};
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
    let task = Task::default();
    let (editing, asking) = (RwSignal::new(false), RwSignal::new(false));
    let name = RwSignal::new(passkey.name.clone());
    let id = StoredValue::new(passkey.id.clone());
    let rename = Callback::new(move |()| {
        let request = PasskeyRequest {
            passkey: id.get_value(),
            name: name.get_untracked(),
        };
        task.run(call!(core, passkey_rename(request)), move |_| {
            let _ = editing.try_set(false);
        });
    });
    let remove = move |()| {
        let request = PasskeyRequest {
            passkey: id.get_value(),
            name: String::new(),
        };
        task.run(call!(core, passkey_remove(request)), |_| ());
    };
    let words = model::passkey_words(&passkey, platform::now());
    let who = format!("{} at {}", passkey.user, passkey.relying_party);
    let warning = format!(
        "Whoever has no other way into {who} can't get in any more. This can't be taken back."
    );
    view! {
        <li class="wrap">
            <Tile glyph=Glyph::KeyRound />
            {move || {
                if editing.get() {
                    view! {
                        <span class="grow">
                            <TextField
                                label="Name"
                                hide_label=true
                                autofocus=true
                                value=name
                                on_input=bind(name)
                                on_enter=rename
                                verdict=task.verdict()
                            />
                        </span>
                        <Button size=ButtonSize::Small busy=task.busy() on_press=rename>
                            "Save"
                        </Button>
                    }
                        .into_any()
                } else {
                    view! {
                        <span class="grow">
                            <span class="medium">{passkey.name.clone()}</span>
                            <span class="sub">{who.clone()}</span>
                            <span class="sub">{words.clone()}</span>
                        </span>
                        <IconButton
                            icon=Glyph::Pencil
                            label="Rename"
                            kind=ButtonKind::Quiet
                            on_press=move |()| editing.set(true)
                        />
                        <IconButton
                            icon=Glyph::Trash2
                            label="Remove"
                            kind=ButtonKind::Quiet
                            on_press=move |()| asking.set(true)
                        />
                    }
                        .into_any()
                }
            }}
            {move || {
                let warning = warning.clone();
                asking
                    .get()
                    .then(|| {
                        view! {
                            <div class="col gap-8 registry-full">
                                <Note tone=Tone::Danger>{warning}</Note>
                                <div class="row">
                                    <Button size=ButtonSize::Small on_press=move |()| asking.set(false)>
                                        "Keep it"
                                    </Button>
                                    <Button
                                        size=ButtonSize::Small
                                        kind=ButtonKind::DangerFilled
                                        busy=task.busy()
                                        on_press=remove
                                    >
                                        "Remove the passkey"
                                    </Button>
                                </div>
                                {move || task.error().map(|e| view! { <p class="small bad">{sentence(&e)}</p> })}
                            </div>
                        }
                    })
            }}
        </li>
    }
}
