//! A request that another wallet has: what it is, how long it may take, and taking it back.

use contract::{ApprovalView, DecideRequest, Decision, FeeSpeed};
use leptos::prelude::*;

use super::content::Happens;
use super::model;
use super::view::Context;
use crate::backend::{Core, Task, sentence};
use crate::call;
use crate::features::apps::countdown;
use crate::features::connect::WakeLink;
use crate::kit::{Badge, Button, ButtonSize, Mark, Note, Sheet, Tone};
use crate::platform;

/// Stays until the wallet answers, its time is over, or the person takes it back.
#[component]
pub fn Waiting(
    /// The request; its wallet was asked.
    request: ApprovalView,
    /// Requests that wait.
    count: Signal<usize>,
) -> impl IntoView {
    let core = Core::here();
    let cancel = Task::default();
    let now = platform::clock();
    let opened = platform::now();
    let (wallet, until) = request
        .wallet
        .as_ref()
        .map(|w| (w.wallet.clone(), w.until.map_or(0, |u| u.0)))
        .unwrap_or_default();
    let name = model::title(&request);
    let request = StoredValue::new(request);
    let no = Callback::new(move |()| {
        if platform::now().saturating_sub(opened) < model::DEAF_MILLIS {
            return;
        }
        let body = request.with_value(|r| {
            let fee = model::fee_of(r, FeeSpeed::Normal)?;
            Some(DecideRequest {
                id: r.id.clone(),
                hash: fee.hash,
                fee: fee.speed,
                decision: Decision::Reject,
                warnings_read: false,
            })
        });
        if let Some(body) = body {
            cancel.run(call!(core, approval_decide(body)), |_| ());
        }
    });
    let (head_name, head_wallet) = (name.clone(), wallet.clone());
    let head = move || {
        view! {
            <span class="tile tile-40 tile-accent">
                <Mark />
            </span>
            <div class="grow">
                <h1>{head_name.clone()}</h1>
                <p class="small text-2">{format!("{head_wallet} has the request")}</p>
            </div>
            {move || {
                let n = count.get();
                (n > 1).then(|| view! { <Badge>{format!("1 of {n}")}</Badge> })
            }}
        }
    };
    let foot = move || {
        view! {
            <Button size=ButtonSize::Large busy=cancel.busy() on_press=no>
                "Cancel"
            </Button>
        }
    };
    let strong = format!("Waiting for {wallet}.");
    let body_wallet = wallet.clone();
    let body = move || {
        view! {
            <Note tone=Tone::Info strong=strong.clone()>
                "Open it and approve there. It shows the same; compare before you do. "
                <span class="tabular" role="timer">
                    {move || format!("Time left: {}.", countdown(until, now.get()))}
                </span>
            </Note>
            <WakeLink wallet=body_wallet.clone() />
            <Context request />
            <Happens request />
            <p class="small text-2">
                "This page may be closed or reloaded meanwhile: the answer is taken and sent when it is open again."
            </p>
            {move || {
                cancel.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })
            }}
        }
    };
    view! { <Sheet open=true label=name firm=true on_close=no head=head foot=foot>{body.clone()()}</Sheet> }
}

/// Which wallet signs, and why its last try came to nothing.
#[component]
pub fn WalletSigns(
    /// The request.
    request: StoredValue<ApprovalView>,
) -> impl IntoView {
    request.with_value(|r| {
        let wallet = r.wallet.clone()?;
        let strong = format!("{} signs this.", wallet.wallet);
        Some(view! {
            {wallet
                .problem
                .map(|why| view! { <Note tone=Tone::Warning strong="Not signed.">{why} " You can try again."</Note> })}
            <Note strong=strong>"It is asked after you approve here, and shows the same once more."</Note>
        })
    })
}
