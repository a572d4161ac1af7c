//! The page.

use contract::Empty;
use leptos::prelude::*;
use types::{Coin, Denom};

use super::AddressHere;
use super::accounts::AccountsCard;
use super::activity::Activity;
use super::receive::Receive;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Age, Button, ButtonKind, Card, ErrorBox, Figure, Figures, Glyph, PlaceLink, Toast, Toaster,
};
use crate::route::Route;
use crate::shell::{Overlays, Page, Session};
use crate::{call, format, query};

/// The page.
#[component]
pub fn Wallet() -> impl IntoView {
    let overlays = Overlays::here();
    let actions = move || {
        view! {
            <Button icon=Glyph::QrCode on_press=move |()| overlays.receive.set(true)>"Receive"</Button>
            <Button
                kind=ButtonKind::Primary
                icon=Glyph::Send
                on_press=move |()| overlays.send.set(true)
            >
                "Send"
            </Button>
        }
    };
    view! {
        <Page title="Wallet" actions=actions>
            <div class="page col gap-16">
                <Balances />
                <div class="narrow-only grid-halves">
                    <Button wide=true icon=Glyph::QrCode on_press=move |()| overlays.receive.set(true)>
                        "Receive"
                    </Button>
                    <Button wide=true icon=Glyph::Send on_press=move |()| overlays.send.set(true)>
                        "Send"
                    </Button>
                </div>
                <div class="with-side">
                    <Activity />
                    <div class="col gap-16">
                        <Faucet />
                        <Card title="Receive">
                            <Receive />
                        </Card>
                        <AccountsCard />
                        <crate::features::apps::ConnectedApps />
                        <crate::features::companion::PhoneCard />
                        <Contacts />
                        <TransactionFiles />
                    </div>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Balances() -> impl IntoView {
    let session = Session::here();
    let balances = query!(balances(Empty {}));
    let address = session.address();
    let b = move || balances.data();
    let price = move || b().and_then(|b| b.usd_per_akt).map(|p| p.to_f64_lossy());
    let akt = move || {
        b().map(|b| Coin {
            amount: b.akt,
            denom: Denom::uakt(),
        })
    };
    let act = move || {
        b().map(|b| Coin {
            amount: b.act,
            denom: Denom::uact(),
        })
    };
    let usd = move || {
        let akt = akt().and_then(|c| format::worth(&c, price()))?;
        let act = act().and_then(|c| format::worth(&c, None))?;
        Some(akt + act)
    };
    let text = |amount: Option<types::Amount>, decimals: usize| {
        amount.map_or_else(|| "–".into(), |a| format::coins(a, decimals))
    };
    // Without a price of AKT there is no sum; what lies in escrow is a figure on any network.
    let priced = Memo::new(move |_| usd().is_some());
    let escrow = move || b().map(|b| format!("{:.2}", b.escrow_act.to_f64_lossy() / 1e6));
    let either = |priced_word: &'static str, word: &'static str| {
        Signal::derive(move || if priced.get() { priced_word } else { word }.to_string())
    };
    let (total_label, total_unit) = (either("Total", "In escrow"), either("", "ACT"));
    let total = Signal::derive(move || {
        usd()
            .map(format::usd)
            .or_else(escrow)
            .unwrap_or_else(|| "–".into())
    });
    let akt_text = Signal::derive(move || text(akt().map(|c| c.amount), 3));
    let act_text = Signal::derive(move || text(act().map(|c| c.amount), 2));
    let exact = Signal::derive(move || akt().map(|c| format::coin_exact(&c)).unwrap_or_default());
    let act_exact =
        Signal::derive(move || act().map(|c| format::coin_exact(&c)).unwrap_or_default());
    let seen = balances.map(|b| b.seen.0);
    let who = move || {
        let app = session.app.data()?;
        let name = session.account()?.name;
        let n = app
            .accounts
            .iter()
            .position(|a| Some(&a.address) == app.account.as_ref())?
            + 1;
        let backup = if app.demo {
            "demo vault"
        } else if app.keyless {
            "another wallet signs"
        } else if app.backup_checked {
            "backed up"
        } else {
            "not backed up"
        };
        Some(format!(
            "{name}, account {n} of {}, {backup}",
            app.accounts.len()
        ))
    };
    view! {
        {move || {
            balances
                .error()
                .filter(|_| b().is_none())
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
        <Figures spread=true>
            <Figure label=total_label value=total unit=total_unit>
                {move || {
                    let escrow = escrow()?;
                    Some(
                        if priced.get() {
                            format!("and {escrow}\u{a0}ACT in escrow")
                        } else {
                            "refundable on close".to_string()
                        },
                    )
                }}
            </Figure>
            <Figure label="AKT, for fees" value=akt_text unit="AKT" exact>
                {move || {
                    let worth = akt().and_then(|c| format::worth(&c, price())).zip(price());
                    worth
                        .map_or_else(
                            || "no price on this network".to_string(),
                            |(w, p)| format!("{} at {}", format::usd(w), format::usd(p)),
                        )
                }}
                {move || seen.get().map(|at| view! { " · " <Age at period=30 /> })}
            </Figure>
            <Figure label="ACT, for deployments" value=act_text unit="ACT" exact=act_exact>
                "can't be sent"
            </Figure>
            <div>
                <span class="figure-label">"Address"</span>
                <span>
                    <AddressHere address />
                </span>
                <span class="figure-note">{who}</span>
            </div>
        </Figures>
    }
}

#[component]
fn Faucet() -> impl IntoView {
    let session = Session::here();
    let core = Core::here();
    let toaster = Toaster::here();
    let task = Task::default();
    let has = session.app.map(|a| a.network.faucet);
    let ask = move |()| {
        task.run(call!(core, faucet_request(Empty {})), move |_| {
            toaster.show(Toast::done("The faucet sent AKT and ACT"));
        });
    };
    move || {
        (has.get() == Some(true)).then(|| {
            view! {
                <Card title="Faucet">
                    <div class="col gap-12">
                        <p class="small text-2">
                            "This network gives AKT and ACT for nothing; they are worth nothing either."
                        </p>
                        {move || task.error().map(|e| view! { <p class="small bad">{sentence(&e)}</p> })}
                        <Button wide=true icon=Glyph::Coins busy=task.busy() on_press=ask>
                            "Ask the faucet"
                        </Button>
                    </div>
                </Card>
            }
        })
    }
}

#[component]
fn Contacts() -> impl IntoView {
    let contacts = query!(contact_list(Empty {}));
    let count = contacts.map(|c| c.contacts.len());
    view! {
        <Card
            title="Contacts"
            count=Signal::derive(move || count.get().unwrap_or(0))
            end=|| view! { <PlaceLink to=Route::Contacts more=true>"Manage"</PlaceLink> }
        >
            <p class="small text-2">
                "Names for addresses that you send to. They show in what you approve."
            </p>
        </Card>
    }
}

#[component]
fn TransactionFiles() -> impl IntoView {
    let overlays = Overlays::here();
    view! {
        <Card title="Transaction files">
            <div class="col gap-12">
                <p class="small text-2">
                    "Sign a transaction that was made on another machine, or send one that was signed there."
                </p>
                <Button
                    wide=true
                    icon=Glyph::FileUp
                    on_press=move |()| overlays.transaction_file.set(true)
                >
                    "Open a transaction file"
                </Button>
            </div>
        </Card>
    }
}
