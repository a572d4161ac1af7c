//! The account at a registry that keeps several passkeys and lists its access tokens.

use contract::{
    AccessTokenView, AccountPasskeyView, FreshTokenView, RegistryKeyRequest, RegistryRequest,
    RegistryView,
};
use leptos::prelude::*;

use super::model;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Badge, Button, ButtonKind, ButtonSize, CopyButton, ErrorBox, Glyph, IconButton, Note, Sheet,
    Skeleton, TextField, Tile, Tone, bind,
};
use crate::{call, query};

/// Ways into the account, with adding, naming and taking away.
#[component]
pub fn AccountSheet(registry: RegistryView, open: RwSignal<bool>) -> impl IntoView {
    let close = move |()| open.set(false);
    let label = format!("Account at {}", registry.name);
    let id = StoredValue::new(registry.id);
    view! {
        <Sheet
            open
            label
            on_close=close
            foot=move || view! { <Button on_press=close>"Close"</Button> }
        >
            // Asked only when it is looked at: the server says nothing of accounts to strangers.
            {move || open.get().then(|| view! { <Account registry=id.get_value() /> })}
        </Sheet>
    }
}

#[component]
fn Account(registry: String) -> impl IntoView {
    let id = StoredValue::new(registry.clone());
    let account = query!(registry_account(RegistryRequest {
        registry: registry.clone()
    }));
    // A fresh token is told once: it stays until the sheet is closed.
    let fresh = RwSignal::new(None::<FreshTokenView>);
    move || {
        match (account.data(), account.error()) {
        (None, Some(e)) => view! {
            <ErrorBox title="The account can't be read" text=sentence(&e) on_retry=account.retry() />
        }
        .into_any(),
        (None, None) => view! { <Skeleton rows=4 waits_for="the registry" /> }.into_any(),
        (Some(view), _) => {
            let last = view.passkeys.len() == 1;
            view! {
                <p class="text-2">{format!("Signed in as {}.", view.user)}</p>
                <section class="col gap-8">
                    <h3>"Passkeys"</h3>
                    <ul class="items">
                        {view
                            .passkeys
                            .into_iter()
                            .map(|key| view! { <Passkey registry=id.get_value() key last /> })
                            .collect_view()}
                    </ul>
                    <Add registry=id.get_value() what=New::Passkey fresh />
                </section>
                <section class="col gap-8">
                    <h3>"Access tokens"</h3>
                    <p class="small text-2">
                        "Stands for your password in other programs. Whoever has one pushes and pulls as you until it is revoked."
                    </p>
                    <ul class="items">
                        {view
                            .tokens
                            .into_iter()
                            .map(|token| view! { <Token registry=id.get_value() token /> })
                            .collect_view()}
                    </ul>
                    {move || fresh.get().map(|token| view! { <Fresh token /> })}
                    <Add registry=id.get_value() what=New::Token fresh />
                </section>
            }
            .into_any()
        }
    }
    }
}

/// What is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum New {
    Passkey,
    Token,
}

#[component]
fn Add(registry: String, what: New, fresh: RwSignal<Option<FreshTokenView>>) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let name = RwSignal::new(String::new());
    let registry = StoredValue::new(registry);
    let ready = Memo::new(move |_| !name.with(|n| n.trim().is_empty()));
    let make = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let request = RegistryKeyRequest {
            registry: registry.get_value(),
            id: String::new(),
            name: name.get_untracked().trim().to_owned(),
        };
        let done = move || {
            let _ = name.try_set(String::new());
        };
        match what {
            New::Passkey => task.run(call!(core, registry_key_add(request)), move |_| done()),
            New::Token => task.run(call!(core, registry_token_make(request)), move |token| {
                let _ = fresh.try_set(Some(token));
                done();
            }),
        }
    });
    let (label, press, hint) = match what {
        New::Passkey => (
            "Name of a further passkey",
            "Add a passkey",
            "Kept in this vault. Useful before the vault moves to another device.",
        ),
        New::Token => ("Name of a new token", "Make a token", "Lasts a year."),
    };
    view! {
        <div class="col gap-6">
            <TextField label=label hint=hint value=name on_input=bind(name) on_enter=make />
            <div class="row">
                <Button
                    size=ButtonSize::Small
                    icon=Glyph::Plus
                    busy=task.busy()
                    disabled=Signal::derive(move || !ready.get())
                    on_press=make
                >
                    {press}
                </Button>
            </div>
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not made.">{sentence(&e)}</Note> })
            }}
        </div>
    }
}

#[component]
fn Fresh(token: FreshTokenView) -> impl IntoView {
    let FreshTokenView { user, token } = token;
    view! {
        <Note tone=Tone::Success strong="Copy it now: it is not shown again.">
            <span class="col gap-6">
                <span class="row gap-4">
                    <code class="small mono cut grow">{token.0.clone()}</code>
                    <CopyButton text=Signal::stored(token.0) label="Copy the token" />
                </span>
                <span class="small">{format!("It goes with the user name {user}.")}</span>
            </span>
        </Note>
    }
}

#[component]
fn Passkey(registry: String, key: AccountPasskeyView, last: bool) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let (editing, asking) = (RwSignal::new(false), RwSignal::new(false));
    let name = RwSignal::new(key.name.clone());
    let of = StoredValue::new((registry, key.id.clone()));
    let request = move || {
        let (registry, id) = of.get_value();
        RegistryKeyRequest {
            registry,
            id,
            name: name.get_untracked(),
        }
    };
    let rename = Callback::new(move |()| {
        task.run(call!(core, registry_key_rename(request())), move |_| {
            let _ = editing.try_set(false);
        });
    });
    let remove = move |()| task.run(call!(core, registry_key_remove(request())), |_| ());
    let words = model::key_words(&key);
    let (shown, title) = (key.name.clone(), key.name.clone());
    view! {
        <li class="wrap">
            <Tile glyph=Glyph::KeyRound />
            {move || {
                if editing.get() {
                    view! {
                        <span class="grow">
                            <TextField
                                label="Name of the passkey"
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
                            <span class="row gap-6 wrap">
                                <span class="medium">{shown.clone()}</span>
                                {key.here.then(|| view! { <Badge>"in this vault"</Badge> })}
                            </span>
                            <span class="sub">{words.clone()}</span>
                        </span>
                        <IconButton
                            icon=Glyph::Pencil
                            label=format!("Rename {title}")
                            kind=ButtonKind::Quiet
                            on_press=move |()| editing.set(true)
                        />
                        {(!last)
                            .then(|| {
                                view! {
                                    <IconButton
                                        icon=Glyph::Trash2
                                        label=format!("Remove {title}")
                                        kind=ButtonKind::Quiet
                                        on_press=move |()| asking.set(true)
                                    />
                                }
                            })}
                    }
                        .into_any()
                }
            }}
            {move || {
                asking
                    .get()
                    .then(|| {
                        view! {
                            <Question
                                words="It opens this account no more. The vault keeps its half until it is removed there, too."
                                yes="Remove the passkey"
                                asking
                                task
                                on_yes=Callback::new(remove)
                            />
                        }
                    })
            }}
        </li>
    }
}

#[component]
fn Token(registry: String, token: AccessTokenView) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let asking = RwSignal::new(false);
    let words = model::token_words(&token);
    let of = StoredValue::new((registry, token.id.clone()));
    let revoke = move |()| {
        let (registry, id) = of.get_value();
        let request = RegistryKeyRequest {
            registry,
            id,
            name: String::new(),
        };
        task.run(call!(core, registry_token_revoke(request)), |_| ());
    };
    view! {
        <li class="wrap">
            <Tile glyph=Glyph::FileKey />
            <span class="grow">
                <span class="medium">{token.name.clone()}</span>
                <span class="sub">{words}</span>
            </span>
            <IconButton
                icon=Glyph::Trash2
                label=format!("Revoke {}", token.name)
                kind=ButtonKind::Quiet
                on_press=move |()| asking.set(true)
            />
            {move || {
                asking
                    .get()
                    .then(|| {
                        view! {
                            <Question
                                words="Whatever uses it is refused at once: programs that push or pull, and providers that fetch a private image with it."
                                yes="Revoke the token"
                                asking
                                task
                                on_yes=Callback::new(revoke)
                            />
                        }
                    })
            }}
        </li>
    }
}

#[component]
fn Question(
    words: &'static str,
    yes: &'static str,
    asking: RwSignal<bool>,
    task: Task,
    on_yes: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="col gap-8 registry-full">
            <Note tone=Tone::Danger>{words}</Note>
            <div class="row">
                <Button size=ButtonSize::Small autofocus=true on_press=move |()| asking.set(false)>
                    "Keep it"
                </Button>
                <Button
                    size=ButtonSize::Small
                    kind=ButtonKind::DangerFilled
                    busy=task.busy()
                    on_press=on_yes
                >
                    {yes}
                </Button>
            </div>
            {move || task.error().map(|e| view! { <p class="small bad">{sentence(&e)}</p> })}
        </div>
    }
}
