//! Signing in and up: by passkey where the server has them, by password or token everywhere.

use contract::{Empty, PasskeyHolder, RegistryPasskeyRequest, RegistrySignInRequest, RegistryView};
use leptos::prelude::*;

use super::holder::HolderChoice;
use super::model;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Choice, Glyph, Note, PasswordField, Segmented, Sheet, SheetFoot, TextField, Toast, Toaster,
    Tone, Verdict, bind,
};
use crate::shell::Session;
use crate::{call, query};

/// A way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Passkey,
    SignUp,
    Password,
}

impl Way {
    const fn name(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::SignUp => "new",
            Self::Password => "password",
        }
    }
}

/// Ways into one registry.
#[component]
pub fn SignInSheet(registry: RegistryView, open: RwSignal<bool>) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let passkeys = query!(passkey_list(Empty {}));
    let first = if registry.passkeys {
        Way::Passkey
    } else {
        Way::Password
    };
    let way = RwSignal::new(first);
    let holder = RwSignal::new(PasskeyHolder::Vault);
    let by_browser = move || holder.get() == PasskeyHolder::Browser;
    let field = || RwSignal::new(String::new());
    let (user, email, origin, password) = (field(), field(), field(), field());
    let task = Task::default();
    let r = StoredValue::new(registry);
    // The last account whose passkey is here is most likely the one.
    Effect::new(move |_| {
        let party = r.with_value(|r| r.relying_party.clone());
        if let Some(list) = passkeys.data()
            && user.with_untracked(String::is_empty)
            && let Some(known) = list
                .passkeys
                .iter()
                .find(|p| Some(&p.relying_party) == party.as_ref())
        {
            user.set(known.user.clone());
        }
    });
    let close = move |()| {
        open.set(false);
        task.clear();
        password.set(String::new());
    };
    let done = move |name: String| {
        let _ = open.try_set(false);
        let _ = password.try_set(String::new());
        // An account that was just made is there the next time.
        let _ = way.try_set(first);
        toaster.show(Toast::done(format!("Signed in at {name}")));
    };
    let go = Callback::new(move |()| {
        let name = r.with_value(|r| r.name.clone());
        let registry = r.with_value(|r| r.id.clone());
        let by_passkey = RegistryPasskeyRequest {
            registry: registry.clone(),
            user: user.get_untracked().trim().to_owned(),
            email: email.get_untracked().trim().to_owned(),
            origin: origin.get_untracked().trim().to_owned(),
            holder: holder.get_untracked(),
        };
        match way.get_untracked() {
            Way::Passkey => task.run(
                call!(core, registry_sign_in_passkey(by_passkey)),
                move |_| done(name),
            ),
            Way::SignUp => task.run(call!(core, registry_sign_up(by_passkey)), move |_| {
                done(name)
            }),
            Way::Password => {
                let request = RegistrySignInRequest {
                    registry,
                    user: user.get_untracked().trim().to_owned(),
                    password: contract::Hidden(password.get_untracked()),
                };
                task.run(call!(core, registry_sign_in(request)), move |_| done(name));
            }
        }
    });
    let session = Session::here();
    let unnamed = Signal::derive(move || {
        // The demo vault has no password to prove the person by; a browser has its own way.
        let real = by_browser() || session.app.data().is_some_and(|a| !a.demo);
        r.with_value(|r| r.managed) && real && way.get() == Way::Passkey
    });
    let verdict = Signal::derive(move || match way.get() {
        Way::Password => Verdict::None,
        _ => user.with(|u| model::user_verdict(u)),
    });
    let ready = Memo::new(move |_| {
        let typed = !user.with(|u| u.trim().is_empty());
        let named = typed && !verdict.get().is_bad();
        match way.get() {
            // The vault finds the passkey by itself.
            Way::Passkey => named || (unnamed.get() && !typed),
            Way::SignUp => named && email.with(|e| e.contains('@')),
            Way::Password => named && !password.with(String::is_empty),
        }
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=go>
                {move || if way.get() == Way::SignUp { "Sign up" } else { "Sign in" }}
            </SheetFoot>
        }
    };
    let label = r.with_value(|r| format!("Sign in at {}", r.name));
    let accounts = r.with_value(|r| r.accounts);
    let one_key = if r.with_value(|r| r.managed) {
        "With the vault's backup the passkey comes back. Further passkeys can be added under Account; without any the account is lost."
    } else {
        "An account here may have one passkey and no other way in: with the vault's backup the passkey comes back, without it the account is lost."
    };
    let kind = r.with_value(|r| r.kind.clone());
    let pinned = r.with_value(|r| r.relying_party.clone());
    view! {
        <Sheet open label on_close=close foot=foot>
            <Ways registry=r way task />
            {move || (way.get() != Way::Password).then(|| view! { <HolderChoice registry=r holder /> })}
            <TextField
                label=Signal::derive(move || {
                    if way.get() == Way::Password && accounts {
                        "User name or e-mail address".to_owned()
                    } else {
                        "User name".to_owned()
                    }
                })
                large=true
                autofocus=true
                autocomplete="username"
                value=user
                on_input=bind(user)
                on_enter=go
                placeholder=Signal::derive(move || {
                    match (unnamed.get(), by_browser()) {
                        (false, _) => "",
                        (true, false) => "empty: any passkey of this vault",
                        (true, true) => "empty: any passkey of this browser",
                    }
                        .to_owned()
                })
                verdict
            />
            {move || match way.get() {
                Way::Password => {
                    view! {
                        <PasswordField
                            label="Password or access token"
                            hint="Kept in the vault. Sent to this registry and its token service only."
                            value=password
                            on_input=bind(password)
                            on_enter=go
                        />
                    }
                        .into_any()
                }
                Way::SignUp => {
                    view! {
                        <TextField
                            label="E-mail address"
                            large=true
                            kind="email"
                            autocomplete="email"
                            value=email
                            on_input=bind(email)
                            on_enter=go
                        />
                        {move || {
                            if by_browser() {
                                view! {
                                    <Note tone=Tone::Info icon=Glyph::KeyRound strong="The key stays with this browser.">
                                        "In its key store, on a phone or on a USB key, as you choose there. It is not in the vault and not in its backup."
                                    </Note>
                                }
                                    .into_any()
                            } else {
                                view! {
                                    <Note tone=Tone::Info icon=Glyph::KeyRound strong="The key stays in this vault.">
                                        {one_key}
                                    </Note>
                                }
                                    .into_any()
                            }
                        }}
                    }
                        .into_any()
                }
                Way::Passkey => ().into_any(),
            }}
            {
                let (kind, pinned) = (kind.clone(), pinned.clone());
                move || {
                    let pinned = pinned.clone();
                    // A browser claims the page's own address.
                    (way.get() != Way::Password && !by_browser())
                        .then(|| {
                            view! {
                                <details class="raw">
                                    <summary>
                                        <span class="medium">"More"</span>
                                    </summary>
                                    <TextField
                                        label="Address of its web page"
                                        large=true
                                        mono=true
                                        placeholder="the usual one"
                                        hint=match pinned {
                                            Some(party) => format!("Passkeys here belong to {party}; another is refused."),
                                            None => format!("{kind} ties passkeys to it. Only needed when the server says that it expects another."),
                                        }
                                        value=origin
                                        on_input=bind(origin)
                                        on_enter=go
                                    />
                                </details>
                            }
                        })
                }
            }
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not signed in.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}

#[component]
fn Ways(registry: StoredValue<RegistryView>, way: RwSignal<Way>, task: Task) -> impl IntoView {
    let names = [
        (Way::Passkey, "Passkey"),
        (Way::SignUp, "New account"),
        (Way::Password, "Password"),
    ];
    registry.with_value(|r| r.passkeys).then(|| {
        view! {
            <Segmented
                label="How to sign in"
                wide=true
                options=Signal::stored(names.iter().map(|(w, name)| Choice::named(w.name(), *name)).collect::<Vec<_>>())
                value=Signal::derive(move || way.get().name().to_owned())
                on_change=Callback::new(move |name: String| {
                    if let Some((found, _)) = names.iter().find(|(w, _)| w.name() == name) {
                        way.set(*found);
                        task.clear();
                    }
                })
            />
        }
    })
}
