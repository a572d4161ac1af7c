//! Opening the vault.

use contract::{
    DeploymentState, Empty, Hidden, LockKind, UnlockWithRequest, VaultRequest, VaultUnlockRequest,
    VaultWipeRequest,
};
use leptos::prelude::*;

use super::import::Import;
use super::scene::FirstPage;
use super::{Onboarding, Stage};
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Button, ButtonKind, ButtonSize, Glyph, Icon, Ident, LinkButton, Note, PasswordField, Sheet,
    SheetSize, Tone, Verdict, bind,
};
use crate::parts::passkeys_possible;
use crate::shell::Session;
use crate::{call, format, query};

/// The page of a locked vault; or of restoring it from words.
#[component]
pub fn Unlock() -> impl IntoView {
    let onboarding = Onboarding::here();
    move || match onboarding.stage.get() {
        Stage::Import(replace) => view! { <Import replace /> }.into_any(),
        _ => view! { <Door /> }.into_any(),
    }
}

#[component]
fn Door() -> impl IntoView {
    let core = Core::here();
    let session = Session::here();
    let onboarding = Onboarding::here();
    let password = RwSignal::new(String::new());
    let task = Task::default();
    let wipe = RwSignal::new(false);
    let address = session.address();
    let name = move || {
        session
            .account()
            .map_or_else(|| "your vault".to_string(), |a| a.name)
    };
    let demo = session.app.map(|app| app.demo || app.keyless);
    let wait = session.app.map(|app| app.throttle_seconds);
    let send = Callback::new(move |()| {
        let request = VaultUnlockRequest {
            password: Hidden(password.get_untracked()),
        };
        task.run(call!(core, vault_unlock(request)), move |_| {
            let _ = password.try_set(String::new());
        });
    });
    let verdict = Signal::derive(move || {
        task.error().map_or_else(
            || match wait.get() {
                Some(s) if s > 0 => Verdict::Warn(format!(
                    "Too many attempts. Wait {}.",
                    format::duration(u64::from(s))
                )),
                _ => Verdict::None,
            },
            |e| Verdict::Bad(sentence(&e)),
        )
    });
    view! {
        <FirstPage
            centred=true
            end=move || view! { <super::doors::ThemeButton /> }
            foot=move || {
                view! {
                    {move || {
                        (demo.get() != Some(true))
                            .then(|| {
                                view! {
                                    <span>"Forgot the password? The words open the account again; the vault file can't be opened without it."</span>
                                    <LinkButton on_press=move |()| onboarding.stage.set(Stage::Import(true))>
                                        "Restore from words"
                                    </LinkButton>
                                }
                            })
                    }}
                    <LinkButton on_press=move |()| wipe.set(true)>"Remove this vault"</LinkButton>
                }
            }
        >
            <section class="narrow-form">
                <div class="form-head">
                    <Ident address size=56 />
                    <h1 class="title">{move || format!("Unlock {}", name())}</h1>
                    <p class="text-2 mono">{move || format::address(&address.get())}</p>
                </div>
                <form class="col gap-12" on:submit=move |ev| ev.prevent_default()>
                    {move || {
                        (demo.get() != Some(true))
                            .then(|| {
                                view! {
                                    <PasswordField
                                        label="Password"
                                        autofocus=true
                                        value=password
                                        on_input=bind(password)
                                        on_enter=send
                                        verdict
                                    />
                                }
                            })
                    }}
                    {move || {
                        (demo.get() == Some(true))
                            .then(|| {
                                task.error()
                                    .map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })
                            })
                    }}
                    <Button
                        kind=ButtonKind::Primary
                        size=ButtonSize::Large
                        wide=true
                        key="enter"
                        busy=task.busy()
                        on_press=send
                    >
                        {move || if demo.get() == Some(true) { "Open" } else { "Unlock" }}
                    </Button>
                </form>
                {move || (demo.get() != Some(true)).then(|| view! { <OtherLocks /> })}
                <OtherVaults />
                <WhileLocked />
            </section>
            <WipeSheet open=wipe />
        </FirstPage>
    }
}

/// Passkey and keychain, where the vault has them.
#[component]
fn OtherLocks() -> impl IntoView {
    let core = Core::here();
    let security = query!(security_get(Empty {}));
    let task = Task::default();
    let kinds = security.map(|s| {
        [LockKind::Passkey, LockKind::Keychain]
            .into_iter()
            .filter(|kind| s.locks.iter().any(|lock| lock.kind == *kind))
            // A passkey can't be asked in every window, though the vault knows one.
            .filter(|kind| *kind != LockKind::Passkey || passkeys_possible())
            .collect::<Vec<_>>()
    });
    let buttons = move || {
        kinds
            .get()
            .unwrap_or_default()
            .into_iter()
            .map(|kind| {
                let (icon, words) = match kind {
                    LockKind::Passkey => (Glyph::KeyRound, "Use the passkey"),
                    _ => (Glyph::LockKeyhole, "Use this machine's keychain"),
                };
                let ask = move |()| {
                    let request = UnlockWithRequest { kind };
                    task.run(call!(core, vault_unlock_with(request)), |_| ());
                };
                view! {
                    <Button icon=icon wide=true busy=task.busy() on_press=ask>
                        {words}
                    </Button>
                }
            })
            .collect_view()
    };
    view! {
        {buttons}
        {move || task.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
    }
}

/// The other vaults of this machine, when there are some.
#[component]
fn OtherVaults() -> impl IntoView {
    let core = Core::here();
    let vaults = query!(vault_list(Empty {}));
    let task = Task::default();
    move || {
        let others: Vec<_> = vaults
            .data()?
            .vaults
            .into_iter()
            .filter(|v| !v.chosen)
            .collect();
        if others.is_empty() {
            return None;
        }
        let rows = others
            .into_iter()
            .map(|vault| {
                let request = VaultRequest { id: vault.id };
                let label = format!("Turn to {}", vault.name);
                view! {
                    <Button
                        wide=true
                        icon=Glyph::LockKeyhole
                        label
                        on_press=move |()| task.run(call!(core, vault_select(request.clone())), |_| ())
                    >
                        {vault.name}
                    </Button>
                }
            })
            .collect_view();
        Some(view! {
            <section class="col gap-8" aria-label="Other vaults">
                <p class="small text-2">"Other vaults on this machine"</p>
                {rows}
                {move || task.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
            </section>
        })
    }
}

#[component]
fn WhileLocked() -> impl IntoView {
    let balances = query!(balances(Empty {}));
    let deployments = query!(deployment_list(Empty {}));
    let running = deployments.map(|d| {
        d.deployments
            .iter()
            .filter(|x| x.state == DeploymentState::Running)
            .count()
    });
    let burn = balances.map(|b| b.burn_per_hour.to_f64_lossy() / 1e6);
    let runway = balances.map(|b| b.runway_seconds);
    move || {
        let (running, burn) = (running.get()?, burn.get()?);
        Some(view! {
            <section class="card" aria-label="While locked">
                <header class="card-head">
                    <h2>"While locked"</h2>
                </header>
                <div class="figures-3">
                    <div>
                        <span class="small text-2">"Running"</span>
                        <span class="figure-m">{running}</span>
                    </div>
                    <div>
                        <span class="small text-2">"Burn rate"</span>
                        <span class="figure-m">{format::usd(burn)} <small>"/h"</small></span>
                    </div>
                    <div>
                        <span class="small text-2">"Shortest runway"</span>
                        <span class="figure-m">
                            {move || runway.get().flatten().map_or_else(|| "–".into(), format::duration)}
                        </span>
                    </div>
                </div>
                <footer class="card-foot small text-2">
                    <Icon glyph=Glyph::ShieldCheck size=14 />
                    "Deployments run on. Nothing can be signed or spent."
                </footer>
            </section>
        })
    }
}

/// Removing the vault from this machine.
#[component]
pub fn WipeSheet(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let core = Core::here();
    let session = Session::here();
    let onboarding = Onboarding::here();
    let sure = RwSignal::new(false);
    let task = Task::default();
    let demo = session.app.map(|app| app.demo);
    let keyless = session.app.map(|app| app.keyless);
    let close = move |()| {
        open.set(false);
        sure.set(false);
    };
    let remove = move |()| {
        task.run(
            call!(core, vault_wipe(VaultWipeRequest { confirmed: true })),
            move |_| {
                let _ = open.try_set(false);
                onboarding.finish();
            },
        );
    };
    let foot = move || {
        view! {
            <Button on_press=close>"Keep it"</Button>
            <Button
                kind=ButtonKind::DangerFilled
                busy=task.busy()
                disabled=Signal::derive(move || !sure.get())
                on_press=remove
            >
                "Remove the vault"
            </Button>
        }
    };
    view! {
        <Sheet open label="Remove this vault" size=SheetSize::Small on_close=close foot=foot>
            {move || {
                if keyless.get() == Some(true) {
                    view! {
                        <p class="text-2">
                            "The connection to your wallet, drafts and history are erased from this machine. Keys, money and deployments stay where they are: the wallet can be connected again."
                        </p>
                    }
                        .into_any()
                } else if demo.get() == Some(true) {
                    view! {
                        <p class="text-2">
                            "The demo vault, its drafts and its history are erased from this machine. Its money was never real."
                        </p>
                    }
                        .into_any()
                } else {
                    view! {
                        <Note tone=Tone::Danger strong="Without the words the money is gone.">
                            "The vault, drafts and history are erased from this machine. Deployments run on until their escrow is empty; only the words can close them."
                        </Note>
                    }
                        .into_any()
                }
            }}
            <crate::kit::Check
                label=Signal::derive(move || {
                    if keyless.get() == Some(true) {
                        "Erase the connection".to_string()
                    } else if demo.get() == Some(true) {
                        "Erase the demo".to_string()
                    } else {
                        "I have the words on paper".to_string()
                    }
                })
                on=sure
                on_change=bind(sure)
            />
            {move || task.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
        </Sheet>
    }
}
