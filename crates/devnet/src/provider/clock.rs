//! Where the providers take the time from, and how long they wait for what.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A source of the time, in milliseconds since 1970.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Clock {
    /// The computer's clock.
    pub fn system() -> Self {
        Self(Arc::new(|| {
            let since = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        }))
    }

    /// A clock read from a function, for tests.
    pub fn from_fn(now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Milliseconds since 1970.
    pub fn now(&self) -> u64 {
        (self.0)()
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> i64 {
        i64::try_from(self.now() / 1_000).unwrap_or(i64::MAX)
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// How long a provider waits. The defaults are those of the real daemon, apart from `withdraw`.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// From bid to giving it up.
    pub bid: Duration,
    /// From lease to giving it up when no manifest comes.
    pub manifest: Duration,
    /// How long a workload may be unhealthy before its lease is closed.
    pub unstable: Duration,
    /// Between withdrawals of rent.
    pub withdraw: Duration,
    /// Between two pings on a websocket.
    pub ping: Duration,
    /// After a ping, until the other side counts as gone.
    pub pong: Duration,
    /// How often open streams look for new lines.
    pub stream: Duration,
    /// Speed of workloads in percent of the usual time: 10 is ten times as fast.
    pub pace: u32,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            bid: Duration::from_secs(300),
            manifest: Duration::from_secs(300),
            unstable: Duration::from_secs(480),
            withdraw: Duration::from_secs(3_600),
            ping: Duration::from_secs(10),
            pong: Duration::from_secs(15),
            stream: Duration::from_millis(250),
            pace: 100,
        }
    }
}

/// Waits until the fleet is told to stop, or whoever would tell it is gone.
pub(super) async fn stopped(stop: &mut tokio::sync::watch::Receiver<bool>) {
    stop.wait_for(|s| *s).await.ok();
}
