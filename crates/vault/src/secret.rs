//! Values that must not be printed, copied by accident or left in memory.

use std::fmt;

use mlock::LockedBytes;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use crate::entropy::{Entropy, EntropyError};

/// A value whose `Debug` is redacted and whose memory is overwritten when it is dropped.
///
/// It has no `Serialize`, no `Display` and no `Clone`; reading it is explicit ([`Secret::expose`]).
///
/// It lies on the heap, so that moving it leaves no copy behind.
pub struct Secret<T: Zeroize>(Box<Zeroizing<T>>);

impl<T: Zeroize> Secret<T> {
    /// Takes a value into custody.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Box::new(Zeroizing::new(value)))
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
///
/// They have a page of their own that is not swapped or dumped where the system allows it.
pub struct SecretKey32(LockedBytes<32>);

impl SecretKey32 {
    /// A key that `fill` writes into its final place.
    #[must_use]
    pub fn filled(fill: impl FnOnce(&mut [u8; 32])) -> Self {
        let mut bytes = LockedBytes::zeroed();
        fill(bytes.as_mut());
        Self(bytes)
    }

    /// A key that `fill` may fail to write.
    ///
    /// # Errors
    /// What `fill` answers.
    pub fn try_filled<E>(fill: impl FnOnce(&mut [u8; 32]) -> Result<(), E>) -> Result<Self, E> {
        let mut bytes = LockedBytes::zeroed();
        fill(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    /// A fresh random key.
    ///
    /// # Errors
    /// [`EntropyError`] when there is no randomness.
    pub fn random(entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        Self::try_filled(|bytes| entropy.fill(bytes))
    }

    /// Copies bytes that lie elsewhere; the caller overwrites the original.
    #[must_use]
    pub fn copied(from: &[u8; 32]) -> Self {
        Self::filled(|bytes| bytes.copy_from_slice(from))
    }

    /// Reads the key. Every caller should be able to say why it needs it.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.as_ref()
    }
}

impl fmt::Debug for SecretKey32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey32(redacted)")
    }
}

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
