//! The consent sheet of a passkey: who asks, for which site and account, and what is proven.

use contract::{Empty, PasskeyAskView, PasskeyDecideRequest, PasskeyHolder};
use leptos::prelude::*;

use super::model;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Button, ButtonKind, ButtonSize, Glyph, Note, Pairs, PasswordField, RadioGroup, RadioRow, Sheet,
    Tile, Tone, bind,
};
use crate::{call, platform, query};

/// Presses are ignored for so long after the sheet opens, so that one meant for something else can't consent.
const DEAF_MILLIS: u64 = 500;

/// Shows the oldest wish for as long as there is one.
#[component]
pub fn PasskeyAsks() -> impl IntoView {
    let asks = query!(passkey_asks(Empty {}));
    let first = asks.map(|a| a.asks.first().cloned());
    move || {
        let ask = first.get().flatten()?;
        Some(view! { <Ask ask /> })
    }
}

#[component]
fn Ask(ask: PasskeyAskView) -> impl IntoView {
    let core = Core::here();
    let opened = platform::now();
    let (yes_task, no_task) = (Task::default(), Task::default());
    let password = RwSignal::new(String::new());
    let first = ask
        .choices
        .first()
        .map(|c| c.hash.to_string())
        .unwrap_or_default();
    let picked = RwSignal::new(first);
    let ask = StoredValue::new(ask);
    let decide = move |approve: bool| {
        if platform::now().saturating_sub(opened) < DEAF_MILLIS {
            return;
        }
        let Ok(hash) = picked.with_untracked(|p| p.parse()) else {
            return;
        };
        let request = PasskeyDecideRequest {
            id: ask.with_value(|a| a.id.clone()),
            hash,
            approve,
            password: contract::Hidden(password.get_untracked()),
        };
        let task = if approve { yes_task } else { no_task };
        task.run(call!(core, passkey_decide(request)), |_| ());
    };
    let needs_password = ask.with_value(|a| a.needs_password);
    let locked = Signal::derive(move || needs_password && password.with(String::is_empty));
    let yes = Callback::new(move |()| {
        if !locked.get_untracked() {
            decide(true);
        }
    });
    let no = Callback::new(move |()| decide(false));
    let create = ask.with_value(|a| a.create);
    let title = if create {
        "Make a passkey"
    } else {
        "Sign in with a passkey"
    };
    let server = ask.with_value(|a| a.server.clone());
    let head = {
        let server = server.clone();
        move || {
            view! {
                <Tile glyph=Glyph::KeyRound tone=Tone::Accent large=true />
                <div class="grow">
                    <h1>{title}</h1>
                    <p class="small text-2">{format!("{server} asks")}</p>
                </div>
            }
        }
    };
    let foot = move || {
        view! {
            <Button size=ButtonSize::Large key="esc" busy=no_task.busy() on_press=no>
                "Cancel"
            </Button>
            <Button
                kind=ButtonKind::Primary
                size=ButtonSize::Large
                busy=yes_task.busy()
                disabled=locked
                on_press=yes
            >
                {if create { "Make the passkey" } else { "Sign in" }}
            </Button>
        }
    };
    let rows = ask.with_value(|a| {
        vec![
            ("Relying party".to_owned(), a.relying_party.clone()),
            (
                "Account".into(),
                if a.user.is_empty() {
                    "that of the passkey you choose".to_owned()
                } else {
                    a.user.clone()
                },
            ),
            ("Asked from".into(), a.server.clone()),
            ("Claimed web page".into(), a.origin.clone()),
            (
                "Who holds the key".into(),
                if a.holder == PasskeyHolder::Browser {
                    "this browser, which asks once more by itself".into()
                } else {
                    "this vault".into()
                },
            ),
            (
                "What is proven".into(),
                if a.needs_password {
                    "that you hold the key and know the vault's password".into()
                } else {
                    "that you hold the key".into()
                },
            ),
        ]
    });
    let browser = ask.with_value(|a| a.holder == PasskeyHolder::Browser);
    let words = if browser && create {
        "The browser makes a new key pair for this site. The registry gets the public half; the key is not in this vault and not in its backup."
    } else if browser {
        "The browser is handed the registry's challenge, and one of its passkeys for this site signs it. No key of this vault is used."
    } else if create {
        "A new key pair is made in this vault. The registry gets the public half; the key stays here and works for this site only."
    } else {
        "The registry sends a challenge; the passkey signs it. The key stays in this vault, and works for this site only."
    };
    let body = move || {
        view! {
            <p class="text-2">{words}</p>
            <Choices ask picked />
            <Pairs rows=Signal::stored(rows.clone()) />
            {needs_password
                .then(|| {
                    view! {
                        <PasswordField
                            label="Vault password"
                            autofocus=true
                            value=password
                            on_input=bind(password)
                            on_enter=yes
                        />
                    }
                })}
            {move || {
                yes_task
                    .error()
                    .or_else(|| no_task.error())
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not done.">{sentence(&e)}</Note> })
            }}
        }
    };
    view! {
        <Sheet open=true label=title firm=true on_close=no head=head foot=foot>
            {body.clone()()}
        </Sheet>
    }
}

#[component]
fn Choices(ask: StoredValue<PasskeyAskView>, picked: RwSignal<String>) -> impl IntoView {
    let now = platform::now();
    ask.with_value(|a| {
        // Of its own passkeys the browser lets the person choose.
        (!a.create && a.holder == PasskeyHolder::Vault).then(|| {
            let values: Vec<String> = a.choices.iter().map(|c| c.hash.to_string()).collect();
            let rows = a
                .choices
                .iter()
                .filter_map(|choice| {
                    let passkey = choice.passkey.clone()?;
                    let value = choice.hash.to_string();
                    let mine = value.clone();
                    let words = model::passkey_words(&passkey, now);
                    Some(view! {
                        <RadioRow
                            label=passkey.name.clone()
                            on=Signal::derive(move || picked.get() == mine)
                            on_pick=move |()| picked.set(value.clone())
                        >
                            <span class="grow">
                                <span class="medium">{passkey.name.clone()}</span>
                                <span class="sub">{format!("{}. {words}", passkey.user)}</span>
                            </span>
                        </RadioRow>
                    })
                })
                .collect_view();
            view! {
                <RadioGroup
                    label="Passkey"
                    rows=true
                    values=Signal::stored(values)
                    value=picked
                    on_change=bind(picked)
                >
                    {rows}
                </RadioGroup>
            }
        })
    })
}
