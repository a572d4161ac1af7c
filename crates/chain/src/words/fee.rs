//! What is odd about a fee.

use types::{Coin, Denom};

use super::Gravity;

/// Warnings about the fee of a transaction: one coin other than AKT, or a price per gas far above
/// what the official tools pay (0.025 uakt).
#[must_use]
pub fn fee_warnings(fee: &[Coin], gas_limit: u64) -> Vec<(Gravity, String)> {
    let mut out = Vec::new();
    for coin in fee {
        if coin.denom != Denom::uakt() {
            out.push((
                Gravity::Note,
                format!("Fees are paid in AKT; the chain refuses {}.", coin.denom),
            ));
            continue;
        }
        // Ten times the usual price, and more than a tenth of an AKT.
        let usual = u128::from(gas_limit).saturating_mul(25) / 1000;
        if coin.amount.get() > usual.saturating_mul(10).max(100_000) {
            out.push((
                Gravity::Danger,
                format!(
                    "The fee of {} AKT is far above the usual one.",
                    coin.amount.to_coins()
                ),
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_huge_or_strange_fee_is_warned_of() {
        let akt = |amount| [Coin::new(Denom::uakt(), amount)];
        assert!(fee_warnings(&akt(5_000), 200_000).is_empty());
        assert_eq!(fee_warnings(&akt(500_000), 200_000)[0].0, Gravity::Danger);
        let act = [Coin::new(Denom::uact(), 1)];
        assert_eq!(fee_warnings(&act, 200_000)[0].0, Gravity::Note);
    }
}
