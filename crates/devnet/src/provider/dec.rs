//! Decimals with eighteen places, as the chain writes the amounts of `DecCoin`.

use std::fmt;

/// A non-negative decimal with 18 places, kept as the integer value × 10¹⁸.
///
/// On the wire the same integer stands as text without a dot (`cosmos.base.v1beta1.DecCoin`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dec(u128);

/// One, in units of the last place.
const ONE: u128 = 1_000_000_000_000_000_000;

/// Why a text is no [`Dec`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecError {
    /// The text has other characters than digits and one dot, or no digit at all.
    #[error("not a decimal number")]
    Syntax,
    /// More than 18 places, or too large for 128 bits.
    #[error("decimal number out of range")]
    Range,
}

impl Dec {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// A decimal from its count of 10⁻¹⁸.
    pub const fn from_atoms(atoms: u128) -> Self {
        Self(atoms)
    }

    /// A decimal from a whole number of 10⁻⁶.
    pub const fn from_millionths(n: u128) -> Self {
        Self(n * (ONE / 1_000_000))
    }

    /// The count of 10⁻¹⁸.
    pub const fn atoms(self) -> u128 {
        self.0
    }

    /// True for zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The form of the wire: the count of 10⁻¹⁸ as text.
    pub fn to_wire(self) -> String {
        self.0.to_string()
    }

    /// Reads the form of the wire.
    ///
    /// # Errors
    /// [`DecError`] when the text is not a plain integer that fits.
    pub fn from_wire(text: &str) -> Result<Self, DecError> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DecError::Syntax);
        }
        text.parse().map(Self).map_err(|_| DecError::Range)
    }

    /// Reads a decimal as people write it, with at most 18 places.
    ///
    /// # Errors
    /// [`DecError`] when the text is no such number.
    pub fn parse(text: &str) -> Result<Self, DecError> {
        let (whole, places) = text.split_once('.').unwrap_or((text, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && places.is_empty() || !digits(whole) || !digits(places) {
            return Err(DecError::Syntax);
        }
        if places.len() > 18 {
            return Err(DecError::Range);
        }
        format!("{whole}{places:0<18}")
            .parse()
            .map(Self)
            .map_err(|_| DecError::Range)
    }

    /// The sum, or `None` when it doesn't fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The product with a whole number, or `None` when it doesn't fit.
    pub fn checked_mul(self, n: u64) -> Option<Self> {
        self.0.checked_mul(u128::from(n)).map(Self)
    }
}

impl fmt::Display for Dec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:018}", self.0 / ONE, self.0 % ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_eighteen_places() {
        let d = Dec::parse("1549.28136").unwrap();
        assert_eq!(d.to_string(), "1549.281360000000000000");
        assert_eq!(d.to_wire(), "1549281360000000000000");
        assert_eq!(Dec::from_wire(&d.to_wire()), Ok(d));
    }

    #[test]
    fn refuses_what_is_no_decimal() {
        assert_eq!(Dec::parse("."), Err(DecError::Syntax));
        assert_eq!(Dec::parse("-1"), Err(DecError::Syntax));
        assert_eq!(Dec::parse("0.1234567890123456789"), Err(DecError::Range));
        assert_eq!(Dec::from_wire("1.5"), Err(DecError::Syntax));
        assert_eq!(Dec::from_wire(""), Err(DecError::Syntax));
    }
}
