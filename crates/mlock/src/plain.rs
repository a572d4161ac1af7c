//! Where pages can't be locked: a browser, and systems not yet met.

use zeroize::Zeroize;

use crate::{Hardening, Protection};

/// `N` bytes on the heap that are overwritten when they are dropped.
pub struct LockedBytes<const N: usize>(Box<[u8; N]>);

impl<const N: usize> LockedBytes<N> {
    /// `N` zero bytes.
    #[must_use]
    pub fn zeroed() -> Self {
        Self(Box::new([0; N]))
    }

    /// What protects them.
    #[must_use]
    pub const fn protection(&self) -> Protection {
        Protection::Plain
    }
}

impl<const N: usize> AsRef<[u8; N]> for LockedBytes<N> {
    fn as_ref(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> AsMut<[u8; N]> for LockedBytes<N> {
    fn as_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }
}

impl<const N: usize> Drop for LockedBytes<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Nothing to be done here.
#[must_use]
pub const fn harden_process() -> Hardening {
    Hardening {
        no_core: false,
        not_dumpable: false,
    }
}
