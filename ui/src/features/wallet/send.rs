//! Sending AKT.

use contract::{Empty, SendRequest};
use leptos::prelude::*;

use super::model::{amount_verdict, max_text, recipient_verdict, recipients, transfer};
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    AddressFull, Button, ButtonKind, Combobox, Glyph, IconButton, LinkButton, Note, NumberField,
    Sheet, TextField, Tone, Verdict, bind,
};
use crate::shell::{Overlays, Session};
use crate::{call, format, platform, query};

/// The sheet; opened from the wallet and the palette.
#[component]
pub fn SendSheet() -> impl IntoView {
    let overlays = Overlays::here();
    let close = move |()| overlays.send.set(false);
    let (to, amount, memo) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let core = Core::here();
    let task = Task::default();
    let balances = query!(balances(Empty {}));
    let available = balances.map(|b| b.akt);
    let ready = Memo::new(move |_| {
        let complete = to
            .with(|t| amount.with(|a| memo.with(|m| transfer(t, a, m))))
            .is_some();
        complete && !amount.with(|a| amount_verdict(a, available.get()).is_bad())
    });
    let send = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let Some((recipient, coin)) = to.with_untracked(|t| {
            amount.with_untracked(|a| memo.with_untracked(|m| transfer(t, a, m)))
        }) else {
            return;
        };
        let request = SendRequest {
            to: recipient,
            coin,
            memo: memo.get_untracked().trim().to_string(),
        };
        task.run(call!(core, send(request)), move |_| {
            overlays.send.set(false);
            to.set(String::new());
            amount.set(String::new());
            memo.set(String::new());
        });
    });
    let foot = move || {
        view! {
            <Button on_press=close>"Cancel"</Button>
            <Button
                kind=ButtonKind::Primary
                icon=Glyph::Send
                busy=task.busy()
                disabled=Signal::derive(move || !ready.get())
                on_press=send
            >
                "Review"
            </Button>
        }
    };
    view! {
        <Sheet open=overlays.send label="Send AKT" on_close=close foot=foot>
            <SendForm to amount memo send />
            {move || {
                task.error()
                    .map(|e| {
                        view! { <Note tone=Tone::Danger strong="Nothing was sent.">{sentence(&e)}</Note> }
                    })
            }}
        </Sheet>
    }
}

#[component]
fn SendForm(
    to: RwSignal<String>,
    amount: RwSignal<String>,
    memo: RwSignal<String>,
    send: Callback<()>,
) -> impl IntoView {
    let session = Session::here();
    let own = session.address();
    let balances = query!(balances(Empty {}));
    let available = balances.map(|b| b.akt);
    let price = balances.map(|b| b.usd_per_akt.map(|p| p.to_f64_lossy()));
    let hint = Signal::derive(move || {
        let have = available
            .get()
            .map(|a| format!("{}\u{a0}AKT available", format::coins(a, 6)));
        let typed: Option<f64> = amount.with(|a| a.trim().parse().ok());
        let worth = typed
            .zip(price.get().flatten())
            .map(|(a, p)| format::usd(a * p));
        [worth, have]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    });
    let whole = Memo::new(move |_| {
        to.with(|t| t.trim().parse::<types::Address>().ok())
            .map(|a| a.to_string())
    });
    let contacts = query!(contact_list(Empty {}));
    let people = Signal::derive(move || {
        let app = session.app.data();
        recipients(
            &contacts.data().map(|c| c.contacts).unwrap_or_default(),
            &app.map(|a| a.accounts).unwrap_or_default(),
            &own.get(),
        )
    });
    let name_of = move |address: &str| {
        let all = people.get();
        let found = all.into_iter().find(|c| c.value == address);
        found.map(|choice| choice.label)
    };
    let paste = move || {
        view! {
            <IconButton
                icon=Glyph::ClipboardPaste
                label="Paste"
                size=crate::kit::ButtonSize::Small
                on_press=move |()| {
                    wasm_bindgen_futures::spawn_local(async move {
                        if let Some(text) = platform::paste().await {
                            let _ = to.try_set(text.trim().to_string());
                        }
                    });
                }
            />
        }
    };
    let max = move || {
        view! {
            <LinkButton on_press=move |()| {
                if let Some(have) = available.get_untracked() {
                    amount.set(max_text(have));
                }
            }>"Max"</LinkButton>
        }
    };
    view! {
        <Combobox
            label="Recipient"
            mono=true
            large=true
            free=true
            placeholder="akash1… or a contact's name"
            options=people
            value=to
            on_change=bind(to)
            verdict=Signal::derive(move || people.with(|p| to.with(|t| recipient_verdict(t, &own.get(), p))))
            foot="Contacts and your other accounts"
            end=paste
        />
        {move || {
            whole
                .get()
                .map(|address| {
                    view! {
                        <p>
                            {name_of(&address).map(|name| view! { <b class="strong">{name}</b> " " })}
                            <AddressFull address=address />
                        </p>
                    }
                })
        }}
        <NumberField
            label="Amount"
            large=true
            unit="AKT"
            value=amount
            on_input=bind(amount)
            on_enter=send
            hint
            verdict=Signal::derive(move || amount.with(|a| amount_verdict(a, available.get())))
            end=max
        />
        <TextField
            label="Memo"
            large=true
            value=memo
            on_input=bind(memo)
            hint="Public, for ever on the chain. Exchanges often need one."
            verdict=Signal::derive(move || {
                if memo.with(|m| m.chars().count() > super::model::MEMO_MAX) {
                    Verdict::Bad("At most 256 characters.".into())
                } else {
                    Verdict::None
                }
            })
        />
        <Note>"ACT can't be sent: it pays for deployments of this account only."</Note>
    }
}
