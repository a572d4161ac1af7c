//! Making a vault: password, words, three of them checked.

use contract::{Hidden, VaultCreateRequest};
use leptos::prelude::*;

use super::backup::{Check, WordGrid};
use super::model::{passwords_ready, repeat_verdict};
use super::scene::FirstPage;
use super::{Onboarding, Stage};
use crate::backend::{Core, Task};
use crate::call;
use crate::kit::{
    Button, ButtonKind, ButtonSize, Choice, Note, PasswordField, Segmented, StepItem, StepStatus,
    Steps, TextField, Tone, bind,
};
use crate::shell::Session;

/// The page of creating.
#[component]
pub fn Create() -> impl IntoView {
    let onboarding = Onboarding::here();
    let stage = onboarding.stage;
    let steps = Signal::derive(move || {
        let now = match stage.get() {
            Stage::Words => 1,
            Stage::Check => 2,
            _ => 0,
        };
        ["Password", "Words", "Check"]
            .into_iter()
            .enumerate()
            .map(|(i, name)| StepItem {
                name: name.into(),
                detail: String::new(),
                status: match i.cmp(&now) {
                    std::cmp::Ordering::Less => StepStatus::Done,
                    std::cmp::Ordering::Equal => StepStatus::Now,
                    std::cmp::Ordering::Greater => StepStatus::Later,
                },
            })
            .collect::<Vec<_>>()
    });
    view! {
        <FirstPage tall=true>
            <div class="narrow-form wide-form">
                <h1 class="title">"Create a vault"</h1>
                <Steps steps label="Creating a vault" />
                {move || match stage.get() {
                    Stage::Words => view! { <ShowWords /> }.into_any(),
                    Stage::Check => view! { <CheckWords /> }.into_any(),
                    _ => view! { <ChoosePassword /> }.into_any(),
                }}
            </div>
        </FirstPage>
    }
}

#[component]
fn ChoosePassword() -> impl IntoView {
    let core = Core::here();
    let onboarding = Onboarding::here();
    let name = RwSignal::new("Main".to_string());
    let vault_name = RwSignal::new(String::new());
    let beside = onboarding.beside;
    let password = RwSignal::new(String::new());
    let repeated = RwSignal::new(String::new());
    let count = RwSignal::new("24".to_string());
    let task = Task::default();
    let ready = Signal::derive(move || password.with(|p| repeated.with(|r| passwords_ready(p, r))));
    let send = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let request = VaultCreateRequest {
            password: Hidden(password.get_untracked()),
            word_count: count.with_untracked(|c| if c == "12" { 12 } else { 24 }),
            account_name: Some(name.get_untracked().trim().to_string())
                .filter(|n| !n.is_empty())
                .unwrap_or("Main".into()),
            vault_name: Some(vault_name.get_untracked().trim().to_string())
                .filter(|n| !n.is_empty()),
            present: onboarding.present(false),
        };
        // Before the vault opens: the page must not jump into the app when the state of the app changes.
        onboarding.password.set(password.get_untracked());
        onboarding.stage.set(Stage::Create);
        task.run(call!(core, vault_create(request)), move |_| {
            onboarding.stage.set(Stage::Words)
        });
    });
    view! {
        <p class="text-2">
            "The password seals the vault on this machine. It can't be recovered: without it only the words open your account again."
        </p>
        <form class="col gap-16" on:submit=move |ev| ev.prevent_default()>
            {move || {
                beside
                    .get()
                    .then(|| {
                        view! {
                            <TextField
                                label="Name of the vault"
                                large=true
                                value=vault_name
                                on_input=bind(vault_name)
                                hint="So that you can tell your vaults apart."
                            />
                        }
                    })
            }}
            <TextField label="Name of the account" value=name on_input=bind(name) large=true hint="Only you see it" />
            <PasswordField
                label="Password"
                new=true
                autofocus=true
                value=password
                on_input=bind(password)
                hint="At least 12 characters; four unrelated words do well."
                verdict=task.verdict()
            />
            <PasswordField
                label="Password again"
                new=true
                value=repeated
                on_input=bind(repeated)
                on_enter=send
                verdict=Signal::derive(move || password.with(|p| repeated.with(|r| repeat_verdict(p, r))))
            />
            <div class="row between wrap">
                <span>"Words"</span>
                <Segmented
                    label="Count of words"
                    options=vec![Choice::named("12", "12 words"), Choice::named("24", "24 words")]
                    value=count
                    on_change=bind(count)
                />
            </div>
            <div class="form-buttons">
                <Button size=ButtonSize::Large on_press=move |()| onboarding.back()>"Back"</Button>
                <Button
                    kind=ButtonKind::Primary
                    size=ButtonSize::Large
                    busy=task.busy()
                    disabled=Signal::derive(move || !ready.get())
                    on_press=send
                >
                    "Create the vault"
                </Button>
            </div>
        </form>
    }
}

#[component]
fn ShowWords() -> impl IntoView {
    let onboarding = Onboarding::here();
    view! {
        <Note tone=Tone::Warning strong="Write these words on paper, in this order.">
            "Whoever has them has the money. If you lose them and the password, nobody can open the account again."
        </Note>
        <WordGrid password=onboarding.password />
        <div class="form-buttons">
            <Button
                kind=ButtonKind::Primary
                size=ButtonSize::Large
                on_press=move |()| onboarding.stage.set(Stage::Check)
            >
                "I wrote them down"
            </Button>
        </div>
    }
}

#[component]
fn CheckWords() -> impl IntoView {
    let onboarding = Onboarding::here();
    let session = Session::here();
    view! {
        <p class="text-2">"Three of the words, to be sure that the paper is right."</p>
        <Check on_done=move |()| onboarding.finish()>
            <div class="row between wrap">
                <Button on_press=move |()| onboarding.stage.set(Stage::Words)>"Show the words again"</Button>
                {move || {
                    session
                        .simulated()
                        .then(|| {
                            view! {
                                <Button kind=ButtonKind::Quiet on_press=move |()| onboarding.finish()>
                                    "Check later"
                                </Button>
                            }
                        })
                }}
            </div>
        </Check>
    }
}
