//! On the desktop: sharing with a phone, explicit, counted down, ended by one press.

use contract::{CompanionCodeView, CompanionStartRequest, CompanionView, Empty, ShareView};
use leptos::prelude::*;

use super::model;
use crate::backend::{Core, Task, sentence};
use crate::features::apps::countdown;
use crate::kit::{
    Badge, Button, ButtonKind, Card, Choice, CopyButton, Glyph, Note, Pairs, Qr, Segmented, Sheet,
    TextField, Tone,
};
use crate::{call, platform, query};

/// Not there where nothing can be shared.
#[component]
pub fn PhoneCard() -> impl IntoView {
    let view = query!(companion(Empty {}));
    let is_possible = view.map(|v| v.possible);
    let share = view.map(|v| v.share.clone());
    let ended = view.map(|v| v.ended.clone());
    let open = RwSignal::new(false);
    let body = move || {
        match share.get().flatten() {
        Some(share) => view! { <Shared share /> }.into_any(),
        None => view! {
            {move || {
                ended
                    .get()
                    .flatten()
                    .map(|why| view! { <Note strong="Sharing ended.">{why}</Note> })
            }}
            <p class="text-2">
                "A phone in your network can watch and deploy. Keys stay here: each signature is approved in this window."
            </p>
        }
        .into_any(),
    }
    };
    let is_on = Memo::new(move |_| share.get().flatten().is_some());
    move || {
        (is_possible.get() == Some(true)).then(|| {
            view! {
                <Card
                    title="Your phone"
                    end=move || {
                        view! {
                            {move || is_on.get().then(|| view! { <Badge tone=Tone::Warning>"Shared"</Badge> })}
                            <Button icon=Glyph::QrCode on_press=move |()| open.set(true)>
                                {move || if is_on.get() { "Show" } else { "Share with a phone" }}
                            </Button>
                        }
                    }
                >
                    {body}
                </Card>
                <ShareSheet open view=Signal::derive(move || view.data()) />
            }
        })
    }
}

#[component]
fn Shared(share: ShareView) -> impl IntoView {
    let core = Core::here();
    let now = platform::clock();
    let stop = Task::default();
    let at = share.at.clone();
    let ends = share.ends.0;
    view! {
        <p>{move || model::phones_words(&share, now.get())}</p>
        <p class="small text-2 tabular" role="timer">
            {move || format!("At {at}, ends in {}.", countdown(ends, now.get()))}
        </p>
        <span class="row row-start">
            <Button
                kind=ButtonKind::Danger
                busy=stop.busy()
                on_press=move |()| stop.run(call!(core, companion_stop(Empty {})), |_| ())
            >
                "Stop sharing"
            </Button>
        </span>
        {move || stop.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
    }
}

#[component]
fn ShareSheet(open: RwSignal<bool>, view: Signal<Option<CompanionView>>) -> impl IntoView {
    let core = Core::here();
    let now = platform::clock();
    let begin = Task::default();
    let typed = RwSignal::new(None::<String>);
    let minutes = RwSignal::new(model::SPANS[1].0);
    let code = RwSignal::new(None::<CompanionCodeView>);
    let first = move || view.get().and_then(|v| v.addresses.first().cloned());
    let address = Signal::derive(move || typed.get().or_else(first).unwrap_or_default());
    let is_on = Memo::new(move |_| view.get().is_some_and(|v| v.share.is_some()));
    // A share that ended takes its code with it.
    Effect::new(move |_| {
        if !is_on.get() {
            code.set(None);
        }
    });
    let close = Callback::new(move |()| {
        open.set(false);
        begin.clear();
    });
    let start = Callback::new(move |()| {
        let request = CompanionStartRequest {
            address: address.get_untracked(),
            minutes: minutes.get_untracked(),
        };
        begin.run(call!(core, companion_start(request)), move |made| {
            code.set(Some(made));
        });
    });
    let good = Memo::new(move |_| code.get().filter(|c| c.expires.0 > now.get()));
    let url = Signal::derive(move || good.get().map(|c| c.url.0).unwrap_or_default());
    let is_good = Memo::new(move |_| good.with(Option::is_some));
    let foot = move || {
        view! {
            <Button on_press=close>"Close"</Button>
            {move || {
                (!is_good.get())
                    .then(|| {
                        view! {
                            <Button kind=ButtonKind::Primary busy=begin.busy() on_press=start>
                                {move || if is_on.get() { "Make a code" } else { "Start sharing" }}
                            </Button>
                        }
                    })
            }}
        }
    };
    let spans = model::SPANS.map(|(n, label)| Choice::named(n.to_string(), label));
    let spans = Signal::stored(spans.to_vec());
    let body = move || {
        if is_good.get() {
            return view! {
                <div class="receive offer">
                    <Qr text=url label="QR code for the phone" />
                    <div class="col gap-8 grow">
                        <p class="text-2">
                            "Scan it with the phone's camera. The page that opens asks to connect; approve that here."
                        </p>
                        <span class="row row-start">
                            <CopyButton text=url label="Copy the address for the phone" />
                        </span>
                        <p class="small text-2 tabular" role="timer">
                            {move || good.get().map(|c| format!("Good for {}", countdown(c.expires.0, now.get())))}
                        </p>
                    </div>
                </div>
            }
            .into_any();
        }
        if is_on.get() {
            return view! {
                <p class="text-2">
                    "A code is good for five minutes and for one phone. Make another one for the next."
                </p>
            }
            .into_any();
        }
        view! {
            <p class="text-2">
                "For the time that you choose, this machine answers at one address of your local network, to whoever scanned the code: the pages of Slipway, the chosen network, its providers, and a relay for requests. Keys, words and passwords never leave this window."
            </p>
            <Note tone=Tone::Warning strong="The way to the phone is not encrypted.">
                "Others in the same network could read along, or change what the phone shows, and use a provider's token for a day. They can't sign: compare each request in this window. Share at home, not in a café."
            </Note>
            <TextField
                label="Address"
                value=address
                on_input=move |text| typed.set(Some(text))
                hint="This machine's address in the network that the phone is in."
            />
            <Segmented
                label="Ends after"
                options=spans
                value=Signal::derive(move || minutes.get().to_string())
                on_change=move |value: String| {
                    if let Ok(n) = value.parse() {
                        minutes.set(n);
                    }
                }
            />
            <p class="small text-2">
                "It ends before that when the vault is locked, when another network is chosen, when Slipway is closed, and when no phone was connected for a quarter of an hour. Apps that are connected over another relay wait until then."
            </p>
        }
        .into_any()
    };
    let rows = Signal::derive(move || {
        let share = view.get().and_then(|v| v.share);
        share
            .map(|s| vec![("Shared at".to_owned(), s.at)])
            .unwrap_or_default()
    });
    view! {
        <Sheet open label="Your phone" on_close=close foot=foot>
            {body}
            {move || is_on.get().then(|| view! { <Pairs rows /> })}
            {move || {
                begin
                    .error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="There is no code.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}
