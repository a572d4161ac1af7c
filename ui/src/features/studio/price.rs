//! Price caps: as dollars per hour, over what was bid.

use contract::{Empty as Nothing, GpuBoardView};
use leptos::prelude::*;
use types::Dec18;

use super::checks;
use super::gpus::Pick;
use super::live::LiveField;
use super::outline::{Outline, Service};
use super::state::{Edit, Studio};
use crate::features::money::{block_of, dollars, hour_of, typed_dollars};
use crate::format;
use crate::kit::CapSlider;
use crate::query;

/// The cap of a service in dollars per hour and replica; `None` without one that can be read.
#[must_use]
pub fn cap_hour(service: &Service, block_seconds: f64) -> Option<f64> {
    let amount: Dec18 = service.cap.as_ref()?.amount.trim().parse().ok()?;
    Some(hour_of(amount, block_seconds))
}

/// What all services cost at most per hour; `None` while one has no cap.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn cap_together(outline: &Outline, block_seconds: f64) -> Option<f64> {
    let mut sum = 0.0;
    for service in &outline.services {
        sum += cap_hour(service, block_seconds)? * service.count as f64;
    }
    (!outline.services.is_empty()).then_some(sum)
}

/// The last bids seen for GPUs that would do, per replica and hour, in dollars.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn seen_bids(board: Option<&GpuBoardView>, units: u64, picks: &[Pick]) -> Vec<f64> {
    if units == 0 {
        return Vec::new();
    }
    let wanted = |vendor: &str, model: &str| {
        picks.is_empty()
            || picks.iter().any(|p| {
                p.vendor.eq_ignore_ascii_case(vendor) && p.model.eq_ignore_ascii_case(model)
            })
    };
    board
        .map_or(&[][..], |b| &b.models)
        .iter()
        .filter(|m| wanted(&m.vendor, &m.model))
        .filter_map(|m| m.last_bid_per_hour)
        .map(|bid| dollars(bid) * units as f64)
        .collect()
}

/// What is likely paid per hour: the lowest last bid of each service with GPUs; `None` when one has none.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn likely(outline: &Outline, board: Option<&GpuBoardView>) -> Option<f64> {
    let mut sum = 0.0;
    let mut any = false;
    for service in outline.services.iter().filter(|s| s.gpu_units > 0) {
        let bids = seen_bids(board, service.gpu_units, &service.picks);
        sum += bids.into_iter().reduce(f64::min)? * service.count as f64;
        any = true;
    }
    any.then_some(sum)
}

/// The right end of a slider: room above the cap and above what was bid.
#[must_use]
pub fn top(cap: f64, bids: &[f64]) -> f64 {
    let most = bids.iter().copied().fold(cap, f64::max);
    if most > 0.0 { most * 1.5 } else { 1.0 }
}

/// What a cap means for what was bid.
#[must_use]
pub fn words(cap: f64, bids: &[f64]) -> String {
    let under = bids.iter().filter(|b| **b <= cap).count();
    match bids.len() {
        0 => "No bid for this was seen on this device yet. A higher cap doesn't raise the price of a bid.".into(),
        n => format!("{under} of {n} last bids seen are under this cap. A higher cap doesn't raise the price of a bid."),
    }
}

/// Field and slider for the cap of the service `name`.
#[component]
pub fn CapSection(
    /// The service.
    name: String,
) -> impl IntoView {
    let studio = Studio::here();
    let board = query!(gpu_board(Nothing {}));
    let name = StoredValue::new(name);
    let hour = Memo::new(move |_| {
        let seconds = studio.block_seconds();
        name.with_value(|n| studio.of(n, |s| cap_hour(s, seconds)))
            .flatten()
    });
    let bids = Memo::new(move |_| {
        let (units, picks) = name
            .with_value(|n| studio.of(n, |s| (s.gpu_units, s.picks.clone())))
            .unwrap_or_default();
        board
            .get()
            .data
            .map(|b| seen_bids(Some(&b), units, &picks))
            .unwrap_or_default()
    });
    let many = Memo::new(move |_| name.with_value(|n| studio.of(n, |s| s.count)).unwrap_or(1) > 1);
    let per_block = move || {
        name.with_value(|n| studio.of(n, |s| s.cap.clone()))
            .flatten()
            .map(|c| format!("{} {} a block", c.amount, c.denom))
            .unwrap_or_default()
    };
    let hint = Signal::derive(move || match hour.get() {
        Some(h) => format!("{} a month · {}", format::usd_per_month(h), per_block()),
        None => "No cap that can be read.".into(),
    });
    // Two decimals hide small caps: below ten cents four are shown.
    let text = Signal::derive(move || {
        hour.get()
            .map(|h| {
                if h < 0.1 {
                    format!("{h:.4}")
                } else {
                    format!("{h:.3}")
                }
            })
            .unwrap_or_default()
    });
    let set = move |h: f64| {
        let seconds = studio.block_seconds();
        let amount = block_of(h, seconds).to_string();
        name.with_value(|n| studio.edit(n, Edit::Cap(amount)));
    };
    let cap = Signal::derive(move || hour.get().unwrap_or(0.0));
    // The right end stays where it is while the knob moves; it grows when the cap is set beyond it elsewhere.
    let end = Memo::new(move |before: Option<&f64>| {
        let wanted = bids.with(|b| top(cap.get(), b));
        match before {
            Some(b) if cap.get() <= *b && cap.get() > *b * 0.05 => *b,
            _ => wanted,
        }
    });
    let said = Signal::derive(move || {
        bids.with(|b| {
            format!(
                "{} an hour, {}",
                format::usd_per_hour(cap.get()),
                words(cap.get(), b)
            )
        })
    });
    view! {
        <div class="row between row-start wrap">
            <div class="col grow">
                <h2>{move || if many.get() { "Price cap per replica" } else { "Price cap" }}</h2>
                <p class="small text-2">{move || bids.with(|b| words(cap.get(), b))}</p>
            </div>
            <span class="cap-field">
                <LiveField
                    label="Price cap"
                    hide_label=true
                    value=text
                    check=checks::price
                    on_value=Callback::new(move |t: String| {
                        if let Ok(h) = typed_dollars(&t) {
                            set(h);
                        }
                    })
                    unit="$/h"
                    digits=true
                    hint
                />
            </span>
        </div>
        <CapSlider
            label="Price cap"
            value=cap
            top=end
            prices=bids
            words=said
            on_change=Callback::new(set)
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::studio::outline::Cap;
    use contract::GpuModelView;
    use types::UnixMillis;

    fn service(amount: &str, count: u64, gpus: u64) -> Service {
        Service {
            name: "a".into(),
            count,
            gpu_units: gpus,
            cap: Some(Cap {
                amount: amount.into(),
                denom: "uact".into(),
            }),
            ..Service::default()
        }
    }

    fn board(bids: &[Option<i128>]) -> GpuBoardView {
        GpuBoardView {
            models: bids
                .iter()
                .enumerate()
                .map(|(i, bid)| GpuModelView {
                    vendor: "nvidia".into(),
                    model: format!("m{i}"),
                    variants: vec![],
                    provider_count: 0,
                    last_bid_per_hour: bid.map(|b| Dec18::from_int(b).unwrap()),
                    last_bid_at: None,
                })
                .collect(),
            seen: UnixMillis(0),
        }
    }

    #[test]
    fn caps_add_up_over_replicas() {
        let outline = Outline {
            services: vec![service("1000", 1, 0), service("500", 2, 0)],
            ..Outline::default()
        };
        assert_eq!(cap_together(&outline, 3.6), Some(2.0));
        let broken = Outline {
            services: vec![service("x", 1, 0)],
            ..Outline::default()
        };
        assert_eq!(cap_together(&broken, 3.6), None);
        assert_eq!(cap_together(&Outline::default(), 3.6), None);
    }

    #[test]
    fn only_bids_for_what_is_asked_count() {
        let board = board(&[Some(2_000_000), Some(1_000_000), None]);
        assert_eq!(seen_bids(Some(&board), 2, &[]), [4.0, 2.0]);
        let pick = Pick {
            vendor: "nvidia".into(),
            model: "M0".into(),
            ram: None,
            interface: None,
        };
        assert_eq!(
            seen_bids(Some(&board), 1, std::slice::from_ref(&pick)),
            [2.0]
        );
        assert!(seen_bids(Some(&board), 0, &[]).is_empty());
        assert!(seen_bids(None, 1, &[]).is_empty());
    }

    #[test]
    fn likely_is_the_lowest_seen_or_nothing() {
        let board = board(&[Some(2_000_000), Some(1_000_000)]);
        let outline = Outline {
            services: vec![service("1", 3, 1), service("1", 1, 0)],
            ..Outline::default()
        };
        assert_eq!(likely(&outline, Some(&board)), Some(3.0));
        assert_eq!(likely(&outline, None), None);
        let none = Outline {
            services: vec![service("1", 1, 0)],
            ..Outline::default()
        };
        assert_eq!(likely(&none, Some(&board)), None);
    }

    #[test]
    fn the_slider_has_room_above() {
        assert_eq!(top(2.0, &[3.0]), 4.5);
        assert_eq!(top(0.0, &[]), 1.0);
        assert!(words(2.0, &[1.0, 3.0]).starts_with("1 of 2"));
        assert!(words(2.0, &[]).starts_with("No bid"));
    }
}
