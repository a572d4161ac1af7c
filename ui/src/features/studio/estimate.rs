//! What it costs: likely, at the cap, of what it is made, and how long a deposit lasts.

use contract::Empty as Nothing;
use leptos::prelude::*;
use types::Amount;

use super::price::{CapSection, cap_hour, cap_together, likely};
use super::state::Studio;
use crate::features::money::coins;
use crate::format::{self, NBSP};
use crate::kit::{Choice, Figure, Figures, NumberField, Segmented, Verdict};
use crate::query;

/// Hours that one press makes the deposit last.
const SPANS: [(u32, &str); 4] = [(1, "1 h"), (12, "12 h"), (72, "3 d"), (720, "30 d")];

/// Reads a deposit as typed.
///
/// # Errors
/// What is wrong with it, for the field.
pub fn deposit(text: &str, spendable: Option<Amount>) -> Result<Amount, String> {
    let amount = Amount::from_coins(text)
        .map_err(|_| "An amount of ACT with at most six decimals.".to_string())?;
    match spendable {
        _ if amount.get() == 0 => Err("More than nothing.".into()),
        Some(have) if have < amount => Err(format!(
            "The account holds {}{NBSP}ACT.",
            format::coins(have, 2)
        )),
        _ => Ok(amount),
    }
}

/// How long `amount` lasts at `hour` dollars an hour.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn lasts(amount: Amount, hour: f64) -> Option<String> {
    (hour > 0.0).then(|| format::duration((coins(amount) / hour * 3600.0) as u64))
}

/// The deposit that lasts `hours` at `hour` dollars an hour, in ACT up to the next cent.
#[must_use]
pub fn deposit_for(hours: f64, hour: f64) -> String {
    format!("{:.2}", (hours * hour * 100.0).ceil() / 100.0)
}

/// The estimate.
#[component]
pub fn EstimatePane(
    /// The deposit, as typed.
    deposit: RwSignal<String>,
) -> impl IntoView {
    let studio = Studio::here();
    let board = query!(gpu_board(Nothing {}));
    let balances = query!(balances(Nothing {}));
    let spendable = balances.map(|b| b.act);
    let cap = Memo::new(move |_| {
        let seconds = studio.block_seconds();
        studio.outline.with(|o| cap_together(o, seconds))
    });
    let seen = Memo::new(move |_| {
        let board = board.get().data;
        studio.outline.with(|o| likely(o, board.as_ref()))
    });
    let names = Memo::new(move |_| {
        studio.outline.with(|o| {
            o.services
                .iter()
                .map(|s| s.name.clone())
                .collect::<Vec<_>>()
        })
    });
    let several = Memo::new(move |_| names.with(|n| n.len() > 1));
    let dash = || "–".to_string();
    let verdict = Signal::derive(move || {
        if deposit.with(String::is_empty) {
            return Verdict::None;
        }
        match self::deposit(&deposit.get(), spendable.get()) {
            Err(why) => Verdict::Bad(why),
            Ok(amount) => match cap.get().and_then(|h| lasts(amount, h)) {
                Some(time) => Verdict::Good(format!(
                    "Covers {time} at the cap. What isn't spent comes back on close."
                )),
                None => Verdict::None,
            },
        }
    });
    let spans = SPANS
        .map(|(h, label)| Choice::named(h.to_string(), label))
        .to_vec();
    let spans = Signal::derive(move || spans.clone());
    let rows = move || {
        let seconds = studio.block_seconds();
        studio.outline.with(|o| {
            o.services
                .iter()
                .map(|s| {
                    let hour = cap_hour(s, seconds);
                    #[allow(clippy::cast_precision_loss)]
                    let all = hour.map(|h| h * s.count as f64);
                    let times = if s.count > 1 {
                        format!("{} ×{}", s.name, s.count)
                    } else {
                        s.name.clone()
                    };
                    view! {
                        <tr>
                            <th scope="row" class="medium">{times}</th>
                            <td class="text-2">{s.resources()}</td>
                            <td class="num">{all.map_or_else(dash, format::usd_per_hour)}</td>
                        </tr>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <Figures>
            <Figure label="Likely" value=Signal::derive(move || seen.get().map_or_else(dash, format::usd)) unit="/h">
                {move || match seen.get() {
                    Some(h) => format!("{} a month, by the lowest last bids", format::usd_per_month(h)),
                    None => "no bid seen for this yet".to_string(),
                }}
            </Figure>
            <Figure label="At the cap" value=Signal::derive(move || cap.get().map_or_else(dash, format::usd)) unit="/h">
                {move || cap.get().map_or_else(|| "a service has no cap".to_string(), |h| format!("{} a month", format::usd_per_month(h)))}
            </Figure>
        </Figures>
        <For each=move || names.get() key=Clone::clone let(name)>
            <section class="estimate-cap" aria-label=format!("Price cap of {name}")>
                {several.get_untracked().then(|| view! { <h3>{name.clone()}</h3> })}
                <CapSection name=name.clone() />
            </section>
        </For>
        <h2>"At the cap it is made of"</h2>
        <table class="estimate-table" aria-label="At the cap it is made of">
            <tbody>
                {rows}
                <tr class="estimate-sum">
                    <th scope="row">"Together"</th>
                    <td></td>
                    <td class="num">{move || cap.get().map_or_else(dash, format::usd_per_hour)}</td>
                </tr>
            </tbody>
        </table>
        <div class="estimate-deposit">
            <NumberField
                label="Deposit"
                value=deposit
                on_input=Callback::new(move |text| deposit.set(text))
                unit="ACT"
                verdict
            />
            <Segmented
                label="Deposit for"
                options=spans
                value=Signal::derive(move || {
                    let hour = cap.get().unwrap_or(0.0);
                    let text = deposit.get();
                    SPANS
                        .iter()
                        .find(|(h, _)| hour > 0.0 && deposit_for(f64::from(*h), hour) == text)
                        .map(|(h, _)| h.to_string())
                        .unwrap_or_default()
                })
                on_change=Callback::new(move |hours: String| {
                    if let (Ok(hours), Some(hour)) = (hours.parse::<f64>(), cap.get_untracked()) {
                        deposit.set(deposit_for(hours, hour));
                    }
                })
            />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deposit_is_an_amount_the_account_holds() {
        let have = Some(Amount::micro(25_000_000));
        assert_eq!(deposit("5", have), Ok(Amount::micro(5_000_000)));
        assert_eq!(deposit("25", have), Ok(Amount::micro(25_000_000)));
        for bad in ["", "0", "26", "x", "-1"] {
            assert!(deposit(bad, have).is_err(), "{bad}");
        }
        assert!(deposit("26", None).is_ok());
    }

    #[test]
    fn it_says_how_long_it_lasts_and_what_a_span_needs() {
        assert_eq!(
            lasts(Amount::micro(25_000_000), 2.0)
                .unwrap()
                .replace(NBSP, " "),
            "12 h 30 min"
        );
        assert_eq!(lasts(Amount::micro(1), 0.0), None);
        assert_eq!(deposit_for(12.0, 2.2001), "26.41");
    }
}
