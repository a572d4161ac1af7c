//! A node of the demo network: makes blocks and answers as a real one's RPC does.

use crate::chain::{
    self, Accepted, Block, FaucetError, Genesis, Grant, Ledger, OpenError, Refusal,
};
use crate::provider::chain::{BlockEvents, ChainAccess, Sent};
use crate::provider::ledger::LedgerError;
use async_trait::async_trait;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{broadcast, watch};

/// When blocks are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// One after each span, empty or not, on the computer's clock.
    Every(Duration),
    /// Only by [`Node::step`].
    Paused,
}

/// How a node is started.
#[derive(Clone, Debug)]
pub struct Config {
    /// Genesis of a new chain.
    pub genesis: Genesis,
    /// Folder of the chain; in memory without one.
    pub data_dir: Option<PathBuf>,
    /// Block production.
    pub pace: Pace,
}

#[derive(Debug)]
struct Inner {
    ledger: Mutex<Ledger>,
    blocks: broadcast::Sender<Arc<Block>>,
    events: broadcast::Sender<BlockEvents>,
    stop: watch::Sender<bool>,
}

/// A running node; clones are handles to the same one.
#[derive(Clone, Debug)]
pub struct Node(Arc<Inner>);

fn now() -> i128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i128::try_from(since.unwrap_or_default().as_nanos()).unwrap_or(0)
}

impl Node {
    /// Opens the chain, makes the first block of a new one and starts block production. Needs a
    /// tokio runtime unless paused.
    ///
    /// # Errors
    /// [`OpenError`] when the folder can't be used.
    pub fn start(config: Config) -> Result<Self, OpenError> {
        let mut ledger = Ledger::open(&config.genesis, config.data_dir.as_deref())?;
        if ledger.height() == 0 {
            ledger.make_block(now())?;
        }
        let node = Self(Arc::new(Inner {
            ledger: Mutex::new(ledger),
            blocks: broadcast::channel(256).0,
            events: broadcast::channel(256).0,
            stop: watch::channel(false).0,
        }));
        if let Pace::Every(span) = config.pace {
            tokio::spawn(node.clone().produce(span));
        }
        Ok(node)
    }

    async fn produce(self, span: Duration) {
        let mut stop = self.0.stop.subscribe();
        let mut ticks = tokio::time::interval(span.max(Duration::from_millis(10)));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        ticks.tick().await;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stop.wait_for(|s| *s) => return,
            }
            let node = self.clone();
            // The journal's sync blocks its thread.
            let made = tokio::task::spawn_blocking(move || node.make_block(now())).await;
            if let Ok(Err(error)) = made {
                tracing::warn!(%error, "the block could not be written; it is tried again");
            }
        }
    }

    /// The chain. A panic in another holder leaves it as after its last whole step.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make_block(&self, time: i128) -> io::Result<i64> {
        let block = Arc::new(self.ledger().make_block(time)?.clone());
        let height = block.height;
        let events = BlockEvents {
            height: u64::try_from(height).unwrap_or(0),
            events: block
                .events()
                .map(|e| (e.kind.clone(), e.attributes.clone()))
                .collect(),
        };
        // Nobody has to listen.
        self.0.blocks.send(block).ok();
        self.0.events.send(events).ok();
        Ok(height)
    }

    /// Makes one block a second after the last and gives its height.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn step(&self) -> io::Result<i64> {
        let time = self.ledger().time();
        self.make_block(time + 1_000_000_000)
    }

    /// Makes one block at a time in unix nanoseconds and gives its height.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn step_at(&self, time: i128) -> io::Result<i64> {
        self.make_block(time)
    }

    /// `broadcast_tx_sync`.
    pub fn submit(&self, tx: Vec<u8>) -> Accepted {
        self.ledger().submit(tx)
    }

    /// `abci_query` on the last state.
    ///
    /// # Errors
    /// As the query servers refuse.
    pub fn query(&self, path: &str, data: &[u8]) -> Result<Vec<u8>, Refusal> {
        self.ledger().query(path, data)
    }

    /// Draws on the faucet for an address.
    ///
    /// # Errors
    /// [`FaucetError`].
    pub fn draw(&self, address: &str) -> Result<Grant, FaucetError> {
        self.ledger().draw(address)
    }

    /// Blocks from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Block>> {
        self.0.blocks.subscribe()
    }

    /// Chain id.
    pub fn chain_id(&self) -> String {
        self.ledger().chain_id().to_owned()
    }

    /// Ends block production.
    pub fn shutdown(&self) {
        self.0.stop.send_replace(true);
    }

    /// Becomes true when the node is shut down.
    pub fn stopped(&self) -> watch::Receiver<bool> {
        self.0.stop.subscribe()
    }
}

#[async_trait]
impl ChainAccess for Node {
    async fn chain_id(&self) -> Result<String, LedgerError> {
        Ok(Self::chain_id(self))
    }

    async fn broadcast_tx_sync(&self, tx: Vec<u8>) -> Result<Sent, LedgerError> {
        Ok(match self.submit(tx) {
            // It is on its way or in a block, which is what the sender wants.
            Accepted::Known => Sent::default(),
            Accepted::Checked(result) => Sent {
                code: result.code,
                codespace: result.codespace,
                log: result.log,
            },
        })
    }

    async fn abci_query(&self, path: &str, data: Vec<u8>) -> Result<Option<Vec<u8>>, LedgerError> {
        match self.query(path, &data) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(refusal) if refusal.code == 22 => Ok(None),
            Err(refusal) => Err(LedgerError::Refused {
                codespace: refusal.codespace.to_owned(),
                code: refusal.code,
                log: refusal.log,
            }),
        }
    }

    async fn tx(&self, hash: [u8; 32]) -> Result<Option<Sent>, LedgerError> {
        let ledger = self.ledger();
        let found = ledger.find(&hash);
        Ok(found
            .and_then(|(block, index)| block.results.get(index))
            .map(|r| Sent {
                code: r.code,
                codespace: r.codespace.clone(),
                log: r.log.clone(),
            }))
    }

    fn subscribe_blocks(&self) -> broadcast::Receiver<BlockEvents> {
        self.0.events.subscribe()
    }
}

/// SHA-256 of a transaction's bytes, by which it is found.
pub fn tx_hash(bytes: &[u8]) -> [u8; 32] {
    chain::hash(bytes)
}
