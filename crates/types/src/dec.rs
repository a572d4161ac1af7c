//! Decimal numbers with 18 fraction digits, as the chain keeps prices and escrow balances.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A signed decimal with exactly 18 fraction digits (the SDK's `LegacyDec`).
///
/// On the wire it is the integer value × 10¹⁸ without a dot ([`Dec18::to_wire`]); in JSON and for
/// people it has a dot. Holds up to ±1.7 × 10²⁰ whole units.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Dec18(i128);

/// Why a text is not such a decimal, or a result does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecError {
    /// Not a decimal number, or more than 18 fraction digits.
    #[error("not a decimal number with at most 18 fraction digits: {0:?}")]
    Malformed(String),
    /// Too large for 18 fraction digits.
    #[error("the number is too large")]
    Overflow,
}

impl Dec18 {
    /// One whole unit in atoms.
    pub const ONE_ATOMS: i128 = 1_000_000_000_000_000_000;
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// A decimal from its atoms (value × 10¹⁸).
    #[must_use]
    pub const fn from_atoms(atoms: i128) -> Self {
        Self(atoms)
    }

    /// A whole number.
    ///
    /// # Errors
    /// [`DecError::Overflow`] above about 1.7 × 10²⁰.
    pub fn from_int(value: i128) -> Result<Self, DecError> {
        value
            .checked_mul(Self::ONE_ATOMS)
            .map(Self)
            .ok_or(DecError::Overflow)
    }

    /// The atoms (value × 10¹⁸).
    #[must_use]
    pub const fn atoms(self) -> i128 {
        self.0
    }

    /// The value rounded towards zero.
    #[must_use]
    pub const fn trunc(self) -> i128 {
        self.0 / Self::ONE_ATOMS
    }

    /// Whether the value is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether the value is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` when it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` when it does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The product with a whole number, or `None` when it does not fit.
    #[must_use]
    pub fn checked_mul_int(self, factor: i128) -> Option<Self> {
        self.0.checked_mul(factor).map(Self)
    }

    /// The value as a floating-point number, for charts and estimates only, never for money that moves.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn to_f64_lossy(self) -> f64 {
        self.0 as f64 / Self::ONE_ATOMS as f64
    }

    /// Reads the wire form: an integer text, value × 10¹⁸; empty means zero.
    ///
    /// # Errors
    /// [`DecError::Malformed`] when it is not an integer.
    pub fn from_wire(text: &str) -> Result<Self, DecError> {
        if text.is_empty() {
            return Ok(Self::ZERO);
        }
        text.parse()
            .map(Self)
            .map_err(|_| DecError::Malformed(text.into()))
    }

    /// The wire form of `DecCoin.amount`.
    #[must_use]
    pub fn to_wire(self) -> String {
        self.0.to_string()
    }

    /// The text with exactly 18 fraction digits, as REST and JSON show it.
    #[must_use]
    pub fn to_fixed(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let atoms = self.0.unsigned_abs();
        let one = Self::ONE_ATOMS.unsigned_abs();
        format!("{sign}{}.{:018}", atoms / one, atoms % one)
    }
}

impl FromStr for Dec18 {
    type Err = DecError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || DecError::Malformed(text.into());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || fraction.len() > 18 || !plain(whole) || !plain(fraction) {
            return Err(bad());
        }
        if digits.ends_with('.') {
            return Err(bad());
        }
        let whole: i128 = whole.parse().map_err(|_| DecError::Overflow)?;
        let fraction: i128 = format!("{fraction:0<18}").parse().map_err(|_| bad())?;
        let atoms = whole
            .checked_mul(Self::ONE_ATOMS)
            .and_then(|w| w.checked_add(fraction))
            .ok_or(DecError::Overflow)?;
        Ok(Self(if negative { -atoms } else { atoms }))
    }
}

impl TryFrom<String> for Dec18 {
    type Error = DecError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Dec18> for String {
    fn from(value: Dec18) -> Self {
        value.to_string()
    }
}

impl fmt::Display for Dec18 {
    /// The shortest exact text: trailing zeros of the fraction are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fixed = self.to_fixed();
        f.write_str(fixed.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl fmt::Debug for Dec18 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dec18({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_the_wire_forms_of_the_chain() {
        let price: Dec18 = "1000".parse().unwrap();
        assert_eq!(price.to_wire(), "1000000000000000000000");
        assert_eq!(
            "0.5".parse::<Dec18>().unwrap().to_wire(),
            "500000000000000000"
        );
        assert_eq!(price.to_fixed(), "1000.000000000000000000");
        assert_eq!("-1.25".parse::<Dec18>().unwrap().to_string(), "-1.25");
    }

    #[test]
    fn refuses_what_is_not_a_decimal() {
        for bad in [
            "",
            ".",
            "1.",
            ".5",
            "1e3",
            "+1",
            "0.0000000000000000001",
            "1_0",
            " 1",
        ] {
            assert!(bad.parse::<Dec18>().is_err(), "{bad:?}");
        }
        assert_eq!("9".repeat(30).parse::<Dec18>(), Err(DecError::Overflow));
    }

    #[test]
    fn truncates_towards_zero() {
        assert_eq!("1.999".parse::<Dec18>().unwrap().trunc(), 1);
        assert_eq!("-1.999".parse::<Dec18>().unwrap().trunc(), -1);
    }

    proptest! {
        #[test]
        fn text_and_wire_round_trip(atoms in -10_i128.pow(36)..10_i128.pow(36)) {
            let value = Dec18::from_atoms(atoms);
            prop_assert_eq!(value.to_string().parse::<Dec18>().unwrap(), value);
            prop_assert_eq!(Dec18::from_wire(&value.to_wire()).unwrap(), value);
        }
    }
}
