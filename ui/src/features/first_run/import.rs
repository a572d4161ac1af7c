//! Opening an account that exists: words, a key, a key file or a backup, and a new password.

use contract::{Hidden, VaultImportRequest, VaultRestoreRequest};
use leptos::prelude::*;

use super::Onboarding;
use super::model::{passwords_ready, repeat_verdict};
use super::scene::FirstPage;
use crate::backend::{Core, Task, sentence};
use crate::call;
use crate::features::key_form::{FilePick, KeyDraft, KeyFields, KeyKind, Picked};
use crate::kit::{
    Button, ButtonKind, ButtonSize, Choice, Glyph, Note, PasswordField, Select, TextField, Toast,
    Toaster, Tone, bind,
};
use crate::parts::TextFile;

/// Value of the list for a backup of Slipway, beside the kinds of keys.
const BACKUP: &str = "backup";

/// What can be chosen; a forgotten password is helped by words or a backup only.
fn choices(replace: bool) -> Vec<Choice> {
    let keys = KeyKind::ALL
        .into_iter()
        .filter(|(kind, _, _)| !replace || *kind == KeyKind::Words)
        .map(|(_, value, name)| Choice::named(value, name));
    keys.chain([Choice::named(BACKUP, "Backup of Slipway")])
        .collect()
}

/// The page of importing.
#[component]
pub fn Import(
    /// What is imported replaces a vault whose password is forgotten.
    replace: bool,
) -> impl IntoView {
    let core = Core::here();
    let onboarding = Onboarding::here();
    let toaster = Toaster::here();
    let what = RwSignal::new("words".to_string());
    let is_backup = Memo::new(move |_| what.with(|w| w == BACKUP));
    let kind = Signal::derive(move || what.with(|w| KeyKind::named(w).unwrap_or_default()));
    let draft = RwSignal::new(KeyDraft::default());
    let file = RwSignal::new(None::<TextFile>);
    let backup_password = RwSignal::new(String::new());
    let name = RwSignal::new("Main".to_string());
    let password = RwSignal::new(String::new());
    let repeated = RwSignal::new(String::new());
    let task = Task::default();
    let ready = Signal::derive(move || {
        let brought = if is_backup.get() {
            file.with(Option::is_some) && backup_password.with(|p| !p.is_empty())
        } else {
            draft.with(|d| d.source(kind.get()).is_some())
        };
        brought && password.with(|p| repeated.with(|r| passwords_ready(p, r)))
    });
    let done = move || {
        onboarding.finish();
        toaster.show(
            Toast::done("The account is open")
                .with_text("Its deployments are read from the chain."),
        );
    };
    let send = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let present = onboarding.present(replace);
        let password = Hidden(password.get_untracked());
        if let (true, Some(file)) = (is_backup.get_untracked(), file.get_untracked()) {
            let request = VaultRestoreRequest {
                base64: file.text,
                backup_password: Hidden(backup_password.get_untracked()),
                password,
                present,
            };
            task.run(call!(core, vault_restore(request)), move |_| done());
        } else if let Some(key) = draft.with_untracked(|d| d.source(kind.get_untracked())) {
            let request = VaultImportRequest {
                key,
                password,
                account_name: Some(name.get_untracked().trim().to_string())
                    .filter(|n| !n.is_empty())
                    .unwrap_or("Main".into()),
                vault_name: None,
                present,
            };
            task.run(call!(core, vault_import(request)), move |_| done());
        }
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
                            "Accounts that don't come from what you bring can't be opened here any more. Drafts stay."
                        </Note>
                    }
                        .into_any()
                } else {
                    view! {
                        <p class="text-2">
                            "What you enter stays on this machine: it goes into an encrypted vault and nowhere else."
                        </p>
                    }
                        .into_any()
                }}
                <form class="col gap-16" on:submit=move |ev| ev.prevent_default()>
                    <Select
                        label="What you have"
                        options=choices(replace)
                        value=what
                        on_change=Callback::new(move |value| {
                            task.clear();
                            what.set(value);
                        })
                    />
                    {move || {
                        if is_backup.get() {
                            view! { <BackupFields file password=backup_password /> }.into_any()
                        } else {
                            view! {
                                <KeyFields kind draft />
                                <TextField label="Name of the account" value=name on_input=bind(name) large=true />
                            }
                                .into_any()
                        }
                    }}
                    <PasswordField
                        label="New password"
                        new=true
                        value=password
                        on_input=bind(password)
                        hint="Seals the vault on this machine. At least 12 characters."
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
                        <Button size=ButtonSize::Large on_press=move |()| onboarding.back()>"Back"</Button>
                        <Button
                            kind=ButtonKind::Primary
                            size=ButtonSize::Large
                            busy=task.busy()
                            disabled=Signal::derive(move || !ready.get())
                            on_press=send
                        >
                            {move || if replace || is_backup.get() { "Restore" } else { "Import" }}
                        </Button>
                    </div>
                </form>
            </div>
        </FirstPage>
    }
}

/// The file and the password of a backup.
#[component]
pub fn BackupFields(
    /// The file.
    file: RwSignal<Option<TextFile>>,
    /// Its password.
    password: RwSignal<String>,
) -> impl IntoView {
    view! {
        <div class="col gap-8">
            <FilePick
                words="Open a backup"
                accept=".slipway"
                content=Picked::Bytes
                on_file=Callback::new(move |picked| file.set(Some(picked)))
            />
            <p class="small text-2">
                {move || file.with(|f| f.as_ref().map_or_else(|| "No file yet.".into(), |f| f.name.clone()))}
            </p>
        </div>
        <PasswordField
            label="Password of the backup"
            value=password
            on_input=bind(password)
            hint="The one it was made with."
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forgotten_password_is_helped_by_words_or_a_backup() {
        let values =
            |replace| -> Vec<String> { choices(replace).into_iter().map(|c| c.value).collect() };
        assert_eq!(values(true), ["words", "backup"]);
        assert_eq!(values(false), ["words", "hex", "armor", "backup"]);
    }
}
