//! The life of one replica as points in time, all in milliseconds.

use super::super::manifest::Service;
use super::image::{BadImage, Kind, bad_image, exits};

/// Milliseconds from acceptance until the namespace exists; before, the status is 404.
pub const NAMESPACE: u64 = 700;
/// Milliseconds a container that ends by itself lives.
pub const CRASH_AFTER: u64 = 1_500;

/// When what happens to one replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// The replica is given to a node.
    pub scheduled: u64,
    /// The pull begins.
    pub pulling: u64,
    /// What comes of it.
    pub outcome: Outcome,
}

/// What comes of a pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The container runs.
    Runs {
        /// The image is there.
        pulled: u64,
        /// The container started.
        started: u64,
        /// It answers.
        ready: u64,
    },
    /// The image can't be pulled; tried again with growing pauses, always in vain.
    NoImage {
        /// The first failure.
        failed: u64,
        /// Why.
        why: BadImage,
    },
    /// The container ends by itself and is started again with growing pauses.
    Crashes {
        /// The image is there.
        pulled: u64,
        /// The first start.
        started: u64,
        /// Its exit code.
        code: i32,
    },
}

impl Timeline {
    /// The life of replica `index` of a service accepted at `since`. `pace` is in percent: 100 is the usual speed,
    /// 10 ten times as fast.
    pub fn of(service: &Service, since: u64, index: u32, pace: u32) -> Self {
        let paced = |ms: u64| ms * u64::from(pace) / 100;
        let scheduled = since + paced(NAMESPACE + 200 + u64::from(index) * 250);
        let pulling = scheduled + paced(300);
        let (pull, boot) = Kind::of(&service.image).durations();
        let outcome = if let Some(why) = bad_image(service) {
            Outcome::NoImage {
                failed: pulling + paced(700),
                why,
            }
        } else {
            let pulled = pulling + paced(pull);
            let started = pulled + paced(400);
            match exits(service) {
                Some(code) => Outcome::Crashes {
                    pulled,
                    started,
                    code,
                },
                None => Outcome::Runs {
                    pulled,
                    started,
                    ready: started + paced(boot),
                },
            }
        };
        Self {
            scheduled,
            pulling,
            outcome,
        }
    }

    /// When the container started for the first time, if it ever does.
    pub const fn started(&self) -> Option<u64> {
        match self.outcome {
            Outcome::Runs { started, .. } | Outcome::Crashes { started, .. } => Some(started),
            Outcome::NoImage { .. } => None,
        }
    }

    /// True when the replica answers at `now`.
    pub const fn is_ready(&self, now: u64) -> bool {
        matches!(self.outcome, Outcome::Runs { ready, .. } if ready <= now)
    }
}

/// The pauses before attempt 1, 2, … after a failure at `first`: 10 s, doubling up to 5 min. Points in time up to `until`.
pub fn retries(first: u64, until: u64) -> impl Iterator<Item = u64> {
    let mut at = first;
    let mut pause = 10_000;
    std::iter::from_fn(move || {
        at += pause;
        pause = (pause * 2).min(300_000);
        (at <= until).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(image: &str) -> Service {
        Service {
            image: image.into(),
            count: 1,
            ..Service::default()
        }
    }

    #[test]
    fn a_plain_service_runs_within_a_few_seconds() {
        let t = Timeline::of(&service("nginx"), 1_000, 0, 100);
        assert!(!t.is_ready(1_000 + NAMESPACE));
        assert!(t.is_ready(5_000));
        let heavy = Timeline::of(&service("vllm/vllm-openai"), 0, 0, 100);
        assert!(!heavy.is_ready(5_000));
        assert!(heavy.is_ready(10_000));
    }

    #[test]
    fn points_follow_each_other() {
        let t = Timeline::of(&service("redis"), 0, 2, 100);
        let Outcome::Runs {
            pulled,
            started,
            ready,
        } = t.outcome
        else {
            panic!("runs")
        };
        assert!(
            t.scheduled < t.pulling && t.pulling < pulled && pulled < started && started < ready
        );
    }

    #[test]
    fn a_bad_image_never_becomes_ready() {
        let t = Timeline::of(&service("x.invalid/y"), 0, 0, 100);
        assert_eq!(t.started(), None);
        assert!(!t.is_ready(u64::MAX));
    }

    #[test]
    fn pauses_grow_to_five_minutes() {
        let all: Vec<u64> = retries(0, 1_000_000).collect();
        assert_eq!(all[..4], [10_000, 30_000, 70_000, 150_000]);
        assert_eq!(all[6] - all[5], 300_000);
    }

    #[test]
    fn pace_makes_it_faster() {
        let t = Timeline::of(&service("nginx"), 0, 0, 1);
        assert!(t.is_ready(100));
    }
}
