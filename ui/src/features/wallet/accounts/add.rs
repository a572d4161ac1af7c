//! Adding an account.

use contract::{AccountAddRequest, AccountSource};
use leptos::prelude::*;
use types::Address;

use crate::backend::{Core, Task, sentence};
use crate::call;
use crate::features::key_form::{KeyDraft, KeyFields, KeyKind};
use crate::features::wallet::model::address_verdict;
use crate::kit::{
    Choice, HuePicker, Note, Select, Sheet, SheetFoot, TextField, Toast, Toaster, Tone, bind,
};
use crate::shell::Session;

/// What can be added to a vault of this kind.
fn choices(has_words: bool, demo: bool) -> Vec<Choice> {
    let mut all = Vec::new();
    if has_words {
        all.push(Choice::named("next", "The next account of the words"));
        all.push(Choice::named("path", "An account at a path of its own"));
    }
    all.push(Choice::named("watch", "An address to watch"));
    if !demo {
        all.extend(
            KeyKind::ALL
                .into_iter()
                .map(|(_, value, name)| Choice::named(value, name)),
        );
    }
    all
}

/// What is sent, when it is complete.
fn source(what: &str, path: &str, address: &str, draft: &KeyDraft) -> Option<AccountSource> {
    match what {
        "next" => Some(AccountSource::Next),
        "path" => Some(path.trim().to_owned())
            .filter(|p| !p.is_empty())
            .map(|path| AccountSource::Path { path }),
        "watch" => address
            .trim()
            .parse::<Address>()
            .ok()
            .map(|address| AccountSource::Watch { address }),
        kind => draft
            .source(KeyKind::named(kind)?)
            .map(|key| AccountSource::Key { key }),
    }
}

/// The sheet.
#[component]
pub(super) fn AddSheet(open: RwSignal<bool>) -> impl IntoView {
    let core = Core::here();
    let session = Session::here();
    let toaster = Toaster::here();
    let what = RwSignal::new(String::new());
    let (name, path, address) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let colour = RwSignal::new(0u8);
    let draft = RwSignal::new(KeyDraft::default());
    let task = Task::default();
    let kinds = session
        .app
        .map(|a| choices(a.has_words, a.demo || a.keyless));
    let used = session.app.map(|a| a.accounts.len());
    Effect::new(move |_| {
        if open.get() {
            let first = kinds.get_untracked().and_then(|k| k.first().cloned());
            what.set(first.map(|c| c.value).unwrap_or_default());
            let next = used.get_untracked().unwrap_or_default() % usize::from(crate::kit::HUES);
            colour.set(u8::try_from(next).unwrap_or_default());
        }
    });
    let close = move |()| {
        open.set(false);
        task.clear();
        for field in [name, path, address] {
            field.set(String::new());
        }
        draft.set(KeyDraft::default());
    };
    let wanted =
        move || what.with(|w| path.with(|p| address.with(|a| draft.with(|d| source(w, p, a, d)))));
    let ready = Signal::derive(move || name.with(|n| !n.trim().is_empty()) && wanted().is_some());
    let add = Callback::new(move |()| {
        let Some(source) = untrack(wanted) else {
            return;
        };
        let request = AccountAddRequest {
            name: name.get_untracked(),
            colour: Some(colour.get_untracked()),
            source,
        };
        task.run(call!(core, account_add(request)), move |_| {
            toaster.show(Toast::done("The account is added"));
            close(());
        });
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=add>
                "Add the account"
            </SheetFoot>
        }
    };
    let kind = Signal::derive(move || what.with(|w| KeyKind::named(w)));
    view! {
        <Sheet open label="Add an account" on_close=close foot=foot>
            <Select
                label="What is added"
                options=Signal::derive(move || kinds.get().unwrap_or_default())
                value=what
                on_change=Callback::new(move |value| {
                    task.clear();
                    what.set(value);
                })
            />
            <TextField
                label="Name"
                large=true
                autofocus=true
                value=name
                on_input=bind(name)
                on_enter=add
                hint="Only you see it."
            />
            <div class="field">
                <span class="field-label">"Colour"</span>
                <HuePicker value=colour on_change=bind(colour) />
            </div>
            {move || match (what.get().as_str(), kind.get()) {
                ("path", _) => {
                    view! {
                        <TextField
                            label="Path"
                            mono=true
                            large=true
                            placeholder="m/44'/118'/1'/0/0"
                            value=path
                            on_input=bind(path)
                            on_enter=add
                            hint="BIP32. Other wallets find the account under the same path."
                        />
                    }
                        .into_any()
                }
                ("watch", _) => {
                    view! {
                        <TextField
                            label="Address"
                            mono=true
                            large=true
                            placeholder="akash1…"
                            value=address
                            on_input=bind(address)
                            on_enter=add
                            verdict=Signal::derive(move || address.with(|a| address_verdict(a, "")))
                        />
                        <Note>
                            "Its balance and deployments are shown. Nothing can be signed for it here: transactions are saved as files and signed where the key is."
                        </Note>
                    }
                        .into_any()
                }
                (_, Some(kind)) => {
                    view! { <KeyFields kind=Signal::stored(kind) draft /> }.into_any()
                }
                _ => {
                    view! {
                        <p class="text-2">
                            "The words that open this vault open it too. It has its own address and balance."
                        </p>
                    }
                        .into_any()
                }
            }}
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Nothing was added.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_vault_takes_no_key_and_one_without_words_no_path() {
        let values = |words, demo| -> Vec<String> {
            choices(words, demo).into_iter().map(|c| c.value).collect()
        };
        assert_eq!(values(true, true), ["next", "path", "watch"]);
        assert_eq!(values(false, false), ["watch", "words", "hex", "armor"]);
    }

    #[test]
    fn only_a_complete_entry_is_sent() {
        let draft = KeyDraft::default();
        assert_eq!(source("next", "", "", &draft), Some(AccountSource::Next));
        assert_eq!(source("path", " ", "", &draft), None);
        assert_eq!(source("watch", "", "akash1x", &draft), None);
        assert_eq!(source("hex", "", "", &draft), None);
        assert_eq!(source("", "", "", &draft), None);
    }
}
