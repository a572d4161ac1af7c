//! The sheet. Its order is fixed: who asks, dangers, account and network, what happens, what leaves, fee, raw.

use contract::{
    ApprovalView, Asker, DecideRequest, Decision, Empty, FeeSpeed, Gravity, OfflineExportRequest,
    SettingsView, SigningWay,
};
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;

use super::content::{Fees, Happens, Leaves, Raw};
use super::model;
use super::waiting::{Waiting, WalletSigns};
use crate::backend::{Core, Query, Task, sentence};
use crate::kit::{
    Badge, Button, ButtonKind, Check, Glyph, Ident, LinkButton, Mark, Note, Sheet, Simulated, Tile,
    Toast, Toaster, Tone, bind,
};
use crate::parts::save_file;
use crate::{call, format, platform, query};

/// Shows the oldest request that waits for a decision, for as long as there is one.
#[component]
pub fn Approvals() -> impl IntoView {
    let approvals = query!(approvals(Empty {}));
    let settings = query!(settings_get(Empty {}));
    let first = approvals.map(|a| a.requests.first().cloned());
    let count = approvals.map(|a| a.requests.len());
    move || {
        let request = first.get().flatten()?;
        let count = Signal::derive(move || count.get().unwrap_or(0));
        let is_asked = request.wallet.as_ref().is_some_and(|w| w.until.is_some());
        if is_asked {
            return Some(view! { <Waiting request count /> }.into_any());
        }
        Some(view! { <Approval request settings count /> }.into_any())
    }
}

#[component]
fn Approval(
    request: ApprovalView,
    settings: Query<SettingsView>,
    count: Signal<usize>,
) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let opened = platform::now();
    let ticked = RwSignal::new(false);
    let speed = RwSignal::new(FeeSpeed::Normal);
    let shown_for = RwSignal::new(0u64);
    let (approve, reject) = (Task::default(), Task::default());
    // Finer than the page's clock: half a second must not become a whole one.
    if let Ok(handle) = set_interval_with_handle(
        move || shown_for.set(platform::now().saturating_sub(opened)),
        std::time::Duration::from_millis(100),
    ) {
        on_cleanup(move || handle.clear());
    }
    let request = StoredValue::new(request);
    let danger = request.with_value(|r| model::is_danger(&r.warnings));
    let locked = Memo::new(move |_| {
        let expert = settings.data().is_some_and(|s| s.expert);
        request.with_value(|r| model::locked(r, ticked.get(), shown_for.get(), expert))
    });
    let blocked = request.with_value(|r| r.blocked.clone());
    let way = request.with_value(|r| r.way);
    let can_approve = Memo::new({
        let blocked = blocked.clone();
        move |_| {
            way != SigningWay::FileOnly
                && (blocked.is_none() || settings.data().is_some_and(|s| s.expert))
        }
    });
    let unsigned = Task::default();
    let save_unsigned = Callback::new(move |()| {
        let wanted = request.with_value(|r| {
            let fee = model::fee_of(r, speed.get_untracked())?.speed;
            Some(OfflineExportRequest {
                id: r.id.clone(),
                fee,
            })
        });
        if let Some(wanted) = wanted {
            unsigned.run(call!(core, offline_export(wanted)), move |file| {
                save_file(&file.name, &file.text, "application/json");
                toaster.show(
                    Toast::done("Saved unsigned")
                        .with_text("Open the file in Slipway on the machine that holds the key."),
                );
            });
        }
    });
    let exportable = request.with_value(|r| r.exportable);
    let decide = move |decision: Decision| {
        let Some((id, hash, fee)) = request.with_value(|r| {
            let fee = model::fee_of(r, speed.get_untracked())?;
            Some((r.id.clone(), fee.hash, fee.speed))
        }) else {
            return;
        };
        let body = DecideRequest {
            id,
            hash,
            fee,
            decision,
            warnings_read: ticked.get_untracked(),
        };
        let task = if decision == Decision::Approve {
            approve
        } else {
            reject
        };
        task.run(call!(core, approval_decide(body)), move |answer| {
            if let Some(file) = answer.file {
                save_file(&file.name, &file.text, "application/json");
                toaster.show(
                    Toast::done("Signed and saved as a file")
                        .with_text("Take it to a machine with a network and send it there."),
                );
            } else if answer.tx.is_none() && !answer.asked && decision == Decision::Approve {
                toaster.show(Toast::done("Signed; the app has the answer"));
            }
            if let Some(tx) = answer.tx {
                toaster.show(
                    Toast::done("Signed and sent")
                        .with_text(format!("Transaction {}", format::hash(&tx.to_string()))),
                );
            }
        });
    };
    let yes = Callback::new(move |()| {
        if !locked.get_untracked() {
            decide(Decision::Approve);
        }
    });
    let no = Callback::new(move |()| {
        if platform::now().saturating_sub(opened) >= model::DEAF_MILLIS {
            decide(Decision::Reject);
        }
    });
    let handle = window_event_listener(ev::keydown, move |ev: KeyboardEvent| {
        if ev.key() == "Enter" && (ev.ctrl_key() || ev.meta_key()) {
            ev.prevent_default();
            yes.run(());
        }
    });
    on_cleanup(move || handle.remove());
    let name = request.with_value(model::title);
    let asker = request.with_value(|r| model::asker(&r.asker));
    let head_name = name.clone();
    let by_app = request.with_value(|r| matches!(r.asker, Asker::App { .. }));
    let head = move || {
        view! {
            {if by_app {
                view! { <Tile glyph=Glyph::PlugZap large=true /> }.into_any()
            } else {
                view! {
                    <span class="tile tile-40 tile-accent">
                        <Mark />
                    </span>
                }
                    .into_any()
            }}
            <div class="grow">
                <h1>{head_name.clone()}</h1>
                <p class="small text-2">{asker.clone()}</p>
            </div>
            {move || {
                let n = count.get();
                (n > 1).then(|| view! { <Badge>{format!("1 of {n}")}</Badge> })
            }}
        }
    };
    let foot = move || {
        let (yes_kind, no_kind) = if danger {
            (ButtonKind::Default, ButtonKind::Primary)
        } else {
            (ButtonKind::Primary, ButtonKind::Default)
        };
        view! {
            <Button
                kind=no_kind
                size=crate::kit::ButtonSize::Large
                key="esc"
                autofocus=danger
                busy=reject.busy()
                on_press=no
            >
                "Reject"
            </Button>
            {move || {
                can_approve
                    .get()
                    .then(|| {
                        view! {
                            <Button
                                kind=yes_kind
                                size=crate::kit::ButtonSize::Large
                                key="mod enter"
                                busy=approve.busy()
                                disabled=Signal::derive(move || locked.get())
                                on_press=yes
                            >
                                "Approve"
                            </Button>
                        }
                    })
            }}
            {(way == SigningWay::FileOnly)
                .then(|| {
                    view! {
                        <Button
                            kind=ButtonKind::Primary
                            size=crate::kit::ButtonSize::Large
                            icon=Glyph::Save
                            busy=unsigned.busy()
                            on_press=save_unsigned
                        >
                            "Save unsigned"
                        </Button>
                    }
                })}
        }
    };
    let body = move || {
        view! {
            <Dangers request ticked />
            {blocked
                .clone()
                .map(|why| {
                    view! {
                        <Note tone=Tone::Danger strong="Something in it is unknown.">
                            {why} " It can be approved only in expert mode (Settings, Signing)."
                        </Note>
                    }
                })}
            {match way {
                SigningWay::Send => ().into_any(),
                SigningWay::FileOnly => {
                    view! {
                        <Note strong="This account is only watched.">
                            "Save the transaction unsigned and sign it where the key is."
                        </Note>
                    }
                        .into_any()
                }
                SigningWay::Wallet => view! { <WalletSigns request /> }.into_any(),
                SigningWay::FileBack => {
                    view! {
                        <Note strong="It came from a file and goes back to one.">
                            "Approving signs it and saves the signed file; nothing is sent from here."
                        </Note>
                    }
                        .into_any()
                }
            }}
            <Context request />
            <Happens request />
            {request.with_value(model::has_fee).then(|| view! {
                <Leaves request speed />
                <Fees request speed />
            })}
            {move || {
                approve
                    .error()
                    .or_else(|| reject.error())
                    .or_else(|| unsigned.error())
                    .map(|e| {
                        view! { <Note tone=Tone::Danger strong="It was not signed.">{sentence(&e)}</Note> }
                    })
            }}
            {(exportable && way == SigningWay::Send)
                .then(|| {
                    view! {
                        <p class="small text-2">
                            <LinkButton icon=Glyph::Save on_press=save_unsigned>
                                "Save unsigned"
                            </LinkButton>
                            " to sign it on another machine."
                        </p>
                    }
                })}
            <Raw request speed />
        }
    };
    view! { <Sheet open=true label=name firm=true on_close=no head=head foot=foot>{body.clone()()}</Sheet> }
}

#[component]
fn Dangers(request: StoredValue<ApprovalView>, ticked: RwSignal<bool>) -> impl IntoView {
    request.with_value(|r| {
        let notes = r
            .warnings
            .iter()
            .map(|w| {
                let tone = if w.gravity == Gravity::Danger { Tone::Danger } else { Tone::Warning };
                let text = w.text.clone();
                view! { <Note tone>{text}</Note> }
            })
            .collect_view();
        let tick = model::is_danger(&r.warnings)
            .then(|| view! { <Check label="I have read this and want it" on=ticked on_change=bind(ticked) /> });
        view! {
            {notes}
            {tick}
        }
    })
}

/// Account and network.
#[component]
pub(super) fn Context(request: StoredValue<ApprovalView>) -> impl IntoView {
    request.with_value(|r| {
        let network = if r.simulated {
            view! { <Simulated name=r.network.clone() /> }.into_any()
        } else {
            view! { <span class="medium">{r.network.clone()}</span> }.into_any()
        };
        view! {
            <div class="context">
                <div>
                    <span class="small text-2">"Account"</span>
                    <span class="row gap-6 wrap">
                        <Ident address=r.account.to_string() size=18 />
                        <span class="medium">{r.account_name.clone()}</span>
                        <span class="small mono text-2" title=r.account.to_string()>
                            {format::address(r.account.as_str())}
                        </span>
                    </span>
                </div>
                <div>
                    <span class="small text-2">"Network"</span>
                    <span class="row gap-6 wrap">{network} <span class="small mono">{r.chain_id.to_string()}</span></span>
                </div>
            </div>
        }
    })
}
