//! Ways to open the vault besides its password, and what guards it.

use contract::{Empty, FreshPasswordRequest, Hidden, LockKind, LockRequest, SecurityView};
use leptos::prelude::*;

use super::locks_model::{Wish, away_words, count, others, throttle_words};
use super::security::Row;
use crate::backend::{Core, Query, Task, sentence};
use crate::kit::{
    Button, ButtonKind, Card, ErrorBox, Note, PasswordField, Sheet, SheetFoot, SheetSize, Skeleton,
    Toast, Toaster, Tone, bind,
};
use crate::parts::passkeys_possible;
use crate::{call, query};

/// Passkeys, keychain, data key, wrong passwords, sleep. For a vault with a password.
#[component]
pub fn Locks() -> impl IntoView {
    let security = query!(security_get(Empty {}));
    let wish = RwSignal::new(None::<Wish>);
    let removing = Task::default();
    let body = move || {
        match (security.data(), security.error()) {
        (None, Some(e)) => view! {
            <ErrorBox title="The locks of the vault can't be read." text=sentence(&e) on_retry=security.retry() />
        }
        .into_any(),
        (None, None) => view! { <Skeleton waits_for="the vault" rows=3 /> }.into_any(),
        (Some(view), _) => view! { <Rows view wish removing /> }.into_any(),
    }
    };
    view! {
        <h3 class="heading">"Ways to open the vault"</h3>
        <Card flush=true>{body}</Card>
        {move || {
            removing
                .error()
                .map(|e| view! { <Note tone=Tone::Danger strong="Not removed.">{sentence(&e)}</Note> })
        }}
        <WishSheet wish />
        <Guards security />
    }
}

#[component]
fn Rows(view: SecurityView, wish: RwSignal<Option<Wish>>, removing: Task) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let present = others(&view.locks)
        .into_iter()
        .map(|(lock, name)| {
            let text = match lock.kind {
                LockKind::Passkey => "Opens the vault in the browser that knows it.",
                _ => "Opens the vault while you are logged in to this machine.",
            };
            let (id, said) = (lock.id, format!("{name} removed"));
            let remove = move |()| {
                let (id, said) = (id.clone(), said.clone());
                removing.run(call!(core, lock_remove(LockRequest { id })), move |_| {
                    toaster.show(Toast::done(said));
                });
            };
            view! {
                <Row title=name.clone() text=text.to_string()>
                    <Button kind=ButtonKind::Danger busy=removing.busy() on_press=remove>
                        "Remove"
                    </Button>
                </Row>
            }
        })
        .collect_view();
    let ask = move |what: Wish| move |()| wish.set(Some(what));
    view! {
        {present}
        {passkeys_possible()
            .then(|| {
                view! {
                    <Row
                        title="Passkey"
                        text="A finger, a face or a security key, beside the password."
                            .to_string()
                    >
                        <Button on_press=ask(Wish::Passkey)>"Add a passkey"</Button>
                    </Row>
                }
            })}
        {(view.keychain && count(&view.locks, LockKind::Keychain) == 0)
            .then(|| {
                view! {
                    <Row
                        title="This machine's keychain"
                        text="The system keeps a key for the vault, beside the password."
                            .to_string()
                    >
                        <Button on_press=ask(Wish::Keychain)>"Add the keychain"</Button>
                    </Row>
                }
            })}
        <Row
            title="Data key"
            text="Make a new one when a copy of the vault file or a passkey may be in other hands."
                .to_string()
        >
            <Button on_press=ask(Wish::NewKey)>"New data key"</Button>
        </Row>
    }
}

/// What guards the vault without being asked.
#[component]
fn Guards(security: Query<SecurityView>) -> impl IntoView {
    let throttle = security.map(|s| throttle_words(s.free_tries, s.longest_wait));
    let away = security.map(|s| away_words(s.signals).to_owned());
    let or_blank =
        |text: Memo<Option<String>>| Signal::derive(move || text.get().unwrap_or_default());
    view! {
        <Card flush=true>
            <Row title="Wrong passwords" text=or_blank(throttle)>
                ""
            </Row>
            <Row title="Sleep and locked screen" text=or_blank(away)>
                ""
            </Row>
            <Row
                title="Forgotten password"
                text="Nobody can find it again. Lock the vault and choose Restore from words on the page where it is unlocked: the words open the accounts, and you choose a new password."
                    .to_string()
            >
                ""
            </Row>
        </Card>
    }
}

/// Asks for the password and does what is wished.
#[component]
fn WishSheet(wish: RwSignal<Option<Wish>>) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let open = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    let task = Task::default();
    // Kept while the sheet closes, so that its words don't change under the eye.
    let shown = RwSignal::new(Wish::Passkey);
    Effect::new(move |_| {
        if let Some(what) = wish.get() {
            shown.set(what);
            open.set(true);
        }
    });
    let close = move |()| {
        open.set(false);
        wish.set(None);
        password.set(String::new());
        task.clear();
    };
    let ready = Signal::derive(move || password.with(|p| !p.is_empty()));
    let send = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let what = shown.get_untracked();
        let request = FreshPasswordRequest {
            password: Hidden(password.get_untracked()),
        };
        let work = async move {
            match what {
                Wish::Passkey => call!(core, passkey_add(request)).await,
                Wish::Keychain => call!(core, keychain_add(request)).await,
                Wish::NewKey => call!(core, vault_rekey(request)).await,
            }
        };
        task.run(work, move |_| {
            toaster.show(Toast::done(what.done()));
            close(());
        });
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=send>
                "Continue"
            </SheetFoot>
        }
    };
    view! {
        <Sheet
            open
            label=Signal::derive(move || shown.get().title().to_string())
            size=SheetSize::Small
            on_close=close
            foot=foot
        >
            <p class="text-2">{move || shown.get().text()}</p>
            <PasswordField
                label="Password"
                autofocus=true
                value=password
                on_input=bind(password)
                on_enter=send
            />
            {move || {
                task.error()
                    .map(|e| {
                        view! {
                            <Note tone=Tone::Danger strong=shown.get().failed()>
                                {sentence(&e)}
                            </Note>
                        }
                    })
            }}
        </Sheet>
    }
}
