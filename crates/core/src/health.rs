//! How the node is, measured every second.

use std::collections::VecDeque;

use contract::{Event, HealthView, NodeState, Tag};
use types::{Height, UnixMillis};

use crate::{Core, lock, store};

/// Milliseconds between looks.
const EVERY: u64 = 1_000;
/// A newest block older than this means that the chain or the node stands still.
const STALE: u64 = 60_000;
/// Lists that the chain changes are read again at most this often.
const REFRESH: u64 = 4_000;
const BUCKET: &str = "pace";
/// Block time of Akash where it was not measured yet, in milliseconds.
const USUAL_BLOCK: u32 = 6_098;

/// What was measured of the chosen network.
#[derive(Default)]
pub(crate) struct Health {
    network: String,
    view: Option<HealthView>,
    samples: VecDeque<(Height, UnixMillis)>,
    /// What was measured when this network was used before.
    remembered: Option<u32>,
    refreshed: UnixMillis,
}

impl Health {
    fn sample(&mut self, height: Height, time: UnixMillis) {
        if self.samples.back().is_none_or(|(last, _)| *last < height) {
            self.samples.push_back((height, time));
        }
        while self.samples.len() > 60 {
            self.samples.pop_front();
        }
    }

    fn block_millis(&self) -> Option<u32> {
        let (first, last) = (self.samples.front()?, self.samples.back()?);
        let blocks = last.0.0 - first.0.0;
        (blocks >= 3).then(|| u32::try_from(last.1.since(first.1) / blocks).unwrap_or(USUAL_BLOCK))
    }

    /// Milliseconds per block as measured now, else as before.
    fn pace(&self) -> Option<u32> {
        self.block_millis().or(self.remembered).filter(|ms| *ms > 0)
    }

    /// A measurement that differs from what is remembered by more than a tenth.
    fn news(&self) -> Option<u32> {
        let now = self.block_millis().filter(|ms| *ms > 0)?;
        let far = |old: u32| now.abs_diff(old) > old / 10;
        self.remembered.is_none_or(far).then_some(now)
    }
}

impl Core {
    /// Health of the chosen network as last seen.
    pub(crate) fn health(&self) -> HealthView {
        lock(&self.0.health).view.clone().unwrap_or(HealthView {
            state: NodeState::Connecting,
            height: None,
            block_time: None,
            block_millis: None,
            latency_millis: None,
            seen: self.now(),
            problem: None,
        })
    }

    /// Milliseconds per block, measured where possible.
    pub(crate) fn block_millis(&self) -> u32 {
        lock(&self.0.health).pace().unwrap_or(USUAL_BLOCK)
    }

    /// Looks at the node as long as the core lives.
    pub(crate) fn watch_health(&self) {
        let core = self.clone();
        platform::spawn(async move {
            loop {
                core.look_at_node().await;
                core.home().clock.sleep(EVERY).await;
            }
        });
    }

    pub(crate) async fn look_at_node(&self) {
        let (Ok(profile), Ok(rpc)) = (self.network(), self.rpc()) else {
            return;
        };
        self.remember_pace(&profile.network.id).await;
        let begun = self.now();
        let answer = rpc.status().await;
        let seen = self.now();
        let latency = u32::try_from(seen.since(begun)).unwrap_or(u32::MAX);
        let blank = HealthView {
            state: NodeState::Offline,
            height: None,
            block_time: None,
            block_millis: None,
            latency_millis: None,
            seen,
            problem: None,
        };
        let view = match answer {
            Err(e) => HealthView {
                problem: Some(e.to_string()),
                ..blank
            },
            Ok(status) => {
                let expected = profile
                    .chain_id
                    .clone()
                    .unwrap_or_else(|| status.chain_id.clone());
                let age = seen.since(status.block_time);
                let (state, problem) = if status.chain_id != expected {
                    (
                        NodeState::WrongChain,
                        Some(format!(
                            "The node is on {}, this profile on {expected}.",
                            status.chain_id
                        )),
                    )
                } else if status.catching_up {
                    (
                        NodeState::Behind,
                        Some("The node is catching up.".to_owned()),
                    )
                } else if age > STALE {
                    (
                        NodeState::Behind,
                        Some(format!("The newest block is {} s old.", age / 1000)),
                    )
                } else {
                    (NodeState::Healthy, None)
                };
                if state != NodeState::WrongChain {
                    // A failure to remember shows itself at the next signature.
                    let _ = self
                        .learn_chain_id(&profile.network.id, &status.chain_id)
                        .await;
                }
                HealthView {
                    state,
                    height: Some(status.height),
                    block_time: Some(status.block_time),
                    latency_millis: Some(latency),
                    problem,
                    ..blank
                }
            }
        };
        self.took_health(&profile.network.id, view);
    }

    /// Rates per hour hang on the time of blocks: what was measured is kept, so that they are right from the start and
    /// while the node is away.
    async fn remember_pace(&self, network: &str) {
        let other = lock(&self.0.health).network != network;
        if other {
            let remembered = store::load(self.home(), BUCKET, network)
                .await
                .unwrap_or_default();
            *lock(&self.0.health) = Health {
                network: network.to_owned(),
                remembered,
                ..Health::default()
            };
        }
        let news = lock(&self.0.health).news();
        if let Some(millis) = news
            && !self.home().read_only
            && store::save(self.home(), BUCKET, network, &millis)
                .await
                .is_ok()
        {
            lock(&self.0.health).remembered = news;
        }
    }

    fn took_health(&self, network: &str, mut view: HealthView) {
        let (new_block, came_back, refresh) = {
            let mut health = lock(&self.0.health);
            if health.network != network {
                // Another one was chosen while this one answered.
                return;
            }
            if let (Some(height), Some(time)) = (view.height, view.block_time) {
                health.sample(height, time);
            }
            view.block_millis = health.pace();
            // A node that is away leaves its newest block known.
            if let (None, Some(last)) = (view.height, &health.view) {
                (view.height, view.block_time) = (last.height, last.block_time);
            }
            let before = health.view.replace(view.clone());
            let new_block =
                view.height.is_some() && before.as_ref().map(|b| b.height) != Some(view.height);
            let came_back = view.state == NodeState::Healthy
                && before
                    .as_ref()
                    .is_none_or(|b| b.state != NodeState::Healthy);
            let refresh = new_block && view.seen.since(health.refreshed) >= REFRESH;
            if refresh {
                health.refreshed = view.seen;
            }
            (
                new_block || before.map(|b| b.state) != Some(view.state),
                came_back,
                refresh,
            )
        };
        if new_block {
            self.emit(&Event::Health { health: view });
        }
        if came_back {
            self.changed(&[Tag::Market, Tag::Balances, Tag::Deployments, Tag::Bids]);
        } else if refresh {
            self.changed(&[Tag::Balances, Tag::Deployments]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_the_time_of_blocks() {
        let mut health = Health::default();
        for n in 0..10 {
            health.sample(Height(n), UnixMillis(1000 + n * 1100));
            health.sample(Height(n), UnixMillis(1000 + n * 1100));
        }
        assert_eq!(health.block_millis(), Some(1100));
        assert_eq!(health.samples.len(), 10);
    }

    #[test]
    fn remembers_the_time_of_blocks_until_it_is_measured() {
        let mut health = Health {
            remembered: Some(1000),
            ..Health::default()
        };
        assert_eq!((health.pace(), health.news()), (Some(1000), None));
        for n in 0..5 {
            health.sample(Height(n), UnixMillis(n * 1050));
        }
        assert_eq!((health.pace(), health.news()), (Some(1050), None));
        health.remembered = Some(6000);
        assert_eq!(health.news(), Some(1050));
    }
}
