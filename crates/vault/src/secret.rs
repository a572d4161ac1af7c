//! Values that must not be printed, copied by accident or left in memory.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

/// A value whose `Debug` is redacted and whose memory is overwritten when it is dropped.
///
/// It has no `Serialize`, no `Display` and no `Clone`; reading it is explicit ([`Secret::expose`]).
pub struct Secret<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize> Secret<T> {
    /// Takes a value into custody.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Zeroizing::new(value))
    }

    /// Reads the value. Every caller should be able to say why it needs it.
    #[must_use]
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

/// 32 secret bytes: a data key, a device key, the output of a passkey.
pub type SecretKey32 = Secret<[u8; 32]>;

/// A password as typed by a person, in Unicode form NFKC so that every keyboard gives equal bytes.
pub struct Password(Secret<String>);

impl Password {
    /// Takes the typed text. White space belongs to the password.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        // The capacity is set beforehand: a growing string would leave copies behind.
        let mut text = String::with_capacity(typed.len() * 4 + 16);
        text.extend(typed.nfkc());
        Self(Secret::new(text))
    }

    /// The normalised bytes, for a key derivation.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }

    /// The normalised text, for the strength gate.
    pub(crate) fn text(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(
            format!("{:?}", Secret::new(String::from("hush"))),
            "Secret(redacted)"
        );
        assert_eq!(format!("{:?}", Password::new("hush")), "Password(redacted)");
    }

    #[test]
    fn passwords_are_equal_across_keyboards() {
        assert_eq!(
            Password::new("caf\u{e9}").bytes(),
            Password::new("cafe\u{301}").bytes()
        );
        assert_ne!(Password::new("a ").bytes(), Password::new("a").bytes());
    }
}
