//! Opening an account that exists: recovery words and a new password.

use contract::{Hidden, VaultImportRequest};
use leptos::prelude::*;

use super::Onboarding;
use super::model::{passwords_ready, repeat_verdict, tidy_words, words_complete, words_hint};
use super::scene::FirstPage;
use crate::backend::{Core, Task, sentence};
use crate::call;
use crate::kit::{
    Button, ButtonKind, ButtonSize, Check, Glyph, Note, PasswordField, TextArea, TextField, Toast,
    Toaster, Tone, bind,
};

/// The page of importing.
#[component]
pub fn Import(
    /// The words replace a vault whose password is forgotten.
    replace: bool,
) -> impl IntoView {
    let core = Core::here();
    let onboarding = Onboarding::here();
    let toaster = Toaster::here();
    let words = RwSignal::new(String::new());
    let extra = RwSignal::new(false);
    let passphrase = RwSignal::new(String::new());
    let name = RwSignal::new("Main".to_string());
    let password = RwSignal::new(String::new());
    let repeated = RwSignal::new(String::new());
    let task = Task::default();
    let ready = Signal::derive(move || {
        words.with(|w| words_complete(w))
            && password.with(|p| repeated.with(|r| passwords_ready(p, r)))
    });
    let send = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let request = VaultImportRequest {
            words: Hidden(words.with_untracked(|w| tidy_words(w))),
            passphrase: Hidden(if extra.get_untracked() {
                passphrase.get_untracked()
            } else {
                String::new()
            }),
            password: Hidden(password.get_untracked()),
            account_name: Some(name.get_untracked().trim().to_string())
                .filter(|n| !n.is_empty())
                .unwrap_or("Main".into()),
            replace,
        };
        task.run(call!(core, vault_import(request)), move |_| {
            onboarding.finish();
            toaster.show(
                Toast::done("The account is open")
                    .with_text("Its deployments are read from the chain."),
            );
        });
    });
    let title = if replace {
        "Restore from words"
    } else {
        "Import an account"
    };
    view! {
        <FirstPage tall=true>
            <div class="narrow-form wide-form">
                <h1 class="title">{title}</h1>
                {if replace {
                    view! {
                        <Note tone=Tone::Warning strong="The vault on this machine is replaced.">
                            "Accounts that don't come from these words can't be opened here any more. Drafts stay."
                        </Note>
                    }
                        .into_any()
                } else {
                    view! {
                        <p class="text-2">
                            "The words stay on this machine: they go into an encrypted vault and nowhere else."
                        </p>
                    }
                        .into_any()
                }}
                <form class="col gap-16" on:submit=move |ev| ev.prevent_default()>
                    <TextArea
                        label="Recovery words"
                        mono=true
                        rows=4
                        autofocus=true
                        value=words
                        on_input=bind(words)
                        hint=Signal::derive(move || words.with(|w| words_hint(w)))
                    />
                    <Check label="The words have a passphrase (BIP39)" on=extra on_change=bind(extra) />
                    {move || {
                        extra
                            .get()
                            .then(|| {
                                view! {
                                    <PasswordField
                                        label="Passphrase"
                                        value=passphrase
                                        on_input=bind(passphrase)
                                        hint="Another passphrase opens another, empty account."
                                    />
                                }
                            })
                    }}
                    <TextField label="Name of the account" value=name on_input=bind(name) large=true />
                    <PasswordField
                        label="New password"
                        new=true
                        value=password
                        on_input=bind(password)
                        hint="Seals the vault on this machine."
                    />
                    <PasswordField
                        label="New password again"
                        new=true
                        value=repeated
                        on_input=bind(repeated)
                        on_enter=send
                        verdict=Signal::derive(move || password.with(|p| repeated.with(|r| repeat_verdict(p, r))))
                    />
                    {move || {
                        task.error()
                            .map(|e| {
                                view! {
                                    <Note tone=Tone::Danger icon=Glyph::CircleAlert>
                                        {sentence(&e)}
                                    </Note>
                                }
                            })
                    }}
                    <div class="form-buttons">
                        <Button size=ButtonSize::Large on_press=move |()| onboarding.finish()>"Back"</Button>
                        <Button
                            kind=ButtonKind::Primary
                            size=ButtonSize::Large
                            busy=task.busy()
                            disabled=Signal::derive(move || !ready.get())
                            on_press=send
                        >
                            {if replace { "Restore" } else { "Import" }}
                        </Button>
                    </div>
                </form>
            </div>
        </FirstPage>
    }
}
