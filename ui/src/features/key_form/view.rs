//! The fields of each kind, and a button that takes a file.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::model::{KeyDraft, KeyKind, armor_verdict, hex_verdict};
use crate::features::first_run::{words_hint, words_verdict};
use crate::kit::{
    Button, ButtonSize, Check, Glyph, Note, PasswordField, TextArea, TextField, Tone,
};
use crate::parts::{self, TextFile};

/// A field of the draft: what it shows and what writes it.
fn part<T: Clone + Send + Sync + 'static>(
    draft: RwSignal<KeyDraft>,
    get: fn(&KeyDraft) -> T,
    set: fn(&mut KeyDraft, T),
) -> (Signal<T>, Callback<T>) {
    (
        Signal::derive(move || draft.with(get)),
        Callback::new(move |value| draft.update(|d| set(d, value))),
    )
}

/// The fields of a kind of key.
#[component]
pub fn KeyFields(
    /// What it comes as.
    #[prop(into)]
    kind: Signal<KeyKind>,
    /// What was entered.
    draft: RwSignal<KeyDraft>,
) -> impl IntoView {
    move || match kind.get() {
        KeyKind::Words => view! { <WordFields draft /> }.into_any(),
        KeyKind::Hex => {
            let (value, on_input) = part(draft, |d| d.hex.clone(), |d, v| d.hex = v);
            view! {
                <PasswordField
                    label="Private key"
                    autofocus=true
                    value
                    on_input
                    hint="64 hex digits. It opens one account; words can open many."
                    verdict=Signal::derive(move || draft.with(|d| hex_verdict(&d.hex)))
                />
            }
            .into_any()
        }
        KeyKind::Armor => view! { <ArmorFields draft /> }.into_any(),
    }
}

#[component]
fn WordFields(draft: RwSignal<KeyDraft>) -> impl IntoView {
    let (words, set_words) = part(draft, |d| d.words.clone(), |d, v| d.words = v);
    let (extra, set_extra) = part(draft, |d| d.has_passphrase, |d, v| d.has_passphrase = v);
    let (pass, set_pass) = part(draft, |d| d.passphrase.clone(), |d, v| d.passphrase = v);
    let (path, set_path) = part(draft, |d| d.path.clone(), |d, v| d.path = v);
    view! {
        <TextArea
            label="Recovery words"
            mono=true
            rows=4
            autofocus=true
            value=words
            on_input=set_words
            hint=Signal::derive(move || draft.with(|d| words_hint(&d.words)))
            verdict=Signal::derive(move || draft.with(|d| words_verdict(&d.words)))
        />
        <Check label="The words have a passphrase (BIP39)" on=extra on_change=set_extra />
        {move || {
            extra
                .get()
                .then(|| {
                    view! {
                        <PasswordField
                            label="Passphrase"
                            value=pass
                            on_input=set_pass
                            hint="Another passphrase opens another, empty account."
                        />
                    }
                })
        }}
        <TextField
            label="Path"
            mono=true
            large=true
            placeholder="m/44'/118'/0'/0/0"
            value=path
            on_input=set_path
            hint="Leave it empty unless the account was made with another path."
        />
    }
}

#[component]
fn ArmorFields(draft: RwSignal<KeyDraft>) -> impl IntoView {
    let (armor, set_armor) = part(draft, |d| d.armor.clone(), |d, v| d.armor = v);
    let (password, set_password) = part(
        draft,
        |d| d.armor_password.clone(),
        |d, v| d.armor_password = v,
    );
    view! {
        <TextArea
            label="Key file"
            mono=true
            rows=6
            autofocus=true
            placeholder="-----BEGIN TENDERMINT PRIVATE KEY-----"
            value=armor
            on_input=set_armor
            hint="Paste what the command printed, or open the file."
            verdict=Signal::derive(move || draft.with(|d| armor_verdict(&d.armor)))
        />
        <FilePick
            words="Open a key file"
            accept=".txt,.asc,.key,.armor"
            on_file=Callback::new(move |file: TextFile| draft.update(|d| d.armor = file.text))
        />
        <PasswordField
            label="Password of the key file"
            value=password
            on_input=set_password
            hint="The one it was exported with."
        />
    }
}

/// Which content a picked file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Picked {
    /// Text.
    #[default]
    Text,
    /// Bytes, given in base64.
    Bytes,
}

/// A button that asks for a file; what goes wrong is said below it.
#[component]
pub fn FilePick(
    /// The words of the button.
    words: &'static str,
    /// Endings of the files offered, comma-separated.
    accept: &'static str,
    /// Text or bytes.
    #[prop(optional)]
    content: Picked,
    /// Gets the file.
    on_file: Callback<TextFile>,
) -> impl IntoView {
    let error = RwSignal::new(String::new());
    let pick = move |()| {
        error.set(String::new());
        spawn_local(async move {
            let answer = match content {
                Picked::Text => parts::pick_file(accept).await,
                Picked::Bytes => parts::pick_bytes(accept).await,
            };
            match answer {
                Ok(Some(file)) => on_file.run(file),
                Ok(None) => {}
                Err(text) => {
                    let _ = error.try_set(format!("{text}."));
                }
            }
        });
    };
    view! {
        <div class="col gap-8">
            <div>
                <Button size=ButtonSize::Small icon=Glyph::FolderOpen on_press=pick>
                    {words}
                </Button>
            </div>
            {move || {
                (!error.with(String::is_empty))
                    .then(|| view! { <Note tone=Tone::Danger>{error.get()}</Note> })
            }}
        </div>
    }
}
