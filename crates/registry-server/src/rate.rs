//! A bound on how often one address may try to sign in.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Addresses that are remembered; beyond that those with full allowances are forgotten.
const REMEMBERED: usize = 10_000;

/// Too many attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts; try again later")]
pub struct TooMany;

/// An allowance for each address, refilled over time.
pub struct Rate {
    burst: f64,
    per_second: f64,
    left: Mutex<HashMap<IpAddr, (f64, Instant)>>,
}

impl Rate {
    /// So many at once, so many back a minute.
    pub fn new(burst: u32, per_minute: u32) -> Self {
        Self {
            burst: burst.into(),
            per_second: f64::from(per_minute) / 60.0,
            left: Mutex::new(HashMap::new()),
        }
    }

    /// Counts an attempt of an address.
    ///
    /// # Errors
    /// [`TooMany`] when its allowance is used up.
    pub fn take(&self, address: IpAddr) -> Result<(), TooMany> {
        self.take_at(address, Instant::now())
    }

    fn take_at(&self, address: IpAddr, now: Instant) -> Result<(), TooMany> {
        let mut all = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let refilled = |(left, at): (f64, Instant)| {
            let back = now.saturating_duration_since(at).as_secs_f64() * self.per_second;
            (left + back).min(self.burst)
        };
        if all.len() > REMEMBERED {
            all.retain(|_, one| refilled(*one) < self.burst);
        }
        let left = all.get(&address).map_or(self.burst, |one| refilled(*one));
        let (left, done) = if left >= 1.0 {
            (left - 1.0, Ok(()))
        } else {
            (left, Err(TooMany))
        };
        all.insert(address, (left, now));
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn an_allowance_runs_out_and_comes_back() {
        let rate = Rate::new(2, 60);
        let (start, one) = (Instant::now(), IpAddr::from([127, 0, 0, 1]));
        assert_eq!(rate.take_at(one, start), Ok(()));
        assert_eq!(rate.take_at(one, start), Ok(()));
        assert_eq!(rate.take_at(one, start), Err(TooMany));
        assert_eq!(rate.take_at(IpAddr::from([127, 0, 0, 2]), start), Ok(()));
        assert_eq!(rate.take_at(one, start + Duration::from_secs(1)), Ok(()));
        assert_eq!(
            rate.take_at(one, start + Duration::from_secs(1)),
            Err(TooMany)
        );
    }
}
