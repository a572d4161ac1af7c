//! The account at a registry that keeps several passkeys and lists its access tokens.

use contract::{
    AccessTokenView, AccountPasskeyView, FreshTokenView, PasskeyHolder, RegistryKeyRequest,
    RegistryRequest, RegistryView,
};
use leptos::prelude::*;

use super::holder::{HolderChoice, browser_keys};
use super::model::{self, BrowserKeys};
use super::named_row::{Doing, NamedRow};
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Button, ButtonKind, ButtonSize, CopyButton, ErrorBox, Glyph, IconButton, Note, Question, Sheet,
    Skeleton, TextField, Tile, Tone, bind,
};
use crate::{call, query};

/// What goes when a passkey is taken from the account.
const REMOVED_THERE: &str = "It opens this account no more. Whoever holds it, this vault or a browser, keeps its half until it is removed there, too.";

/// Ways into the account, with adding, naming and taking away.
#[component]
pub fn AccountSheet(registry: RegistryView, open: RwSignal<bool>) -> impl IntoView {
    let close = move |()| open.set(false);
    let label = format!("Account at {}", registry.name);
    let r = StoredValue::new(registry);
    view! {
        <Sheet
            open
            label
            on_close=close
            foot=move || view! { <Button on_press=close>"Close"</Button> }
        >
            // Asked only when it is looked at: the server says nothing of accounts to strangers.
            {move || open.get().then(|| view! { <Account registry=r /> })}
        </Sheet>
    }
}

#[component]
fn Account(registry: StoredValue<RegistryView>) -> impl IntoView {
    let id = StoredValue::new(registry.with_value(|r| r.id.clone()));
    let account = query!(registry_account(RegistryRequest {
        registry: id.get_value()
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
            let here = view.passkeys.iter().any(|key| key.here);
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
                    <NewPasskey registry here />
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
                    <NewToken registry=id.get_value() fresh />
                </section>
            }
            .into_any()
        }
    }
    }
}

/// Adds a passkey. A vault holds one of each account; the browser's are others.
#[component]
fn NewPasskey(registry: StoredValue<RegistryView>, here: bool) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let browser = registry.with_value(browser_keys);
    if here && browser != BrowserKeys::Yes {
        let more = match browser {
            BrowserKeys::No(why) => format!(" {why}"),
            _ => String::new(),
        };
        let words = format!(
            "This vault holds a passkey of this account already, and needs no second one.{more}"
        );
        return view! { <p class="small text-2">{words}</p> }.into_any();
    }
    let holder = RwSignal::new(if here {
        PasskeyHolder::Browser
    } else {
        PasskeyHolder::Vault
    });
    let hint = Signal::derive(move || {
        match holder.get() {
        PasskeyHolder::Vault => "Kept in this vault, and in its backup.".to_owned(),
        PasskeyHolder::Browser => {
            "Kept by this browser, on a phone or on a USB key. A second way in, should the vault be lost.".to_owned()
        }
    }
    });
    let make = Callback::new(move |name: RwSignal<String>| {
        let request = RegistryKeyRequest {
            registry: registry.with_value(|r| r.id.clone()),
            id: String::new(),
            name: name.get_untracked().trim().to_owned(),
            holder: holder.get_untracked(),
        };
        task.run(call!(core, registry_key_add(request)), move |_| {
            let _ = name.try_set(String::new());
        });
    });
    view! {
        {(!here).then(|| view! { <HolderChoice registry holder /> })}
        <Add label="Name of a further passkey" press="Add a passkey" hint task on_make=make />
    }
    .into_any()
}

#[component]
fn NewToken(registry: String, fresh: RwSignal<Option<FreshTokenView>>) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let registry = StoredValue::new(registry);
    let make = Callback::new(move |name: RwSignal<String>| {
        let request = RegistryKeyRequest {
            registry: registry.get_value(),
            id: String::new(),
            name: name.get_untracked().trim().to_owned(),
            holder: PasskeyHolder::Vault,
        };
        task.run(call!(core, registry_token_make(request)), move |token| {
            let _ = fresh.try_set(Some(token));
            let _ = name.try_set(String::new());
        });
    });
    let hint = Signal::stored("Lasts a year.".to_owned());
    view! { <Add label="Name of a new token" press="Make a token" hint task on_make=make /> }
}

/// A name, and the button that makes something of it.
#[component]
fn Add(
    label: &'static str,
    press: &'static str,
    hint: Signal<String>,
    task: Task,
    on_make: Callback<RwSignal<String>>,
) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let ready = Memo::new(move |_| !name.with(|n| n.trim().is_empty()));
    let make = Callback::new(move |()| {
        if ready.get_untracked() {
            on_make.run(name);
        }
    });
    view! {
        <div class="col gap-6">
            <TextField label=label hint value=name on_input=bind(name) on_enter=make />
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
    let doing = Doing::new();
    let lines = vec![model::key_words(&key)];
    let badge = key.here.then_some("in this vault");
    let of = StoredValue::new((registry, key.id));
    let request = move |name: String| {
        let (registry, id) = of.get_value();
        RegistryKeyRequest {
            registry,
            id,
            name,
            holder: PasskeyHolder::Vault,
        }
    };
    let on_rename = Callback::new(move |name: String| {
        doing
            .renaming
            .run(call!(core, registry_key_rename(request(name))), move |_| {
                doing.renamed()
            });
    });
    let on_remove = Callback::new(move |()| {
        doing.removing.run(
            call!(core, registry_key_remove(request(String::new()))),
            |_| (),
        );
    });
    // The server keeps the last way in.
    let warning = (!last).then(|| REMOVED_THERE.to_owned());
    view! { <NamedRow name=key.name lines badge warning doing on_rename on_remove /> }
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
            holder: PasskeyHolder::Vault,
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
                                busy=task.busy()
                                fault=Signal::derive(move || task.error().map(|e| sentence(&e)))
                                on_yes=Callback::new(revoke)
                            />
                        }
                    })
            }}
        </li>
    }
}
