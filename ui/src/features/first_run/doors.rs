//! The three doors.

use contract::Empty;
use leptos::ev;
use leptos::prelude::*;

use super::create::Create;
use super::import::Import;
use super::scene::FirstPage;
use super::{Onboarding, Stage};
use crate::backend::{Core, Task, sentence};
use crate::call;
use crate::features::connect::{Offered, UseKeplr};
use crate::kit::{Button, ButtonKind, ButtonSize, Glyph, IconButton, Note, Tile, Tone};
use crate::platform::{ThemeSignal, set_theme};
use crate::shell::Session;

/// The page of the stage one is at.
#[component]
pub fn FirstRun() -> impl IntoView {
    let onboarding = Onboarding::here();
    move || match onboarding.stage.get() {
        Stage::Start => view! { <Doors /> }.into_any(),
        Stage::Import(replace) => view! { <Import replace /> }.into_any(),
        Stage::Create | Stage::Words | Stage::Check => view! { <Create /> }.into_any(),
    }
}

/// Goes round the themes; the only setting that can be changed before there is a vault.
#[component]
pub fn ThemeButton() -> impl IntoView {
    let theme = expect_context::<ThemeSignal>();
    view! {
        <IconButton
            icon=Glyph::SunMoon
            label=Signal::derive(move || format!("Theme: {}", theme.0.get().name()))
            on_press=move |()| set_theme(theme, theme.0.get_untracked().next())
        />
    }
}

#[component]
fn Doors() -> impl IntoView {
    let core = Core::here();
    let onboarding = Onboarding::here();
    let session = Session::here();
    let demo = Task::default();
    let beside = onboarding.beside;
    let start = move || {
        demo.run(call!(core, demo_start(Empty {})), move |_| {
            onboarding.finish()
        })
    };
    let (connecting, keplr) = (Task::default(), Task::default());
    let offered = Offered::here();
    // Beside a vault a wallet is connected on the page of accounts.
    let connect = move || {
        if !beside.get_untracked() {
            offered.renew(core, connecting);
        }
    };
    let handle = window_event_listener(ev::keydown, move |ev| {
        if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
            return;
        }
        match ev.key().as_str() {
            "1" => start(),
            "2" => onboarding.stage.set(Stage::Create),
            "4" => connect(),
            "3" => onboarding.stage.set(Stage::Import(false)),
            "Escape" if beside.get_untracked() => onboarding.finish(),
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());
    let version = session.app.map(|app| app.version.clone());
    let place = session.app.map(|app| app.storage.clone());
    view! {
        <FirstPage
            end=move || view! { <ThemeButton /> }
            foot=move || {
                view! {
                    <span>{move || format!("Slipway {}", version.get().unwrap_or_default())}</span>
                    <span>"No telemetry"</span>
                    <span>
                        {move || place.get().map(|p| format!("Data is kept in {p}"))}
                    </span>
                }
            }
        >
            {move || {
                if beside.get() {
                    view! {
                        <h1 class="hero">"Another vault on this machine"</h1>
                        <p class="lead">
                            "It has a password and accounts of its own. The vault you came from is locked and stays; you can turn back to it at any time."
                        </p>
                        <Button on_press=move |()| onboarding.finish()>"Back to my vault"</Button>
                    }
                        .into_any()
                } else {
                    view! {
                        <h1 class="hero">"Deploy on Akash Network from your own machine"</h1>
                        <p class="lead">
                            "A wallet and a deployment tool in one. Keys stay in an encrypted vault on this machine; there is no account to open."
                        </p>
                    }
                        .into_any()
                }
            }}
            {move || {
                demo.error()
                    .map(|e| {
                        view! {
                            <div class="narrow-form" style:margin-top="24px">
                                <Note tone=Tone::Danger strong="The demo did not start.">
                                    {sentence(&e)}
                                </Note>
                            </div>
                        }
                    })
            }}
            <div class="doors">
                <section class="door door-first">
                    <Tile glyph=Glyph::FlaskConical tone=Tone::Accent large=true />
                    <div class="door-text">
                        <h2>"Try the demo network"</h2>
                        <p class="text-2">
                            "A throwaway vault, already funded. Real signatures, simulated providers and prices."
                        </p>
                    </div>
                    <Button
                        kind=ButtonKind::Primary
                        size=ButtonSize::Large
                        wide=true
                        key="1"
                        busy=demo.busy()
                        on_press=move |()| start()
                    >
                        "Start the demo"
                    </Button>
                    <p class="small text-3">"Ready in a few seconds. No words to keep."</p>
                </section>
                <section class="door">
                    <Tile glyph=Glyph::KeyRound large=true />
                    <div class="door-text">
                        <h2>"Create a vault"</h2>
                        <p class="text-2">
                            "Twelve or twenty-four words, made on this machine and shown once. You check three of them."
                        </p>
                    </div>
                    <Button
                        size=ButtonSize::Large
                        wide=true
                        key="2"
                        on_press=move |()| onboarding.stage.set(Stage::Create)
                    >
                        "Create a vault"
                    </Button>
                    <p class="small text-3">"About two minutes."</p>
                </section>
                <section class="door">
                    <Tile glyph=Glyph::Import large=true />
                    <div class="door-text">
                        <h2>"Import"</h2>
                        <p class="text-2">
                            "Recovery words, a private key, a key file or a backup. Deployments are found on the chain and shown."
                        </p>
                    </div>
                    <Button
                        size=ButtonSize::Large
                        wide=true
                        key="3"
                        on_press=move |()| onboarding.stage.set(Stage::Import(false))
                    >
                        "Import"
                    </Button>
                    <p class="small text-3">"Nothing is sent anywhere."</p>
                </section>
            </div>
            {move || {
                (!beside.get())
                    .then(|| {
                        view! {
                            <p class="row row-start wrap gap-8 text-2">
                                "Your keys are in another wallet?"
                                <Button
                                    icon=Glyph::PlugZap
                                    key="4"
                                    busy=connecting.busy()
                                    on_press=move |()| connect()
                                >
                                    "Connect a wallet"
                                </Button>
                                <UseKeplr task=keplr />
                            </p>
                        }
                    })
            }}
            {move || {
                connecting
                    .error()
                    .or_else(|| keplr.error())
                    .map(|e| {
                        view! {
                            <Note tone=Tone::Danger strong="No wallet can be connected.">
                                {sentence(&e)}
                            </Note>
                        }
                    })
            }}
        </FirstPage>
    }
}
