//! Starting, making blocks, ending.

use super::journal::{Journal, JournalError, Record};
use super::{Block, Config, Inner, Node, Pace, Shared};
use crate::chain::app::App;
use crate::chain::state::State;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{broadcast, watch};

/// Smallest distance of two blocks, in nanoseconds.
const LEAST: i128 = 1_000_000;

fn now() -> i128 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| i128::try_from(d.as_nanos()).unwrap_or(i128::MAX))
}

fn nanos(d: Duration) -> i128 {
    i128::try_from(d.as_nanos()).unwrap_or(i128::MAX)
}

impl Node {
    /// Starts a chain, or goes on with the one in the folder. With [`Pace::Every`] it needs a tokio
    /// runtime, where it makes blocks until [`Node::shutdown`].
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn start(config: Config) -> Result<Self, JournalError> {
        let chain_id = config.genesis.chain_id.clone();
        let state = State::genesis(&config.genesis);
        let mut inner = Inner {
            app: App::new(state, config.start.unwrap_or_else(now)),
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            mints: Vec::new(),
            seen: BTreeSet::new(),
            blocks: Vec::new(),
            places: BTreeMap::new(),
            past: VecDeque::new(),
            journal: None,
            stopped: false,
        };
        if let Some(folder) = &config.data_dir {
            let (journal, records) = Journal::open(folder, &chain_id)?;
            for record in records {
                inner.execute(&chain_id, record);
            }
            inner.journal = Some(journal);
        }
        let (blocks, _) = broadcast::channel(256);
        let (stop, stopped) = watch::channel(false);
        let node = Self(Arc::new(Shared {
            inner: Mutex::new(inner),
            blocks,
            stop,
            pace: config.pace,
            chain_id,
        }));
        if node.height() == 0 {
            node.make(None)?;
        }
        if let Pace::Every(interval) = config.pace {
            tokio::spawn(node.clone().tick(interval, stopped));
        }
        Ok(node)
    }

    async fn tick(self, interval: Duration, mut stopped: watch::Receiver<bool>) {
        let mut ticks = tokio::time::interval(interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        ticks.tick().await;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stopped.changed() => return,
            }
            let node = self.clone();
            // Syncing the journal blocks, so it is kept off the runtime's own threads.
            let made = tokio::task::spawn_blocking(move || node.make(None).map(|_| ())).await;
            if let Ok(Err(error)) = made {
                tracing::error!(%error, "no block could be written; the chain has stopped");
                self.inner().stopped = true;
                return;
            }
        }
    }

    /// Makes the next block now.
    ///
    /// # Errors
    /// [`JournalError`] when the disk refuses it; the block isn't made then.
    pub fn step(&self) -> Result<Arc<Block>, JournalError> {
        self.make(None)
    }

    /// Makes the next block at a time of the caller's, unix nanoseconds; for paused chains.
    ///
    /// # Errors
    /// As [`Node::step`].
    pub fn step_at(&self, time: i128) -> Result<Arc<Block>, JournalError> {
        self.make(Some(time))
    }

    fn make(&self, time: Option<i128>) -> Result<Arc<Block>, JournalError> {
        let block = {
            let mut inner = self.inner();
            let last = inner.app.time;
            let time = match (time, self.0.pace) {
                (Some(time), _) => time,
                (None, Pace::Paused(step)) => last + nanos(step),
                (None, Pace::Every(_)) => now(),
            };
            let record = Record {
                height: inner.app.height + 1,
                time: time.max(last + LEAST),
                mints: std::mem::take(&mut inner.mints),
                txs: inner.waiting.drain(..).collect(),
            };
            inner.waiting_bytes = 0;
            if let Some(journal) = inner.journal.as_mut() {
                journal.append(&record)?;
            }
            inner.execute(&self.0.chain_id, record)
        };
        // Without a listener the block is nobody's business.
        self.0.blocks.send(block.clone()).ok();
        Ok(block)
    }

    /// Ends the chain: no more blocks, no more transactions.
    pub fn shutdown(&self) {
        self.inner().stopped = true;
        self.0.stop.send_replace(true);
    }
}

impl Inner {
    fn execute(&mut self, chain_id: &str, record: Record) -> Arc<Block> {
        let last = self.blocks.last();
        let last_hash = last.map_or([0; 32], |b| b.hash);
        let app_hash = app_hash(last.map(Arc::as_ref));
        let (events, outcomes) = self.app.block(record.time, &record.mints, &record.txs);
        let Record {
            height,
            time,
            mints,
            txs,
        } = record;
        self.keep(Block {
            height,
            time,
            last_hash,
            hash: Block::hash_of(chain_id, height, time, &last_hash, &txs),
            app_hash,
            mints,
            txs,
            outcomes,
            events,
        })
    }
}

/// Stands for the state after a block: a digest over its hash and what became of its transactions.
pub fn app_hash(block: Option<&Block>) -> [u8; 32] {
    let mut h = Sha256::new();
    if let Some(block) = block {
        h.update(block.hash);
        for outcome in &block.outcomes {
            h.update(outcome.code.to_be_bytes());
            h.update(&outcome.data);
        }
    }
    h.finalize().into()
}
