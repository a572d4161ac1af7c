//! The sheet. Its order is fixed: who asks, dangers, account and network, what happens, what leaves, fee, raw.

use contract::{
    ApprovalView, DecideRequest, Decision, Empty, FeeSpeed, Gravity, OfflineExportRequest,
    SettingsView, SigningWay,
};
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;

use super::model;
use super::waiting::{Waiting, WalletSigns};
use crate::backend::{Core, Query, Task, sentence};
use crate::kit::{
    Badge, Button, ButtonKind, CardGroup, Check, Glyph, Icon, Ident, LinkButton, Mark, Note,
    OptionCard, Sheet, Simulated, Toast, Toaster, Tone, bind,
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
    let head = move || {
        view! {
            <span class="tile tile-40 tile-accent">
                <Mark />
            </span>
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

/// The icon of a message by its type URL.
fn action_glyph(type_url: &str) -> Glyph {
    let name = type_url.rsplit('.').next().unwrap_or_default();
    match name {
        "MsgSend" | "MsgMultiSend" => Glyph::Send,
        "MsgCreateDeployment" => Glyph::Rocket,
        "MsgCreateLease" => Glyph::Gavel,
        "MsgCloseDeployment" | "MsgCloseLease" | "MsgCloseGroup" => Glyph::CircleX,
        "MsgUpdateDeployment" => Glyph::GitCompareArrows,
        "MsgAccountDeposit" | "MsgDepositDeployment" => Glyph::Coins,
        _ => Glyph::FileCode,
    }
}

/// What each message does.
#[component]
pub(super) fn Happens(request: StoredValue<ApprovalView>) -> impl IntoView {
    let items = request.with_value(|r| {
        r.actions
            .iter()
            .map(|action| {
                let sentence = model::strong_parts(&action.sentence)
                    .into_iter()
                    .enumerate()
                    .map(|(i, (part, strong))| {
                        let gap = if i == 0 { "" } else { " " };
                        if strong {
                            view! { {gap} <b class="strong">{part}</b> }.into_any()
                        } else {
                            format!("{gap}{part}").into_any()
                        }
                    })
                    .collect_view();
                let facts = action
                    .facts
                    .iter()
                    .map(|(key, value)| {
                        view! {
                            <dt>{key.clone()}</dt>
                            <dd>{value.clone()}</dd>
                        }
                    })
                    .collect_view();
                view! {
                    <li class="action">
                        <Icon glyph=action_glyph(&action.type_url) />
                        <div class="grow">
                            <p class="action-sentence">{sentence}</p>
                            <dl class="pairs action-facts">{facts}</dl>
                        </div>
                    </li>
                }
            })
            .collect_view()
    });
    view! {
        <section class="col gap-8">
            <h3>"What happens"</h3>
            <ul class="col gap-8">{items}</ul>
        </section>
    }
}

#[component]
fn Leaves(request: StoredValue<ApprovalView>, speed: RwSignal<FeeSpeed>) -> impl IntoView {
    let balances = query!(balances(Empty {}));
    let price = balances.map(|b| b.usd_per_akt.map(|p| p.to_f64_lossy()));
    let money = move |coin: types::Coin, text: String| {
        let usd = format::worth(&coin, price.get().flatten()).map(format::usd_small);
        view! {
            <p class="row between">
                <b class="leaves-amount">{text}</b>
                <span class="small text-2 tabular">{usd}</span>
            </p>
        }
    };
    let fee = move || {
        request.with_value(|r| {
            model::fee_of(r, speed.get()).map(|f| types::Coin {
                amount: f.fee,
                denom: types::Denom::uakt(),
            })
        })
    };
    view! {
        <div class="grid-2 leaves">
            <section class="col gap-8">
                <h3>"Leaves now"</h3>
                {move || request.with_value(|r| r.leaves_now.clone()).into_iter().map(|c| { let text = format::coin_exact(&c); money(c, text) }).collect_view()}
                {move || {
                    fee()
                        .map(|coin| {
                            view! {
                                <div>
                                    {money(coin.clone(), format::fee(&coin))}
                                    <p class="small text-2">"Network fee"</p>
                                </div>
                            }
                        })
                }}
            </section>
            <section class="col gap-8">
                <h3>"May leave later"</h3>
                {request
                    .with_value(|r| {
                        if r.may_leave_later.is_empty() {
                            view! { <p class="small text-2">"Nothing."</p> }.into_any()
                        } else {
                            r.may_leave_later
                                .iter()
                                .map(|text| view! { <p class="small text-2">{text.clone()}</p> })
                                .collect_view()
                                .into_any()
                        }
                    })}
            </section>
        </div>
    }
}

#[component]
fn Fees(request: StoredValue<ApprovalView>, speed: RwSignal<FeeSpeed>) -> impl IntoView {
    let cards = request.with_value(|r| {
        r.fees
            .iter()
            .map(|f| {
                let (name, meaning) = model::speed_words(f.speed);
                let mine = f.speed;
                view! {
                    <OptionCard
                        name
                        meaning
                        figure=format!("{}\u{a0}AKT", format::coins_up(f.fee, 4))
                        on=Signal::derive(move || speed.get() == mine)
                        on_pick=move |()| speed.set(mine)
                    />
                }
            })
            .collect_view()
    });
    let gas = move || {
        request.with_value(|r| {
            model::fee_of(r, speed.get())
                .map(|f| format!("{} gas", format::group(u128::from(f.gas))))
        })
    };
    let fixed = request.with_value(|r| r.fees.len() < 2);
    view! {
        <section class="col gap-8">
            <div class="row between">
                <h3>{if fixed { "Fee, fixed in the file" } else { "Fee" }}</h3>
                <span class="small text-2 tabular">{gas}</span>
            </div>
            <CardGroup label="Fee">{cards}</CardGroup>
        </section>
    }
}

#[component]
fn Raw(request: StoredValue<ApprovalView>, speed: RwSignal<FeeSpeed>) -> impl IntoView {
    let hash = move || {
        request
            .with_value(|r| model::fee_of(r, speed.get()).map(|f| f.hash.to_string()))
            .unwrap_or_default()
    };
    view! {
        <details class="raw">
            <summary>
                <Icon glyph=Glyph::ChevronRight />
                <span class="medium">"Raw message"</span>
                <span class="push small mono text-2 wide-only">
                    {move || format!("SHA-256 {}", format::hash(&hash()))}
                </span>
            </summary>
            <p class="small mono raw-hash">{hash}</p>
            <pre class="raw-json" tabindex="0">{request.with_value(|r| r.raw_json.clone())}</pre>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_message_has_the_icon_of_a_file() {
        assert_eq!(action_glyph("/cosmos.bank.v1beta1.MsgSend"), Glyph::Send);
        assert_eq!(
            action_glyph("/akash.market.v1beta5.MsgCreateLease"),
            Glyph::Gavel
        );
        assert_eq!(action_glyph("/x.y.MsgOther"), Glyph::FileCode);
        assert_eq!(action_glyph(""), Glyph::FileCode);
    }
}
