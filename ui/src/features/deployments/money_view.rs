//! The money of a deployment: what is left, what it costs, more of it, and getting the rest back.

use contract::{
    DeploymentRequest, DeploymentState, DeploymentView, DepositRequest, Empty as Nothing,
};
use leptos::prelude::*;
use types::Dseq;

use super::model;
use super::rule::RuleCard;
use crate::backend::{Core, Task, sentence};
use crate::format::{self, NBSP};
use crate::kit::{
    Button, ButtonKind, Card, Choice, Figure, Figures, Glyph, NumberField, Segmented, Sheet,
    SheetSize, Verdict,
};
use crate::{call, query};

/// Hours that one press tops up for.
const STEPS: [(u32, &str); 4] = [(1, "1 h"), (12, "12 h"), (72, "3 d"), (720, "30 d")];

/// Balance, rate, runway, top up, close.
#[component]
pub fn MoneyPane(
    /// Its number.
    dseq: Dseq,
    /// The deployment.
    view: Memo<Option<DeploymentView>>,
    /// Opens the question about closing.
    closing: RwSignal<bool>,
) -> impl IntoView {
    let core = Core::here();
    let balances = query!(balances(Nothing {}));
    let spendable = balances.map(|b| b.act);
    let escrow = Memo::new(move |_| view.with(|v| v.as_ref().map(|v| v.summary.escrow.clone())));
    let open = Memo::new(move |_| {
        view.with(|v| {
            v.as_ref()
                .is_some_and(|v| v.summary.state != DeploymentState::Closed)
        })
    });
    // The chain empties the escrow of a closed deployment: what was there is known from before.
    let before = RwSignal::new(None);
    Effect::new(move |_| {
        if open.get() {
            before.set(escrow.get());
        }
    });
    let back = move || {
        before.with(|e| {
            e.as_ref().map_or_else(
                || "What was left of the deposit went back to the balance in the block that closed it.".into(),
                model::came_back,
            )
        })
    };
    let words = move |f: fn(&contract::EscrowView) -> String| {
        Signal::derive(move || escrow.with(|e| e.as_ref().map(f).unwrap_or_default()))
    };
    let amount = RwSignal::new(String::new());
    let parsed = Memo::new(move |_| model::top_up(&amount.get(), spendable.get()));
    let task = Task::default();
    let verdict = Signal::derive(move || {
        if let Some(e) = task.error() {
            return Verdict::Bad(sentence(&e));
        }
        if amount.with(String::is_empty) {
            return Verdict::None;
        }
        match parsed.get() {
            Err(why) => Verdict::Bad(why),
            Ok(more) => {
                let adds = escrow.with(|e| e.as_ref().and_then(|e| model::adds(e, more)));
                adds.map_or(Verdict::None, |s| {
                    Verdict::Good(format!("Adds {} at the present rate.", format::duration(s)))
                })
            }
        }
    });
    let hint = Signal::derive(move || {
        spendable.get().map_or_else(String::new, |have| {
            format!("The account holds {}{NBSP}ACT.", format::coins(have, 2))
        })
    });
    let steps = STEPS
        .map(|(hours, label)| Choice::named(hours.to_string(), label))
        .to_vec();
    let steps = Signal::derive(move || steps.clone());
    let fill = Callback::new(move |hours: String| {
        let per_hour =
            escrow.with_untracked(|e| e.as_ref().map_or(0.0, |e| model::act(e.per_hour)));
        if let Ok(hours) = hours.parse::<f64>()
            && per_hour > 0.0
        {
            task.clear();
            // Up to the next cent: a top-up for an hour must last an hour.
            amount.set(format!("{:.2}", (per_hour * hours * 100.0).ceil() / 100.0));
        }
    });
    let submit = Callback::new(move |()| {
        if let Ok(more) = parsed.get_untracked() {
            task.run(
                call!(
                    core,
                    deployment_deposit(DepositRequest { dseq, amount: more })
                ),
                move |_| {
                    amount.set(String::new());
                },
            );
        }
    });
    let deposited = words(|e| format!("{} deposited in all", model::act_words(e.deposited)));
    view! {
        <div class="page page-text col gap-16">
            <Show when=move || open.get()>
            <Figures>
                <Figure label="In escrow" value=words(|e| format::coins(model::whole(e.balance), 2)) unit="ACT" exact=words(|e| format!("{} uact", e.balance))>
                    {move || deposited.get()}
                </Figure>
                <Figure label="Runway" value=words(model::runway)>
                    "at the present rate"
                </Figure>
                <Figure label="Rate" value=words(model::per_hour)>
                    {move || words(|e| format!("{} a month", format::usd_per_month(model::act(e.per_hour)))).get()}
                </Figure>
                <Figure label="Paid so far" value=words(|e| format::coins(model::whole(e.spent), 2)) unit="ACT">
                    {move || words(|e| format!("{} uact a block", e.rate)).get()}
                </Figure>
            </Figures>
                <Card title="Top up">
                    <div class="money-top">
                        <NumberField
                            label="Amount"
                            value=amount
                            on_input=Callback::new(move |text| {
                                task.clear();
                                amount.set(text);
                            })
                            on_enter=submit
                            unit="ACT"
                            hint
                            verdict
                        />
                        <Segmented
                            label="Top up for"
                            options=steps
                            value=""
                            on_change=fill
                        />
                        <Button
                            kind=ButtonKind::Primary
                            icon=Glyph::Coins
                            disabled=Signal::derive(move || parsed.with(Result::is_err))
                            busy=task.busy()
                            on_press=submit
                        >
                            "Top up"
                        </Button>
                    </div>
                </Card>
                <RuleCard dseq escrow />
                <Card title="Close">
                    <div class="row wrap between">
                        <p class="text-2 money-close">
                            {move || view.with(|v| v.as_ref().map(model::refund).unwrap_or_default())}
                        </p>
                        <Button kind=ButtonKind::Danger on_press=move |()| closing.set(true)>
                            "Close deployment"
                        </Button>
                    </div>
                </Card>
            </Show>
            <Show when=move || !open.get()>
                <Card>
                    <p class="text-2">
                        "This deployment is closed. " {back}
                    </p>
                </Card>
            </Show>
        </div>
    }
}

/// The question about closing.
#[component]
pub fn CloseSheet(
    /// Its number.
    dseq: Dseq,
    /// The deployment.
    view: Memo<Option<DeploymentView>>,
    /// Whether it is asked.
    open: RwSignal<bool>,
) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let close = Callback::new(move |()| {
        task.run(
            call!(core, deployment_close(DeploymentRequest { dseq })),
            move |_| open.set(false),
        );
    });
    view! {
        <Sheet
            open=open
            on_close=Callback::new(move |()| open.set(false))
            label="Close deployment?"
            size=SheetSize::Small
            foot=ViewFn::from(move || {
                view! {
                    <Button on_press=move |()| open.set(false)>"Keep it"</Button>
                    <Button kind=ButtonKind::DangerFilled busy=task.busy() on_press=close>
                        "Close deployment"
                    </Button>
                }
            })
        >
            <p>"All its services stop, and what they kept on the provider's disks is gone."</p>
            <p class="text-2">{move || view.with(|v| v.as_ref().map(model::refund).unwrap_or_default())}</p>
            {move || task.error().map(|e| view! { <p class="bad small" role="alert">{sentence(&e)}</p> })}
        </Sheet>
    }
}
