//! The connection address for a wallet: as a code, to be copied, as a link; and what becomes of it.

use contract::{Empty, RelayState, WalletOfferView};
use leptos::prelude::*;

use super::links::OpenLinks;
use crate::backend::{Core, Task, sentence};
use crate::features::apps::countdown;
use crate::kit::{Button, CopyButton, Glyph, Note, Qr, Tone};
use crate::{call, platform, query};

/// The address that is out, kept for as long as the page lives: making it anew would end it.
#[derive(Clone, Copy)]
pub struct Offered(RwSignal<Option<WalletOfferView>>);

impl Offered {
    /// Puts an empty one into the context.
    pub fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    /// The address of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Asks the core for a fresh address.
    pub fn renew(self, core: Core, task: Task) {
        task.run(call!(core, wallet_offer(Empty {})), move |offer| {
            self.0.set(Some(offer));
        });
    }

    /// Forgets it.
    pub fn clear(self) {
        self.0.set(None);
    }
}

/// Code, copy, link, time left, and what the wallet does.
#[component]
pub fn OfferPanel(
    /// Makes addresses.
    task: Task,
) -> impl IntoView {
    let core = Core::here();
    let offered = Offered::here();
    let wallets = query!(wallets(Empty {}));
    let now = platform::clock();
    let out = wallets.map(|w| w.offered.map(|until| until.0));
    let learning = wallets.map(|w| w.learning);
    let problem = wallets.map(|w| w.problem.clone());
    let relay = wallets.map(|w| w.relay.clone());
    // The address that can still be used; the core forgets it when a wallet answered.
    let good = Memo::new(move |_| {
        let offer = offered.0.get()?;
        let is_out = out.get().flatten() == Some(offer.expires.0);
        (is_out && offer.expires.0 > now.get()).then_some(offer)
    });
    let renew = Callback::new(move |()| offered.renew(core, task));
    let text = Signal::derive(move || good.get().map(|o| o.uri.0).unwrap_or_default());
    let is_good = Memo::new(move |_| good.with(Option::is_some));
    let state = move || {
        if learning.get() == Some(true) {
            return view! {
                <Note tone=Tone::Info strong="A wallet answered.">
                    "It is being asked for its account."
                </Note>
            }
            .into_any();
        }
        if is_good.get() || task.busy().get() {
            return ().into_any();
        }
        let words = if out.get().flatten().is_some_and(|until| until > now.get()) {
            "The address you gave a wallet is still good: approve it there and this page goes on. Or make a new one."
        } else {
            "An address is good for five minutes and for one wallet."
        };
        view! {
            <p class="text-2">{words}</p>
            <span class="row row-start">
                <Button icon=Glyph::RefreshCw on_press=renew>"Make a new address"</Button>
            </span>
        }
        .into_any()
    };
    view! {
        {move || {
            problem
                .get()
                .flatten()
                .map(|why| view! { <Note tone=Tone::Warning strong="No wallet is connected.">{why}</Note> })
        }}
        {move || {
            task.error()
                .map(|e| view! { <Note tone=Tone::Danger strong="No address was made.">{sentence(&e)}</Note> })
        }}
        {move || match relay.get() {
            Some(RelayState::Offline { problem } | RelayState::Refused { problem }) => {
                Some(view! { <Note tone=Tone::Warning strong="The relay can't be reached.">{problem}</Note> })
            }
            _ => None,
        }}
        {move || {
            is_good
                .get()
                .then(|| {
                    view! {
                        <div class="receive offer">
                            <Qr text label="QR code of the connection address" />
                            <div class="col gap-8 grow">
                                <p class="text-2">
                                    "Scan it with the wallet, or copy it and paste it there. In Slipway on your desktop that is Wallet, Connected apps, Connect."
                                </p>
                                <span class="row row-start offer-copy gap-6">
                                    <CopyButton text label="Copy the connection address" />
                                    <span class="small text-2 tabular" role="timer">
                                        {move || {
                                            good.get().map(|o| format!("Good for {}", countdown(o.expires.0, now.get())))
                                        }}
                                    </span>
                                </span>
                                {move || {
                                    let uri = text.get();
                                    (!uri.is_empty()).then(|| view! { <OpenLinks uri /> })
                                }}
                            </div>
                        </div>
                    }
                })
        }}
        <div aria-live="polite">{state}</div>
    }
}
