//! The shown accounts, to choose from.

use contract::AccountRequest;
use leptos::prelude::*;
use types::Address;

use super::super::AddressHere;
use crate::backend::{Core, Task, sentence};
use crate::call;
use crate::kit::{
    Badge, Button, ButtonSize, Card, Hue, Ident, Note, PlaceLink, Toast, Toaster, Tone,
};
use crate::route::Route;
use crate::shell::Session;

/// Chooses an account and says so.
pub(super) fn choose(core: Core, toaster: Toaster, task: Task, address: Address) {
    task.run(
        call!(core, account_select(AccountRequest { address })),
        move |_| toaster.show(Toast::done("Account changed")),
    );
}

/// The card of the wallet's page.
#[component]
pub fn AccountsCard() -> impl IntoView {
    let session = Session::here();
    let core = Core::here();
    let toaster = Toaster::here();
    let select = Task::default();
    let rows = move || {
        let Some(app) = session.app.data() else {
            return Vec::new();
        };
        let now = app.account;
        app.accounts
            .into_iter()
            .filter(|account| !account.hidden)
            .map(|account| {
                let chosen = now.as_ref() == Some(&account.address);
                let to = account.address.clone();
                let label = format!("Choose {}", account.name);
                view! {
                    <li>
                        <Ident address=account.address.to_string() />
                        <div class="grow">
                            <p class="row gap-6">
                                <Hue hue=account.colour />
                                <span class="medium cut">{account.name}</span>
                                {(account.watch_only && account.wallet.is_none()).then(|| view! { <Badge>"Watched"</Badge> })}
                            </p>
                            <AddressHere address=account.address.to_string() />
                        </div>
                        {if chosen {
                            view! { <Badge tone=Tone::Accent>"Chosen"</Badge> }.into_any()
                        } else {
                            view! {
                                <Button
                                    size=ButtonSize::Small
                                    label
                                    on_press=move |()| choose(core, toaster, select, to.clone())
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
    let count = session
        .app
        .map(|a| a.accounts.iter().filter(|a| !a.hidden).count());
    view! {
        <Card
            title="Accounts"
            count=Signal::derive(move || count.get().unwrap_or(0))
            flush=true
            end=|| view! { <PlaceLink to=Route::Accounts more=true>"Manage"</PlaceLink> }
        >
            <ul class="items items-tight">{rows}</ul>
            {move || {
                select
                    .error()
                    .map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })
            }}
        </Card>
    }
}
