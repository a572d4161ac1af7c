//! The system clock.

use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use types::{Moment, UnixMillis};

use crate::Clock;

static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The system's wall clock and tokio's timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait::async_trait]
impl Clock for SystemClock {
    fn now(&self) -> UnixMillis {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        UnixMillis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    fn moment(&self) -> Moment {
        let steady = BEGIN.elapsed().as_millis();
        Moment {
            wall: self.now(),
            steady: u64::try_from(steady).unwrap_or(u64::MAX),
        }
    }

    async fn sleep(&self, millis: u64) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}
