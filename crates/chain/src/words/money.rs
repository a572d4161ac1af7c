//! Amounts in words.

use proto::{Coin as ProtoCoin, DecCoin as ProtoDecCoin};
use types::{Coin, Dec18, Denom};

/// `1.5 AKT`; coins without a known symbol in micro-units with their name on chain.
#[must_use]
pub fn coin_words(coin: &Coin) -> String {
    if coin.denom == Denom::uakt() || coin.denom == Denom::uact() {
        format!("{} {}", coin.amount.to_coins(), coin.denom.symbol())
    } else {
        format!("{} {}", coin.amount, coin.denom)
    }
}

/// A coin from the wire, if it is well formed.
pub(super) fn read(coin: &ProtoCoin) -> Option<Coin> {
    Some(Coin {
        denom: coin.denom.parse().ok()?,
        amount: coin.amount.parse().ok()?,
    })
}

/// A price per block from the wire, in words: `0.001 ACT per block`.
pub(super) fn price_words(price: &ProtoDecCoin) -> Option<String> {
    let amount = Dec18::from_wire(&price.amount).ok()?;
    let denom: Denom = price.denom.parse().ok()?;
    if denom == Denom::uakt() || denom == Denom::uact() {
        let coins = Dec18::from_atoms(amount.atoms() / 1_000_000);
        Some(format!("{coins} {} per block", denom.symbol()))
    } else {
        Some(format!("{amount} {denom} per block"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_amounts_as_people_read_them() {
        assert_eq!(coin_words(&Coin::new(Denom::uact(), 25_000_000)), "25 ACT");
        let price = ProtoDecCoin {
            denom: "uact".into(),
            amount: "1000000000000000000000".into(),
        };
        assert_eq!(price_words(&price).unwrap(), "0.001 ACT per block");
        let strange = ProtoDecCoin {
            denom: "ibc/AB".into(),
            amount: "x".into(),
        };
        assert_eq!(price_words(&strange), None);
    }
}
