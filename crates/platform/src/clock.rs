//! Time and randomness.

use crate::{MaybeSend, MaybeSync};
use types::{Moment, UnixMillis};

/// Time of the home.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Clock: MaybeSend + MaybeSync {
    /// The wall clock.
    fn now(&self) -> UnixMillis;
    /// Both clocks.
    fn moment(&self) -> Moment;
    /// Waits.
    async fn sleep(&self, millis: u64);
}

/// Randomness fit for keys.
pub trait Rng: MaybeSend + MaybeSync {
    /// Fills `buffer` with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// The system's generator (`getrandom`, `crypto.getRandomValues`).
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    fn fill(&self, buffer: &mut [u8]) {
        // Without randomness no key may be made: there is nothing sensible to go on with.
        getrandom::fill(buffer).expect("the system gives randomness");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_gives_different_bytes() {
        let (mut a, mut b) = ([0_u8; 32], [0_u8; 32]);
        SystemRng.fill(&mut a);
        SystemRng.fill(&mut b);
        assert_ne!(a, b);
    }
}
