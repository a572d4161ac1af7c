//! Points in time.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(pub u64);

impl UnixMillis {
    /// Whole seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0 / 1000
    }

    /// Milliseconds from `earlier` to this point; zero when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A point in time by two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The clock on the wall; it runs through a suspend and can be set.
    pub wall: UnixMillis,
    /// Milliseconds of a clock that can't be set; it may stand still during a suspend.
    pub steady: u64,
}

impl Moment {
    /// Milliseconds since `earlier`, by whichever clock went further.
    #[must_use]
    pub fn since(self, earlier: Self) -> u64 {
        let steady = self.steady.saturating_sub(earlier.steady);
        self.wall.since(earlier.wall).max(steady)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_never_go_below_zero() {
        assert_eq!(UnixMillis(1500).since(UnixMillis(500)), 1000);
        assert_eq!(UnixMillis(500).since(UnixMillis(1500)), 0);
        assert_eq!(UnixMillis(1999).seconds(), 1);
    }

    #[test]
    fn the_clock_that_went_further_counts() {
        let at = |wall, steady| Moment {
            wall: UnixMillis(wall),
            steady,
        };
        assert_eq!(at(90, 20).since(at(10, 10)), 80, "a suspend");
        assert_eq!(at(0, 60).since(at(10, 10)), 50, "a clock set back");
    }
}
