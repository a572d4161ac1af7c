//! Slows down password guessing at an open screen.

use types::UnixMillis;

/// Wrong passwords that cost nothing.
pub const FREE_TRIES: u32 = 5;
/// The longest wait, in milliseconds.
pub const LONGEST_WAIT: u64 = 30_000;

/// Why a password may not be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ThrottleError {
    /// Another attempt is running; attempts go one after the other.
    #[error("a password is being checked already")]
    Busy,
    /// Too many wrong passwords.
    #[error("too many wrong passwords; wait {milliseconds} ms")]
    Wait {
        /// How long.
        milliseconds: u64,
    },
}

/// Permission to try one password; must be given back with the outcome.
#[derive(Debug)]
#[must_use = "give it back with Throttle::finish"]
pub struct Attempt(());

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// The password was right; counting starts anew.
    Right,
    /// The password was wrong.
    Wrong,
    /// The password was never compared (the file was damaged, memory was short).
    NotTried,
}

/// Five wrong passwords are free; then one second, doubling up to thirty. Attempts are serialised,
/// so that parallel calls can't slip past the count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Throttle {
    failures: u32,
    last: UnixMillis,
    running: bool,
}

impl Throttle {
    /// Asks to try a password.
    ///
    /// # Errors
    /// [`ThrottleError`]; nothing may be tried then.
    pub fn begin(&mut self, now: UnixMillis) -> Result<Attempt, ThrottleError> {
        if self.running {
            return Err(ThrottleError::Busy);
        }
        // A clock set back must not lengthen the wait; nor does it shorten it: it begins again.
        if now < self.last {
            self.last = now;
        }
        let waited = now.since(self.last);
        let wait = self.wait();
        if waited < wait {
            return Err(ThrottleError::Wait {
                milliseconds: wait - waited,
            });
        }
        self.running = true;
        Ok(Attempt(()))
    }

    /// Takes the outcome of an attempt.
    pub fn finish(&mut self, attempt: Attempt, outcome: AttemptOutcome, now: UnixMillis) {
        let Attempt(()) = attempt;
        self.running = false;
        match outcome {
            AttemptOutcome::Right => self.failures = 0,
            AttemptOutcome::Wrong => {
                self.failures = self.failures.saturating_add(1);
                self.last = now;
            }
            AttemptOutcome::NotTried => {}
        }
    }

    /// Wrong passwords since the last right one.
    #[must_use]
    pub const fn failures(&self) -> u32 {
        self.failures
    }

    fn wait(&self) -> u64 {
        match self.failures.checked_sub(FREE_TRIES) {
            None => 0,
            Some(beyond) => (1000_u64 << beyond.min(5)).min(LONGEST_WAIT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(throttle: &mut Throttle, now: u64) -> Result<(), ThrottleError> {
        let attempt = throttle.begin(UnixMillis(now))?;
        throttle.finish(attempt, AttemptOutcome::Wrong, UnixMillis(now));
        Ok(())
    }

    #[test]
    fn five_are_free_then_it_doubles_to_thirty_seconds() {
        let mut throttle = Throttle::default();
        let mut now = 10;
        for _ in 0..5 {
            wrong(&mut throttle, now).unwrap();
        }
        for wait in [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000] {
            assert_eq!(
                wrong(&mut throttle, now),
                Err(ThrottleError::Wait { milliseconds: wait })
            );
            now += wait;
            wrong(&mut throttle, now).unwrap();
        }
        let attempt = throttle.begin(UnixMillis(now + 30_000)).unwrap();
        throttle.finish(attempt, AttemptOutcome::Right, UnixMillis(now));
        assert_eq!(throttle.failures(), 0);
        wrong(&mut throttle, now).unwrap();
    }

    #[test]
    fn setting_the_clock_back_neither_frees_nor_traps() {
        let mut throttle = Throttle::default();
        for _ in 0..5 {
            wrong(&mut throttle, 1_000_000).unwrap();
        }
        assert!(wrong(&mut throttle, 5).is_err());
        assert!(wrong(&mut throttle, 1_004).is_err());
        assert!(wrong(&mut throttle, 1_005).is_ok());
    }

    #[test]
    fn an_attempt_that_compared_nothing_does_not_count() {
        let mut throttle = Throttle::default();
        let attempt = throttle.begin(UnixMillis(1)).unwrap();
        assert_eq!(
            throttle.begin(UnixMillis(1)).unwrap_err(),
            ThrottleError::Busy
        );
        throttle.finish(attempt, AttemptOutcome::NotTried, UnixMillis(1));
        assert_eq!(throttle.failures(), 0);
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn a_hundred_parallel_calls_try_five_passwords() {
        use std::sync::{Arc, Mutex};
        let shared = Arc::new(Mutex::new(Throttle::default()));
        let threads: Vec<_> = (0..100)
            .map(|_| {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || {
                    loop {
                        let begun = shared.lock().unwrap().begin(UnixMillis(1));
                        match begun {
                            Ok(attempt) => {
                                std::thread::yield_now();
                                let mut throttle = shared.lock().unwrap();
                                throttle.finish(attempt, AttemptOutcome::Wrong, UnixMillis(1));
                                return 1;
                            }
                            Err(ThrottleError::Busy) => std::thread::yield_now(),
                            Err(ThrottleError::Wait { .. }) => return 0,
                        }
                    }
                })
            })
            .collect();
        let tried: i32 = threads.into_iter().map(|t| t.join().unwrap()).sum();
        assert_eq!(tried, 5);
    }
}
