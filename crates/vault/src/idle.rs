//! When an unused vault locks itself.

use serde::{Deserialize, Serialize};
use types::Moment;

/// Minutes without use until the vault locks: 1 to 240, five at first. There is no "never".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct IdleMinutes(u16);

/// The number is outside 1 to 240.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the vault locks after 1 to 240 minutes")]
pub struct IdleMinutesError;

impl Default for IdleMinutes {
    fn default() -> Self {
        Self(5)
    }
}

impl TryFrom<u16> for IdleMinutes {
    type Error = IdleMinutesError;
    fn try_from(minutes: u16) -> Result<Self, IdleMinutesError> {
        if (1..=240).contains(&minutes) {
            Ok(Self(minutes))
        } else {
            Err(IdleMinutesError)
        }
    }
}

impl From<IdleMinutes> for u16 {
    fn from(minutes: IdleMinutes) -> Self {
        minutes.0
    }
}

/// A gap between two looks, a second apart when all is well, that tells of a machine that slept. A
/// browser slows the timers of a hidden page down to one look a minute, so it is longer than that.
const SLEPT: u64 = 90_000;

/// Notices that the machine slept, where the system does not say so beforehand.
#[derive(Debug, Clone, Copy)]
pub struct SleepWatch(Moment);

impl SleepWatch {
    /// Begins to watch at `now`.
    #[must_use]
    pub const fn new(now: Moment) -> Self {
        Self(now)
    }

    /// Whether the machine slept, or somebody set the clock forward, since the last look.
    pub fn slept(&mut self, now: Moment) -> bool {
        let gap = now.since(self.0);
        self.0 = now;
        gap > SLEPT
    }
}

/// Counts the time without use by whichever clock went further, so neither a suspend nor a clock
/// set back keeps the vault open.
#[derive(Debug, Clone)]
pub struct IdleTimer {
    limit: IdleMinutes,
    last: Moment,
    idle: u64,
}

impl IdleTimer {
    /// Starts counting at `now`.
    #[must_use]
    pub const fn new(limit: IdleMinutes, now: Moment) -> Self {
        Self {
            limit,
            last: now,
            idle: 0,
        }
    }

    /// The person did something. Time that already ran out stays run out.
    pub fn used(&mut self, now: Moment) {
        if !self.is_due(now) {
            self.idle = 0;
        }
    }

    /// True when the vault is to be locked now.
    pub fn is_due(&mut self, now: Moment) -> bool {
        self.idle = self.idle.saturating_add(now.since(self.last));
        self.last = now;
        self.idle >= self.limit_ms()
    }

    /// Changes the limit; it holds for the time already counted, too.
    pub const fn set_limit(&mut self, limit: IdleMinutes) {
        self.limit = limit;
    }

    /// Milliseconds that are left at the last look.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.limit_ms().saturating_sub(self.idle)
    }

    fn limit_ms(&self) -> u64 {
        u64::from(self.limit.0) * 60_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::UnixMillis;

    fn at(wall: u64, steady: u64) -> Moment {
        Moment {
            wall: UnixMillis(wall),
            steady,
        }
    }

    fn timer() -> IdleTimer {
        IdleTimer::new(IdleMinutes::default(), at(1_000_000, 0))
    }

    #[test]
    fn locks_after_five_minutes_without_use() {
        let mut timer = timer();
        assert!(!timer.is_due(at(1_299_999, 299_999)));
        assert_eq!(timer.left(), 1);
        timer.used(at(1_299_999, 299_999));
        assert!(!timer.is_due(at(1_300_001, 300_001)));
        assert!(timer.is_due(at(1_600_001, 600_001)));
    }

    #[test]
    fn a_suspend_counts_though_the_steady_clock_stood() {
        assert!(timer().is_due(at(1_000_000 + 300_000, 5)));
    }

    #[test]
    fn a_gap_between_looks_tells_of_sleep_and_slow_timers_do_not() {
        let mut watch = SleepWatch::new(at(0, 0));
        assert!(!watch.slept(at(1_000, 1_000)));
        assert!(!watch.slept(at(61_000, 61_000)), "a hidden tab's timer");
        assert!(watch.slept(at(200_000, 61_500)));
        assert!(!watch.slept(at(201_000, 62_500)), "it is told once");
        assert!(!watch.slept(at(0, 63_500)), "a clock set back is no sleep");
    }

    #[test]
    fn a_clock_set_back_does_not_keep_it_open() {
        let mut timer = timer();
        assert!(!timer.is_due(at(0, 100_000)));
        assert!(timer.is_due(at(1, 300_000)));
    }

    #[test]
    fn use_after_the_time_ran_out_does_not_revive() {
        let mut timer = timer();
        timer.used(at(2_000_000, 0));
        assert!(timer.is_due(at(2_000_000, 0)));
    }

    #[test]
    fn limits_lie_between_one_and_240_minutes() {
        for bad in [0, 241] {
            assert_eq!(IdleMinutes::try_from(bad), Err(IdleMinutesError));
        }
        let mut timer = timer();
        timer.set_limit(IdleMinutes::try_from(1).unwrap());
        assert!(timer.is_due(at(1_060_000, 0)));
    }
}
