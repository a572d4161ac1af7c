//! Prices of the chain as people read them. Pure.

use types::{Amount, Dec18};

/// uact as dollars: one ACT buys one dollar's worth of leases. For words and charts only.
#[must_use]
pub fn dollars(micro: Dec18) -> f64 {
    micro.to_f64_lossy() / 1e6
}

/// Dollars per hour of a price in uact per block.
#[must_use]
pub fn hour_of(per_block: Dec18, block_seconds: f64) -> f64 {
    if block_seconds > 0.0 {
        dollars(per_block) * 3600.0 / block_seconds
    } else {
        0.0
    }
}

/// The whole uact per block that dollars per hour come to, at least one.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn block_of(per_hour: f64, block_seconds: f64) -> Amount {
    let micro = (per_hour * 1e6 * block_seconds / 3600.0).round();
    Amount::micro(if micro.is_finite() && micro >= 1.0 {
        micro as u128
    } else {
        1
    })
}

/// Micro-units as whole coins.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn coins(amount: Amount) -> f64 {
    amount.get() as f64 / 1e6
}

/// Reads dollars as typed: digits with at most one dot; a leading `$` is taken.
///
/// # Errors
/// What is wrong, for the field.
pub fn typed_dollars(text: &str) -> Result<f64, String> {
    let text = text.trim().trim_start_matches('$').trim();
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse::<f64>()
        .ok()
        .filter(|v| plain && v.is_finite() && *v > 0.0)
        .ok_or_else(|| "A price above zero.".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_lead_from_block_to_hour_and_back() {
        let price = Dec18::from_int(3727).unwrap();
        let hour = hour_of(price, 6.098);
        assert!((hour - 2.2003).abs() < 0.001, "{hour}");
        assert_eq!(block_of(hour, 6.098), Amount::micro(3727));
        assert_eq!(hour_of(price, 0.0), 0.0);
    }

    #[test]
    fn a_cap_is_never_nothing() {
        assert_eq!(block_of(0.0, 6.0), Amount::micro(1));
        assert_eq!(block_of(f64::NAN, 6.0), Amount::micro(1));
    }

    #[test]
    fn dollars_are_typed_with_or_without_the_sign() {
        assert_eq!(typed_dollars(" $2.73 "), Ok(2.73));
        assert_eq!(typed_dollars("2"), Ok(2.0));
        for bad in ["", "0", "-1", "1e9", "inf", "2,5", "x"] {
            assert!(typed_dollars(bad).is_err(), "{bad}");
        }
        assert_eq!(coins(Amount::micro(2_500_000)), 2.5);
    }
}
