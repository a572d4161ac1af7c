//! Money: a whole number of micro-units and a denom.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Dec18;

/// The name of a coin on chain: letter first, then letters, digits and `/:._-`, 3 to 128 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Denom(String);

/// A number of micro-units (10⁻⁶ of the coin that people name).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Amount(u128);

/// Why a text is not a denom, an amount or a coin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not a denom by the SDK's rule.
    #[error("not a coin name: {0:?}")]
    Denom(String),
    /// Not a whole number of micro-units.
    #[error("not an amount: {0:?}")]
    Amount(String),
}

impl Denom {
    /// The gas and bond coin, 10⁻⁶ AKT.
    #[must_use]
    pub fn uakt() -> Self {
        Self("uakt".into())
    }

    /// The compute coin, 10⁻⁶ ACT; 1 ACT stands for 1 USD by protocol.
    #[must_use]
    pub fn uact() -> Self {
        Self("uact".into())
    }

    /// The name on chain.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name people use: `AKT` and `ACT` for the two coins of Akash, else the name on chain.
    #[must_use]
    pub fn symbol(&self) -> &str {
        match self.0.as_str() {
            "uakt" => "AKT",
            "uact" => "ACT",
            other => other,
        }
    }
}

impl FromStr for Denom {
    type Err = AmountError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut chars = text.chars();
        let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
        let rest = chars.all(|c| c.is_ascii_alphanumeric() || "/:._-".contains(c));
        if first && rest && (3..=128).contains(&text.len()) {
            Ok(Self(text.into()))
        } else {
            Err(AmountError::Denom(text.into()))
        }
    }
}

impl TryFrom<String> for Denom {
    type Error = AmountError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Denom> for String {
    fn from(denom: Denom) -> Self {
        denom.0
    }
}

impl fmt::Display for Denom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Denom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Denom({})", self.0)
    }
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of micro-units.
    #[must_use]
    pub const fn micro(value: u128) -> Self {
        Self(value)
    }

    /// The micro-units.
    #[must_use]
    pub const fn get(self) -> u128 {
        self.0
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` when it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` when `other` is larger.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Whole coins with up to six fraction digits, trailing zeros left out: `25`, `0.5`.
    #[must_use]
    pub fn to_coins(self) -> String {
        let text = format!("{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000);
        text.trim_end_matches('0').trim_end_matches('.').into()
    }

    /// Reads whole coins with at most six fraction digits, such as a person types: `12.5` → 12 500 000.
    ///
    /// # Errors
    /// [`AmountError::Amount`] for anything else.
    pub fn from_coins(text: &str) -> Result<Self, AmountError> {
        let bad = || AmountError::Amount(text.into());
        let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty())
            || fraction.len() > 6
            || !plain(whole)
            || !plain(fraction)
        {
            return Err(bad());
        }
        let whole: u128 = if whole.is_empty() {
            0
        } else {
            whole.parse().map_err(|_| bad())?
        };
        let fraction: u128 = format!("{fraction:0<6}").parse().map_err(|_| bad())?;
        whole
            .checked_mul(1_000_000)
            .and_then(|w| w.checked_add(fraction))
            .map(Self)
            .ok_or_else(bad)
    }
}

impl FromStr for Amount {
    type Err = AmountError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(AmountError::Amount(text.into()));
        }
        text.parse()
            .map(Self)
            .map_err(|_| AmountError::Amount(text.into()))
    }
}

impl TryFrom<String> for Amount {
    type Error = AmountError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.0.to_string()
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({})", self.0)
    }
}

/// A whole number of micro-units of one coin (`cosmos.base.v1beta1.Coin`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Coin {
    /// Which coin.
    pub denom: Denom,
    /// How many micro-units.
    pub amount: Amount,
}

impl Coin {
    /// A coin of `micro` micro-units.
    #[must_use]
    pub const fn new(denom: Denom, micro: u128) -> Self {
        Self {
            denom,
            amount: Amount::micro(micro),
        }
    }
}

impl fmt::Display for Coin {
    /// The SDK's text form: `500000uact`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount, self.denom)
    }
}

/// A decimal number of micro-units of one coin (`cosmos.base.v1beta1.DecCoin`): prices per block, escrow balances.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DecCoin {
    /// Which coin.
    pub denom: Denom,
    /// How many micro-units.
    pub amount: Dec18,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_typed_coins() {
        assert_eq!(
            Amount::from_coins("12.5").unwrap(),
            Amount::micro(12_500_000)
        );
        assert_eq!(Amount::from_coins(".000001").unwrap(), Amount::micro(1));
        for bad in ["", ".", "1.0000001", "-1", "1,5", "1e6"] {
            assert!(Amount::from_coins(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn writes_coins_without_trailing_zeros() {
        assert_eq!(Amount::micro(25_000_000).to_coins(), "25");
        assert_eq!(Amount::micro(500_000).to_coins(), "0.5");
    }

    #[test]
    fn checks_denoms() {
        assert!("uakt".parse::<Denom>().is_ok());
        assert!(format!("ibc/{}", "A".repeat(64)).parse::<Denom>().is_ok());
        for bad in ["", "ua", "1akt", "u akt"] {
            assert!(bad.parse::<Denom>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn amounts_cross_json_as_strings() {
        let coin = Coin::new(Denom::uact(), u128::from(u64::MAX) + 1);
        let json = serde_json::to_string(&coin).unwrap();
        assert_eq!(json, r#"{"denom":"uact","amount":"18446744073709551616"}"#);
        assert_eq!(serde_json::from_str::<Coin>(&json).unwrap(), coin);
    }
}
