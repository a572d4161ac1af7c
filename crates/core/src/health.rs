//! How the chosen network is: blocks as its node tells of them, looks at all its nodes beside that.

use std::collections::VecDeque;

use chain::{BlockEvents, NewBlock};
use contract::{Event, HealthView, NodeState, Tag};
use futures::FutureExt;
use futures::channel::oneshot;
use types::{Dec18, Height, UnixMillis};

use crate::{Core, lock, store};

/// Milliseconds between looks where no block is heard of.
const EVERY: u64 = 1_000;
/// Milliseconds between looks while the socket tells of blocks.
const WHILE_HEARING: u64 = 10_000;
/// Milliseconds before a socket is opened again, at first and at most.
const FIRST_PAUSE: u64 = 1_000;
const LONGEST_PAUSE: u64 = 30_000;
/// Milliseconds after which whoever waits for a block looks anyway: a node may know a transaction a
/// little later than its block.
const LONGEST_WAIT: u64 = 2_000;
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
    looked: UnixMillis,
    /// The socket is open and told of a block.
    hears: bool,
    /// The newest block that it told of.
    heard: Height,
    waiting: Vec<oneshot::Sender<()>>,
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

/// Milliseconds between two times; a clock may be set back.
const fn apart(a: UnixMillis, b: UnixMillis) -> u64 {
    if a.0 > b.0 { a.since(b) } else { b.since(a) }
}

/// How a clock differs from the time of a block that just came.
fn clock_words(now: UnixMillis, block: UnixMillis) -> Option<String> {
    let off = apart(now, block) / 1000;
    let span = match off {
        0..=30 => return None,
        31..=119 => format!("{off} seconds"),
        _ => format!("{} minutes", off / 60),
    };
    let how = if now.0 < block.0 { "slow" } else { "fast" };
    Some(format!(
        "This device's clock is {span} {how} by the chain's time."
    ))
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
            nodes: Vec::new(),
        })
    }

    /// Milliseconds per block, measured where possible.
    pub(crate) fn block_millis(&self) -> u32 {
        lock(&self.0.health).pace().unwrap_or(USUAL_BLOCK)
    }

    /// How this device's clock differs from the chain's time, if it does.
    pub(crate) fn clock_words(&self) -> Option<String> {
        let health = self.health();
        clock_words(health.seen, health.block_time?)
    }

    /// What `rate` per block comes to in an hour at the measured pace.
    pub(crate) fn per_hour(&self, rate: Dec18) -> Dec18 {
        self.per_span(rate, 3_600_000)
    }

    /// What `rate` per block comes to in so many milliseconds at the measured pace.
    pub(crate) fn per_span(&self, rate: Dec18, millis: u64) -> Dec18 {
        let blocks = i128::from(millis / u64::from(self.block_millis()));
        rate.checked_mul_int(blocks).unwrap_or(rate)
    }

    /// Looks at the nodes and hears of blocks as long as the core lives.
    pub(crate) fn watch_health(&self) {
        let core = self.clone();
        platform::spawn(async move {
            loop {
                let due = {
                    let health = lock(&core.0.health);
                    !health.hears || apart(core.now(), health.looked) >= WHILE_HEARING
                };
                if due {
                    core.look_at_nodes().await;
                }
                core.home().clock.sleep(EVERY).await;
            }
        });
        self.hear_blocks();
    }

    pub(crate) async fn look_at_nodes(&self) {
        let Ok(profile) = self.network() else {
            return;
        };
        self.remember_pace(&profile.network.id).await;
        let Some(node) = self.ask_nodes(&profile).await else {
            return;
        };
        let seen = self.now();
        lock(&self.0.health).looked = seen;
        let status = node.status.filter(|_| node.state != NodeState::Offline);
        if let Some(status) = &status
            && node.state != NodeState::WrongChain
        {
            // A failure to remember shows itself at the next signature.
            let _ = self
                .learn_chain_id(&profile.network.id, &status.chain_id)
                .await;
        }
        let view = HealthView {
            state: node.state,
            height: status.as_ref().map(|s| s.height),
            block_time: status.as_ref().map(|s| s.block_time),
            block_millis: None,
            latency_millis: node.latency,
            seen,
            problem: node.problem,
            nodes: lock(&self.0.nodes).view(),
        };
        self.took_health(&profile.network.id, view);
    }

    /// Listens for new blocks; without a socket the looks alone tell of them.
    fn hear_blocks(&self) {
        let core = self.clone();
        platform::spawn(async move {
            let mut pause = FIRST_PAUSE;
            loop {
                if core.hear_node().await {
                    pause = FIRST_PAUSE;
                }
                lock(&core.0.health).hears = false;
                core.home().clock.sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        });
    }

    /// Hears one node until its socket ends or another node is asked first; whether a block came.
    async fn hear_node(&self) -> bool {
        let Ok(url) = self.first_node() else {
            return false;
        };
        let sockets = self.home().sockets.clone();
        let Ok(mut events) = BlockEvents::open(&*sockets, &url).await else {
            return false;
        };
        let mut heard = false;
        loop {
            let next = events.next().fuse();
            futures::pin_mut!(next);
            let block = loop {
                let tick = self.home().clock.sleep(EVERY).fuse();
                futures::pin_mut!(tick);
                futures::select! {
                    block = next => break block,
                    () = tick => if self.first_node().as_ref() != Ok(&url) || self.is_deaf() {
                        return heard;
                    },
                }
            };
            let (Ok(block), Ok(network)) = (block, self.network()) else {
                return heard;
            };
            if self.first_node().as_ref() != Ok(&url)
                || network.chain_id.as_ref() != Some(&block.chain_id)
            {
                return heard;
            }
            heard = true;
            self.took_block(&network.network.id, &block);
        }
    }

    /// Whether the looks know of blocks that the socket did not tell of.
    fn is_deaf(&self) -> bool {
        let health = lock(&self.0.health);
        let looked = health.view.as_ref().and_then(|view| view.height);
        health.hears && looked.is_some_and(|looked| looked.0 > health.heard.0 + 2)
    }

    fn took_block(&self, network: &str, block: &NewBlock) {
        let view = {
            let mut health = lock(&self.0.health);
            health.hears = true;
            health.heard = block.height;
            health.view.clone()
        };
        // Before the first look nothing is known of the node but this block.
        if let Some(view) = view.filter(|v| v.height.is_none_or(|h| h < block.height)) {
            let fresh = HealthView {
                height: Some(block.height),
                block_time: Some(block.time),
                seen: self.now(),
                ..view
            };
            self.took_health(network, fresh);
        }
    }

    /// Waits for the next block or a transaction's outcome, at most `millis` where the socket is down
    /// and at most [`LONGEST_WAIT`] otherwise.
    pub(crate) async fn next_block(&self, millis: u64) {
        let (sender, block) = oneshot::channel();
        let most = {
            let mut health = lock(&self.0.health);
            health.waiting.push(sender);
            if health.hears { LONGEST_WAIT } else { millis }
        };
        let tick = self.home().clock.sleep(most).fuse();
        futures::pin_mut!(tick);
        futures::select! {
            _ = block.fuse() => {}
            () = tick => {}
        }
    }

    /// Wakes all that waits for a block.
    pub(crate) fn wake(&self) {
        let waiting = std::mem::take(&mut lock(&self.0.health).waiting);
        for sender in waiting {
            // Whoever waited may have gone on.
            let _ = sender.send(());
        }
    }

    /// Rates per hour hang on the time of blocks: what was measured is kept, so that they are right from the start and
    /// while the node is away.
    async fn remember_pace(&self, network: &str) {
        let other = lock(&self.0.health).network != network;
        if other {
            let remembered = store::load(self.home(), BUCKET, network)
                .await
                .unwrap_or_default();
            let mut health = lock(&self.0.health);
            *health = Health {
                network: network.to_owned(),
                remembered,
                waiting: std::mem::take(&mut health.waiting),
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
            let refresh = new_block && apart(view.seen, health.refreshed) >= REFRESH;
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
            self.wake();
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
    fn clocks_are_compared_with_the_chain() {
        let words = |now, block| clock_words(UnixMillis(now), UnixMillis(block));
        assert_eq!(words(100_000, 95_000), None);
        assert_eq!(words(95_000, 100_000), None);
        assert!(words(0, 60_000).unwrap().contains("60 seconds slow"));
        assert!(words(3_600_000, 0).unwrap().contains("60 minutes fast"));
    }

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
