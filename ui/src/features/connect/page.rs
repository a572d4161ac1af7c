//! The page of a person without a vault: a wallet of theirs signs.

use contract::Empty;
use leptos::prelude::*;

use super::keplr::KeplrHere;
use super::panel::{OfferPanel, Offered};
use crate::backend::{Core, Task, sentence};
use crate::call;
use crate::features::first_run::{FirstPage, ThemeButton};
use crate::kit::{Button, Note, Tone};

/// Shows the address until a wallet has named its account.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let core = Core::here();
    let offered = Offered::here();
    let (task, leave) = (Task::default(), Task::default());
    let back = move |()| {
        leave.run(call!(core, wallet_offer_end(Empty {})), move |_| {
            offered.clear();
        });
    };
    view! {
        <FirstPage tall=true end=move || view! { <ThemeButton /> }>
            <section class="narrow-form col gap-16">
                <div class="form-head">
                    <h1 class="title">"Connect a wallet"</h1>
                    <p class="text-2">
                        "Your keys stay in the wallet. Slipway shows what is to be signed, the wallet asks once more and signs."
                    </p>
                </div>
                <KeplrHere />
                <OfferPanel task />
                {move || leave.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
                <span class="row row-start">
                    <Button busy=leave.busy() on_press=back>"Back"</Button>
                </span>
            </section>
        </FirstPage>
    }
}
