//! Connected wallets on the page of accounts.

use contract::{AppSessionRequest, Empty, LinkedWalletView, RelayState};
use leptos::prelude::*;

use super::keplr::{BrowserKeplr, KeplrHere};
use super::panel::{OfferPanel, Offered};
use crate::backend::{Core, Task, sentence};
use crate::kit::{Button, ButtonSize, Card, Glyph, Note, Sheet, Tile, Toast, Toaster, Tone};
use crate::{call, format, platform, query};

/// The list, and connecting another one. Not there when neither a relay nor the browser's own wallet is.
#[component]
pub fn WalletsCard() -> impl IntoView {
    let core = Core::here();
    let offered = Offered::here();
    let wallets = query!(wallets(Empty {}));
    let connecting = RwSignal::new(false);
    let (making, acting) = (Task::default(), Task::default());
    let is_off = wallets.map(|w| w.relay == RelayState::Off);
    let linked = wallets.map(|w| w.linked.clone());
    let keplr = BrowserKeplr::here().is_there;
    let open = move |()| {
        connecting.set(true);
        if is_off.get_untracked() == Some(false) {
            offered.renew(core, making);
        }
    };
    let rows = move || {
        linked
            .get()
            .unwrap_or_default()
            .into_iter()
            .map(|wallet| view! { <Row wallet acting /> })
            .collect_view()
    };
    let count = Signal::derive(move || linked.get().map_or(0, |l| l.len()));
    move || {
        let is_shown = is_off.get().is_some_and(|off| !off || keplr.get());
        is_shown.then(|| {
            view! {
                <Card
                    title="Other wallets"
                    count
                    end=move || {
                        view! {
                            <Button icon=Glyph::PlugZap on_press=open>
                                "Connect a wallet"
                            </Button>
                        }
                    }
                >
                    {move || {
                        (count.get() == 0)
                            .then(|| {
                                view! {
                                    <p class="text-2">
                                        "A wallet that holds the key elsewhere can sign for an account here: Slipway on another machine, or Keplr."
                                    </p>
                                }
                            })
                    }}
                    <ul class="items" aria-label="Other wallets">{rows}</ul>
                    {move || {
                        acting
                            .error()
                            .map(|e| view! { <Note tone=Tone::Danger strong="Nothing was changed.">{sentence(&e)}</Note> })
                    }}
                </Card>
                <ConnectSheet open=connecting making />
            }
        })
    }
}

#[component]
fn Row(wallet: LinkedWalletView, acting: Task) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let topic = StoredValue::new(wallet.topic.clone());
    let name = wallet.wallet.clone();
    let said = wallet.wallet.clone();
    let end = move |()| {
        let request = AppSessionRequest {
            topic: topic.get_value(),
        };
        let said = said.clone();
        acting.run(call!(core, app_disconnect(request)), move |_| {
            toaster.show(Toast::done(format!("{said} is disconnected")));
        });
    };
    let address = wallet.address.to_string();
    let address = format::address(&address);
    let facts = match wallet.expires {
        Some(until) => format!("{address}, until {}", platform::date_time(until.0)),
        None => format!("{address}, in this browser"),
    };
    view! {
        <li aria-label=name.clone()>
            <Tile glyph=Glyph::PlugZap />
            <div class="grow">
                <p class="medium cut">{name.clone()}</p>
                <p class="small text-2">{facts}</p>
            </div>
            <Button
                size=ButtonSize::Small
                label=format!("Disconnect {name}")
                busy=acting.busy()
                on_press=end
            >
                "Disconnect"
            </Button>
        </li>
    }
}

#[component]
fn ConnectSheet(open: RwSignal<bool>, making: Task) -> impl IntoView {
    let core = Core::here();
    let offered = Offered::here();
    let toaster = Toaster::here();
    let wallets = query!(wallets(Empty {}));
    let leave = Task::default();
    let before = StoredValue::new(None::<usize>);
    let relayed = wallets.map(|w| w.relay != RelayState::Off);
    let linked = wallets.map(|w| w.linked.len());
    Effect::new(move |_| {
        let now = linked.get();
        let is_more = before
            .get_value()
            .zip(now)
            .is_some_and(|(was, is)| is > was);
        before.set_value(now);
        if is_more && open.get_untracked() {
            open.set(false);
            offered.clear();
            toaster.show(Toast::done("The wallet is connected"));
        }
    });
    let close = move |()| {
        open.set(false);
        leave.run(call!(core, wallet_offer_end(Empty {})), move |_| {
            offered.clear();
        });
    };
    let foot = move || view! { <Button on_press=close>"Close"</Button> };
    view! {
        <Sheet open label="Connect a wallet" on_close=close foot=foot>
            <KeplrHere on_done=Callback::new(move |()| open.set(false)) />
            {move || (relayed.get() == Some(true)).then(|| view! { <OfferPanel task=making /> })}
        </Sheet>
    }
}
