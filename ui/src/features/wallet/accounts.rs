//! The accounts of the vault.

use contract::{AccountAddRequest, AccountRenameRequest, AccountRequest};
use leptos::prelude::*;
use types::Address;

use crate::backend::{Core, Task, sentence};
use crate::call;
use crate::kit::{
    AddressChip, Badge, Button, ButtonKind, ButtonSize, Card, Glyph, IconButton, Ident, Note,
    Sheet, SheetSize, TextField, Toast, Toaster, Tone, bind,
};
use crate::shell::Session;

/// The list, with choosing, adding and renaming.
#[component]
pub fn Accounts() -> impl IntoView {
    let session = Session::here();
    let core = Core::here();
    let toaster = Toaster::here();
    let adding = RwSignal::new(false);
    let renaming = RwSignal::new(None::<(Address, String)>);
    let select = Task::default();
    let choose = move |address: Address| {
        select.run(
            call!(core, account_select(AccountRequest { address })),
            move |_| {
                toaster.show(Toast::done("Account changed"));
            },
        );
    };
    let rows = move || {
        let Some(app) = session.app.data() else {
            return Vec::new();
        };
        let now = app.account;
        app.accounts
            .into_iter()
            .map(|account| {
                let chosen = now.as_ref() == Some(&account.address);
                let (to, renamed) = (
                    account.address.clone(),
                    (account.address.clone(), account.name.clone()),
                );
                view! {
                    <li>
                        <Ident address=account.address.to_string() />
                        <div class="grow">
                            <p class="medium cut">{account.name}</p>
                            <AddressChip address=account.address.to_string() plain=true />
                        </div>
                        <IconButton
                            icon=Glyph::Pencil
                            label="Rename"
                            size=ButtonSize::Small
                            on_press=move |()| renaming.set(Some(renamed.clone()))
                        />
                        {if chosen {
                            view! { <Badge tone=Tone::Accent>"Chosen"</Badge> }.into_any()
                        } else {
                            view! {
                                <Button
                                    size=ButtonSize::Small
                                    on_press=move |()| choose(to.clone())
                                >
                                    "Choose"
                                </Button>
                            }
                                .into_any()
                        }}
                    </li>
                }
            })
            .collect_view()
    };
    let count = session.app.map(|a| a.accounts.len());
    let demo = session.app.map(|a| a.demo);
    view! {
        <Card
            title="Accounts"
            count=Signal::derive(move || count.get().unwrap_or(0))
            flush=true
            end=move || {
                (demo.get() != Some(true))
                    .then(|| {
                        view! {
                            <Button
                                size=ButtonSize::Small
                                icon=Glyph::Plus
                                on_press=move |()| adding.set(true)
                            >
                                "Add"
                            </Button>
                        }
                    })
            }
        >
            <ul class="items items-tight">{rows}</ul>
            {move || {
                select
                    .error()
                    .map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })
            }}
        </Card>
        <AddSheet open=adding />
        <RenameSheet account=renaming />
    }
}

#[component]
fn AddSheet(open: RwSignal<bool>) -> impl IntoView {
    let core = Core::here();
    let name = RwSignal::new(String::new());
    let task = Task::default();
    let close = move |()| open.set(false);
    let add = Callback::new(move |()| {
        let wanted = name.get_untracked().trim().to_string();
        if !wanted.is_empty() {
            task.run(
                call!(core, account_add(AccountAddRequest { name: wanted })),
                move |_| {
                    let _ = open.try_set(false);
                    let _ = name.try_set(String::new());
                },
            );
        }
    });
    view! {
        <NameSheet
            open=Signal::derive(move || open.get())
            title="Add an account"
            text="The next account of the same words. It has its own address and balance."
            action="Add the account"
            name
            task
            close=Callback::new(close)
            save=add
        />
    }
}

#[component]
fn RenameSheet(account: RwSignal<Option<(Address, String)>>) -> impl IntoView {
    let core = Core::here();
    let name = RwSignal::new(String::new());
    let task = Task::default();
    Effect::new(move |_| {
        if let Some((_, now)) = account.get() {
            name.set(now);
        }
    });
    let save = Callback::new(move |()| {
        let wanted = name.get_untracked().trim().to_string();
        if let Some((address, _)) = account.get_untracked()
            && !wanted.is_empty()
        {
            let request = AccountRenameRequest {
                address,
                name: wanted,
            };
            task.run(call!(core, account_rename(request)), move |_| {
                let _ = account.try_set(None);
            });
        }
    });
    view! {
        <NameSheet
            open=Signal::derive(move || account.with(Option::is_some))
            title="Rename the account"
            text="Only you see the name."
            action="Rename"
            name
            task
            close=Callback::new(move |()| account.set(None))
            save
        />
    }
}

#[component]
fn NameSheet(
    open: Signal<bool>,
    title: &'static str,
    text: &'static str,
    action: &'static str,
    name: RwSignal<String>,
    task: Task,
    close: Callback<()>,
    save: Callback<()>,
) -> impl IntoView {
    let foot = move || {
        view! {
            <Button on_press=close>"Cancel"</Button>
            <Button
                kind=ButtonKind::Primary
                busy=task.busy()
                disabled=Signal::derive(move || name.with(|n| n.trim().is_empty()))
                on_press=save
            >
                {action}
            </Button>
        }
    };
    view! {
        <Sheet open label=title size=SheetSize::Small on_close=close foot=foot>
            <p class="text-2">{text}</p>
            <TextField
                label="Name"
                large=true
                autofocus=true
                value=name
                on_input=bind(name)
                on_enter=save
                verdict=task.verdict()
            />
        </Sheet>
    }
}
