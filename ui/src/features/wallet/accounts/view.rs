//! The page: every account with what can be done to it.

use contract::{
    AccountBalance, AccountChangeRequest, AccountOrderRequest, AccountRequest, AccountView, Empty,
};
use leptos::prelude::*;

use super::super::AddressHere;
use super::add::AddSheet;
use super::card::choose;
use super::export::ExportSheet;
use super::model;
use super::vaults::Vaults;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Badge, Button, ButtonKind, ButtonSize, Card, Check, ErrorBox, Glyph, Hue, HuePicker, Ident,
    Menu, MenuItem, MenuRule, Note, Sheet, SheetFoot, SheetSize, Skeleton, TextField, Toaster,
    Tone, bind,
};
use crate::route::Route;
use crate::shell::{Page, Session};
use crate::{call, query};

/// What is being done to which account.
#[derive(Clone, Copy)]
struct Doing {
    adding: RwSignal<bool>,
    editing: RwSignal<Option<AccountView>>,
    exporting: RwSignal<Option<AccountView>>,
    removing: RwSignal<Option<AccountView>>,
    task: Task,
}

/// The page.
#[component]
pub fn AccountsPage() -> impl IntoView {
    let doing = Doing {
        adding: RwSignal::new(false),
        editing: RwSignal::new(None),
        exporting: RwSignal::new(None),
        removing: RwSignal::new(None),
        task: Task::default(),
    };
    let add = move || {
        view! {
            <Button icon=Glyph::Plus on_press=move |()| doing.adding.set(true)>
                "Add an account"
            </Button>
        }
    };
    view! {
        <Page title="Accounts" parent=(Route::Wallet, "Wallet".to_string())>
            <div class="page page-text col gap-16">
                <List doing add />
                <crate::features::connect::WalletsCard />
                <Vaults />
            </div>
        </Page>
        <AddSheet open=doing.adding />
        <EditSheet account=doing.editing />
        <ExportSheet account=doing.exporting />
        <RemoveSheet account=doing.removing />
    }
}

#[component]
fn List(doing: Doing, #[prop(into)] add: ViewFn) -> impl IntoView {
    let session = Session::here();
    let balances = query!(account_balances(Empty {}));
    let accounts = session.app.map(|a| a.accounts.clone());
    let chosen = session.app.map(|a| a.account.clone());
    let rows = move || {
        let all = accounts.get()?;
        let held = balances.data().map(|b| b.balances).unwrap_or_default();
        let now = chosen.get().flatten();
        let rows = all
            .iter()
            .enumerate()
            .map(|(at, account)| {
                let balance = held.iter().find(|b| b.address == account.address).cloned();
                let is_now = now.as_ref() == Some(&account.address);
                view! { <Row at account=account.clone() all=all.clone() balance is_now doing /> }
            })
            .collect_view();
        Some(view! { <ul class="items account-list" aria-label="Accounts">{rows}</ul> })
    };
    view! {
        <Card
            title="Accounts"
            count=Signal::derive(move || accounts.get().map_or(0, |a| a.len()))
            flush=true
            end=add
        >
            {move || rows().map_or_else(|| view! { <Skeleton rows=2 waits_for="the vault" /> }.into_any(), IntoAny::into_any)}
        </Card>
        {move || {
            balances
                .error()
                .map(|e| {
                    view! {
                        <Card>
                            <ErrorBox
                                title="The balances can't be read."
                                text=sentence(&e)
                                icon=Glyph::WifiOff
                                on_retry=balances.retry()
                            />
                        </Card>
                    }
                })
        }}
        {move || {
            doing
                .task
                .error()
                .map(|e| view! { <Note tone=Tone::Danger strong="Nothing was changed.">{sentence(&e)}</Note> })
        }}
    }
}

#[component]
fn Row(
    at: usize,
    account: AccountView,
    all: Vec<AccountView>,
    balance: Option<AccountBalance>,
    is_now: bool,
    doing: Doing,
) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let (akt, act) = model::holds(balance.as_ref());
    let reorder = move |up: bool| {
        if let Some(order) = model::moved(&all, at, up) {
            doing.task.run(
                call!(core, account_order(AccountOrderRequest { order })),
                |_| (),
            );
        }
    };
    let (up, down) = (reorder.clone(), reorder);
    let hide = account.clone();
    let show_or_hide = move |()| {
        let request = AccountChangeRequest {
            address: hide.address.clone(),
            name: None,
            colour: None,
            hidden: Some(!hide.hidden),
        };
        doing.task.run(call!(core, account_change(request)), |_| ());
    };
    let [edited, exported, removed] = [account.clone(), account.clone(), account.clone()];
    let (to, name) = (account.address.clone(), account.name.clone());
    let signs_in = account.wallet.clone();
    let (hidden, watched) = (account.hidden, account.watch_only);
    let words = if hidden {
        "Show in lists"
    } else {
        "Hide from lists"
    };
    let glyph = if hidden { Glyph::Eye } else { Glyph::EyeOff };
    let items = StoredValue::new((up, down, show_or_hide, edited, exported, removed));
    view! {
        <li class:account-hidden=hidden aria-label=name.clone()>
            <Ident address=account.address.to_string() />
            <div class="grow">
                <p class="row gap-6 wrap">
                    <Hue hue=account.colour />
                    <span class="medium cut">{name.clone()}</span>
                    {hidden.then(|| view! { <Badge icon=Glyph::EyeOff>"Hidden"</Badge> })}
                    {signs_in.map(|wallet| view! { <Badge icon=Glyph::PlugZap>{format!("Signs in {wallet}")}</Badge> })}
                    {(watched && account.wallet.is_none()).then(|| view! { <Badge icon=Glyph::Eye>"Can't sign"</Badge> })}
                </p>
                <AddressHere address=account.address.to_string() />
                <p class="small text-3 mono">{model::origin(&account)}</p>
            </div>
            <div class="account-money num small">
                <p class="medium">{akt}</p>
                <p class="text-2">{act}</p>
            </div>
            {if is_now {
                view! { <Badge tone=Tone::Accent>"Chosen"</Badge> }.into_any()
            } else {
                view! {
                    <span class="row">
                    <Button
                        size=ButtonSize::Small
                        label=format!("Choose {name}")
                        on_press=move |()| choose(core, toaster, doing.task, to.clone())
                    >
                        "Choose"
                    </Button>
                    </span>
                }
                    .into_any()
            }}
            <Menu label=format!("More for {name}") size=ButtonSize::Small>
                <MenuItem
                    label="Rename, colour"
                    icon=Glyph::Pencil
                    on_press=move |()| doing.editing.set(Some(items.with_value(|i| i.3.clone())))
                />
                <MenuItem label="Move up" icon=Glyph::ArrowUp on_press=move |()| items.with_value(|i| (i.0)(true)) />
                <MenuItem label="Move down" icon=Glyph::ArrowDown on_press=move |()| items.with_value(|i| (i.1)(false)) />
                <MenuItem label=words icon=glyph on_press=move |()| items.with_value(|i| (i.2)(())) />
                <MenuRule />
                <MenuItem
                    label="Export the key"
                    icon=Glyph::FileKey
                    disabled=watched
                    on_press=move |()| doing.exporting.set(Some(items.with_value(|i| i.4.clone())))
                />
                <MenuItem
                    label="Remove"
                    icon=Glyph::Trash2
                    danger=true
                    on_press=move |()| doing.removing.set(Some(items.with_value(|i| i.5.clone())))
                />
            </Menu>
        </li>
    }
}

#[component]
fn EditSheet(account: RwSignal<Option<AccountView>>) -> impl IntoView {
    let core = Core::here();
    let (name, colour) = (RwSignal::new(String::new()), RwSignal::new(0u8));
    let task = Task::default();
    Effect::new(move |_| {
        if let Some(now) = account.get() {
            name.set(now.name);
            colour.set(now.colour);
            task.clear();
        }
    });
    let close = move |()| account.set(None);
    let save = Callback::new(move |()| {
        let Some(now) = account.get_untracked() else {
            return;
        };
        let request = AccountChangeRequest {
            address: now.address,
            name: Some(name.get_untracked()),
            colour: Some(colour.get_untracked()),
            hidden: None,
        };
        task.run(call!(core, account_change(request)), move |_| {
            let _ = account.try_set(None);
        });
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready=Signal::derive(move || name.with(|n| !n.trim().is_empty())) on_press=save>
                "Save"
            </SheetFoot>
        }
    };
    view! {
        <Sheet
            open=Signal::derive(move || account.with(Option::is_some))
            label="Name and colour"
            size=SheetSize::Small
            on_close=close
            foot=foot
        >
            <p class="text-2">"Only you see them."</p>
            <TextField
                label="Name"
                large=true
                autofocus=true
                value=name
                on_input=bind(name)
                on_enter=save
                verdict=task.verdict()
            />
            <div class="field">
                <span class="field-label">"Colour"</span>
                <HuePicker value=colour on_change=bind(colour) />
            </div>
        </Sheet>
    }
}

#[component]
fn RemoveSheet(account: RwSignal<Option<AccountView>>) -> impl IntoView {
    let core = Core::here();
    let sure = RwSignal::new(false);
    let task = Task::default();
    let close = move |()| {
        account.set(None);
        sure.set(false);
        task.clear();
    };
    let remove = move |()| {
        if let Some(now) = account.get_untracked() {
            let request = AccountRequest {
                address: now.address,
            };
            task.run(call!(core, account_remove(request)), move |_| close(()));
        }
    };
    // A derived account can be added again, a watched one too; an imported key is gone for good.
    let imported = Signal::derive(move || {
        account.with(|a| {
            a.as_ref()
                .is_some_and(|a| a.path.is_none() && !a.watch_only)
        })
    });
    let foot = move || {
        view! {
            <Button on_press=close>"Keep it"</Button>
            <Button
                kind=ButtonKind::DangerFilled
                busy=task.busy()
                disabled=Signal::derive(move || imported.get() && !sure.get())
                on_press=remove
            >
                "Remove the account"
            </Button>
        }
    };
    view! {
        <Sheet
            open=Signal::derive(move || account.with(Option::is_some))
            label="Remove this account?"
            size=SheetSize::Small
            on_close=close
            foot=foot
        >
            <p>{move || account.with(|a| a.as_ref().map(|a| a.name.clone()))}</p>
            {move || {
                if imported.get() {
                    view! {
                        <Note tone=Tone::Danger strong="Its key is kept nowhere else here.">
                            "No words of this vault bring it back. Export the key or make a backup first."
                        </Note>
                        <Check label="I have the key elsewhere" on=sure on_change=bind(sure) />
                    }
                        .into_any()
                } else {
                    view! {
                        <p class="text-2">
                            "It leaves the lists of this vault. What it holds stays on the chain, and it can be added again."
                        </p>
                    }
                        .into_any()
                }
            }}
            {move || task.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
        </Sheet>
    }
}
