//! What is signed: the messages in words, what leaves the account, the fee, the raw bytes.

use contract::{ApprovalView, Empty, FeeSpeed};
use leptos::prelude::*;

use super::model;
use crate::kit::{CardGroup, Glyph, Icon, OptionCard};
use crate::{format, query};

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
pub(super) fn Leaves(
    request: StoredValue<ApprovalView>,
    speed: RwSignal<FeeSpeed>,
) -> impl IntoView {
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
pub(super) fn Fees(request: StoredValue<ApprovalView>, speed: RwSignal<FeeSpeed>) -> impl IntoView {
    let cards = request.with_value(|r| {
        r.fees
            .iter()
            .map(|f| {
                let (name, meaning) = if r.fees.len() < 2 {
                    ("Fee", "as asked")
                } else {
                    model::speed_words(f.speed)
                };
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
    let heading = request.with_value(model::fee_heading);
    view! {
        <section class="col gap-8">
            <div class="row between">
                <h3>{heading}</h3>
                <span class="small text-2 tabular">{gas}</span>
            </div>
            <CardGroup label="Fee">{cards}</CardGroup>
        </section>
    }
}

#[component]
pub(super) fn Raw(request: StoredValue<ApprovalView>, speed: RwSignal<FeeSpeed>) -> impl IntoView {
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
