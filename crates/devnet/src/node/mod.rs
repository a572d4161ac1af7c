//! The node: one validator that makes a block at each interval and answers for all of them.

mod access;
mod block;
mod journal;
mod run;
mod search;

pub use block::{Block, rfc3339};
pub use journal::JournalError;
pub use run::app_hash;
pub use search::{Condition, Op, Query, QueryError};

use crate::chain::app::{App, Mint, Outcome};
use crate::chain::genesis::Genesis;
use crate::chain::refusal::{Refusal, sdk};
use crate::chain::state::State;
use crate::chain::{query, tx::Tx};
use journal::Journal;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, watch};

/// States kept for queries of past heights.
const HISTORY: usize = 100;
/// Bytes of transactions that wait at most.
const MEMPOOL: usize = 16 << 20;

/// How blocks come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// One at each interval, at the computer's time.
    Every(Duration),
    /// Only by [`Node::step`]; each is this much later than the one before.
    Paused(Duration),
}

/// How a node starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the chain starts from.
    pub genesis: Genesis,
    /// Folder of the journal; without one the chain lives in memory.
    pub data_dir: Option<PathBuf>,
    /// How blocks come.
    pub pace: Pace,
    /// Time before the first block in unix nanoseconds; the computer's when absent.
    pub start: Option<i128>,
}

/// Why a transaction isn't taken before any check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MempoolError {
    /// It waits already, or a block holds it.
    #[error("tx already exists in cache")]
    Known,
    /// Too many wait.
    #[error("mempool is full")]
    Full,
    /// The node has ended.
    #[error("the node is stopping")]
    Stopped,
}

/// An answer to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryAnswer {
    /// Height of the state asked, 0 with a refusal for its height.
    pub height: i64,
    /// Bytes, or why there are none.
    pub value: Result<Vec<u8>, Refusal>,
}

struct Inner {
    app: App,
    waiting: VecDeque<Vec<u8>>,
    waiting_bytes: usize,
    mints: Vec<Mint>,
    seen: BTreeSet<[u8; 32]>,
    blocks: Vec<Arc<Block>>,
    places: BTreeMap<[u8; 32], (i64, usize)>,
    past: VecDeque<(i64, Arc<State>)>,
    journal: Option<Journal>,
    stopped: bool,
}

struct Shared {
    inner: Mutex<Inner>,
    blocks: broadcast::Sender<Arc<Block>>,
    stop: watch::Sender<bool>,
    pace: Pace,
    chain_id: String,
}

/// A running chain. Clones are handles to the same one.
#[derive(Clone)]
pub struct Node(Arc<Shared>);

fn hash(tx: &[u8]) -> [u8; 32] {
    Sha256::digest(tx).into()
}

impl Node {
    /// Chain id.
    pub fn chain_id(&self) -> &str {
        &self.0.chain_id
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // A panic leaves whole blocks: the state changes by whole values only.
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks a transaction and puts it in line for the next block.
    ///
    /// # Errors
    /// [`MempoolError`]; a refusal by the checks is an outcome with a code.
    pub fn broadcast_tx_sync(&self, tx: Vec<u8>) -> Result<Outcome, MempoolError> {
        let mut inner = self.inner();
        if inner.stopped {
            return Err(MempoolError::Stopped);
        }
        let id = hash(&tx);
        if inner.seen.contains(&id) {
            return Err(MempoolError::Known);
        }
        if inner.waiting_bytes + tx.len() > MEMPOOL {
            return Err(MempoolError::Full);
        }
        let outcome = inner.app.check_tx(&tx);
        if outcome.code == 0 {
            inner.seen.insert(id);
            inner.waiting_bytes += tx.len();
            inner.waiting.push_back(tx);
        }
        Ok(outcome)
    }

    /// `CheckTx` of bytes without taking them; used where a caller only wants the checks.
    pub fn decodes(tx: &[u8]) -> bool {
        Tx::decode(tx).is_ok()
    }

    /// Gives coins in the next block.
    pub fn mint(&self, mints: Vec<Mint>) {
        self.inner().mints.extend(mints);
    }

    /// Gives coins in the next block unless their address has had them this many times; says
    /// whether it does. What was given is counted from the blocks, so it outlives a restart.
    pub fn mint_limited(&self, mints: Vec<Mint>, most: usize) -> bool {
        let mut inner = self.inner();
        let Some(first) = mints.first() else {
            return true;
        };
        let same = |m: &&Mint| m.address == first.address && m.denom == first.denom;
        let had = inner
            .blocks
            .iter()
            .flat_map(|b| &b.mints)
            .filter(same)
            .count();
        let coming = inner.mints.iter().filter(same).count();
        if inner.stopped || had + coming >= most {
            return false;
        }
        inner.mints.extend(mints);
        true
    }

    /// Answers a query by its gRPC path at a height, 0 for the latest.
    pub fn abci_query(&self, path: &str, data: &[u8], height: i64) -> QueryAnswer {
        let inner = self.inner();
        let latest = inner.app.height;
        if height > latest || height < 0 {
            let log = "cannot query with height in the future; please provide a valid height: invalid height";
            return QueryAnswer {
                height: 0,
                value: Err(sdk(26, log)),
            };
        }
        let state = if height == 0 || height == latest {
            Some(inner.app.state().clone())
        } else {
            let past = inner.past.iter();
            past.rev()
                .find(|(h, _)| *h <= height)
                .map(|(_, s)| s.clone())
        };
        let Some(state) = state else {
            let log = format!(
                "failed to load state at height {height}: version does not exist: invalid request"
            );
            return QueryAnswer {
                height: 0,
                value: Err(sdk(18, log)),
            };
        };
        let value = query::run(&inner.app, &state, path, data);
        QueryAnswer {
            height: if height == 0 { latest } else { height },
            value,
        }
    }

    /// The block that holds a transaction, and its place there.
    pub fn tx(&self, hash: &[u8; 32]) -> Option<(Arc<Block>, usize)> {
        let inner = self.inner();
        let (height, index) = *inner.places.get(hash)?;
        Some((inner.block(height)?, index))
    }

    /// A block; 0 for the latest.
    pub fn block(&self, height: i64) -> Option<Arc<Block>> {
        let inner = self.inner();
        let height = if height == 0 {
            inner.app.height
        } else {
            height
        };
        inner.block(height)
    }

    /// Height of the last block.
    pub fn height(&self) -> i64 {
        self.inner().app.height
    }

    /// Transactions that wait: how many, bytes.
    pub fn waiting(&self) -> (usize, usize) {
        let inner = self.inner();
        (inner.waiting.len(), inner.waiting_bytes)
    }

    /// Transactions whose events fit a query, oldest first.
    pub fn tx_search(&self, query: &Query) -> Vec<(Arc<Block>, usize)> {
        let blocks: Vec<Arc<Block>> = {
            let inner = self.inner();
            inner
                .blocks
                .iter()
                .filter(|b| !b.txs.is_empty())
                .cloned()
                .collect()
        };
        let mut found = Vec::new();
        for block in blocks {
            for index in 0..block.txs.len() {
                if query.fits(&block.tx_events(index)) {
                    found.push((block.clone(), index));
                }
            }
        }
        found
    }

    /// Blocks from now on.
    pub fn subscribe_blocks(&self) -> broadcast::Receiver<Arc<Block>> {
        self.0.blocks.subscribe()
    }

    /// A copy of the committed state, for tests and for looking inside.
    pub fn state(&self) -> Arc<State> {
        self.inner().app.state().clone()
    }
}

impl Inner {
    fn block(&self, height: i64) -> Option<Arc<Block>> {
        let index = usize::try_from(height.checked_sub(1)?).ok()?;
        self.blocks.get(index).cloned()
    }

    fn keep(&mut self, block: Block) -> Arc<Block> {
        for (index, tx) in block.txs.iter().enumerate() {
            let id = hash(tx);
            self.seen.insert(id);
            self.places.insert(id, (block.height, index));
        }
        let block = Arc::new(block);
        self.blocks.push(block.clone());
        self.past
            .push_back((block.height, self.app.state().clone()));
        if self.past.len() > HISTORY {
            self.past.pop_front();
        }
        block
    }
}
