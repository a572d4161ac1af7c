//! The node: mempool, blocks, journal, subscriptions.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use tokio::sync::broadcast;
use tokio::task::JoinHandle;

use super::genesis::Genesis;
use super::journal::{Journal, Record};
use super::state::{Event, Events, Fault, Res, State};
use super::{ante, msgs, query};

/// How the node runs.
#[derive(Debug, Clone)]
pub struct NodeConfig {
    /// First state of the chain.
    pub genesis: Genesis,
    /// Folder of the journal; nothing is kept without one.
    pub data_dir: Option<PathBuf>,
    /// Time between blocks; blocks are made by [`Node::step`] alone without one.
    pub block_time: Option<Duration>,
}

/// What became of a transaction.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// Why it was refused.
    pub fault: Option<Fault>,
    /// Gas used.
    pub gas_used: u64,
    /// Gas limit.
    pub gas_wanted: u64,
    /// Its events.
    pub events: Vec<Event>,
    /// Encoded `TxMsgData`.
    pub data: Vec<u8>,
}

/// A transaction in a block.
#[derive(Debug, Clone)]
pub struct TxInBlock {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its hash.
    pub hash: [u8; 32],
    /// Its block.
    pub height: u64,
    /// Its place in the block.
    pub index: u32,
    /// What became of it.
    pub result: Delivered,
}

/// A block.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its height.
    pub height: u64,
    /// Its time in nanoseconds since 1970.
    pub time_nanos: i128,
    /// Its transactions.
    pub txs: Vec<Arc<TxInBlock>>,
}

struct Inner {
    state: State,
    /// The state that CheckTx works on: committed, plus what waits in the mempool.
    check: State,
    mempool: Vec<Vec<u8>>,
    grants: Vec<String>,
    blocks: BTreeMap<u64, Arc<Block>>,
    txs: BTreeMap<[u8; 32], Arc<TxInBlock>>,
    journal: Option<Journal>,
}

/// A running node; a cheap handle.
#[derive(Clone)]
pub struct Node {
    inner: Arc<Mutex<Inner>>,
    blocks: broadcast::Sender<Arc<Block>>,
    ticker: Arc<Mutex<Option<JoinHandle<()>>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn now_nanos() -> i128 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i128::try_from(since.as_nanos()).unwrap_or_default()
}

/// SHA-256 of a transaction, by which it is known.
pub fn hash_of(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Runs one transaction on `state`: the fee and the sequence stay even where a message is refused.
pub fn deliver(state: &mut State, bytes: &[u8], simulate: bool) -> Delivered {
    let mut events = Events::default();
    let refused = |fault, events: Events, gas_wanted, gas_used| Delivered {
        fault: Some(fault),
        gas_used,
        gas_wanted,
        events: events.all,
        data: Vec::new(),
    };
    let tx = match ante::decode(bytes) {
        Ok(tx) => tx,
        Err(fault) => return refused(fault, events, 0, 0),
    };
    let wanted = tx.auth.fee.as_ref().map_or(0, |fee| fee.gas_limit);
    let open_bids = state.bids.len().min(20);
    let used = ante::gas_used(bytes.len(), &tx.body.messages, open_bids);
    let mut next = state.clone();
    if let Err(fault) = ante::run(&mut next, &tx, simulate, &mut events) {
        return refused(fault, Events::default(), wanted, used);
    }
    *state = next.clone();
    let paid = events.clone();
    if !simulate && used > wanted {
        let log = format!(
            "out of gas in location: WriteFlat; gasWanted: {wanted}, gasUsed: {used}: out of gas"
        );
        return refused(Fault::new("sdk", 11, log), paid, wanted, used);
    }
    let mut responses = Vec::new();
    for (index, message) in tx.body.messages.iter().enumerate() {
        events.message = Some(index);
        if let Err(mut fault) = msgs::run(&mut next, message, &mut events) {
            fault.log = format!(
                "failed to execute message; message index: {index}: {}",
                fault.log
            );
            return refused(fault, paid, wanted, used);
        }
        responses.push(proto::Any {
            type_url: format!("{}Response", message.type_url),
            value: Vec::new(),
        });
    }
    *state = next;
    let data = proto::cosmos::base::abci::v1beta1::TxMsgData {
        msg_responses: responses,
        ..Default::default()
    };
    Delivered {
        fault: None,
        gas_used: used,
        gas_wanted: wanted,
        events: events.all,
        data: proto::Message::encode_to_vec(&data),
    }
}

impl Node {
    /// Starts the chain, or goes on where its journal ends.
    ///
    /// # Errors
    /// When the journal can't be read or written.
    pub fn start(config: NodeConfig) -> std::io::Result<Self> {
        let state = config.genesis.state();
        let mut inner = Inner {
            check: state.clone(),
            state,
            mempool: Vec::new(),
            grants: Vec::new(),
            blocks: BTreeMap::new(),
            txs: BTreeMap::new(),
            journal: None,
        };
        if let Some(folder) = &config.data_dir {
            let (journal, records) = Journal::open(folder, &config.genesis.chain_id)?;
            for record in records {
                inner.apply(record);
            }
            inner.journal = Some(journal);
        }
        let (blocks, _) = broadcast::channel(1024);
        let node = Self {
            inner: Arc::new(Mutex::new(inner)),
            blocks,
            ticker: Arc::default(),
        };
        if node.height() == 0 {
            node.step()?;
        }
        if let Some(every) = config.block_time {
            let ticking = node.clone();
            let task = tokio::spawn(async move {
                let mut interval = tokio::time::interval(every);
                interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
                interval.tick().await;
                loop {
                    interval.tick().await;
                    if let Err(e) = ticking.step() {
                        tracing::error!(
                            "the chain stands still, its journal can't be written: {e}"
                        );
                    }
                }
            });
            *lock(&node.ticker) = Some(task);
        }
        Ok(node)
    }

    /// Makes a block of what waits.
    ///
    /// # Errors
    /// When the journal can't be written; then nothing happened and what waits goes on waiting.
    pub fn step(&self) -> std::io::Result<()> {
        let block = {
            let mut inner = lock(&self.inner);
            let time = now_nanos().max(inner.state.time_nanos + 1);
            let record = Record {
                height: inner.state.height + 1,
                time_nanos: time,
                txs: inner.mempool.clone(),
                faucet: inner.grants.clone(),
            };
            if let Some(journal) = &mut inner.journal {
                journal.append(&record)?;
            }
            inner.mempool.clear();
            inner.grants.clear();
            inner.apply(record)
        };
        // Without a listener the block is nobody's business.
        let _ = self.blocks.send(block);
        Ok(())
    }

    /// Stops making blocks.
    pub fn stop(&self) {
        if let Some(task) = lock(&self.ticker).take() {
            task.abort();
        }
    }

    /// Takes a transaction into the mempool after CheckTx; `None` when it is known already.
    ///
    /// # Errors
    /// The refusal of CheckTx.
    pub fn broadcast_tx_sync(&self, bytes: Vec<u8>) -> Res<Option<[u8; 32]>> {
        let mut inner = lock(&self.inner);
        let hash = hash_of(&bytes);
        if inner.txs.contains_key(&hash) || inner.mempool.iter().any(|tx| hash_of(tx) == hash) {
            return Ok(None);
        }
        let tx = ante::decode(&bytes)?;
        let mut check = inner.check.clone();
        check.height = inner.state.height + 1;
        check.time_nanos = now_nanos();
        ante::run(&mut check, &tx, false, &mut Events::default())?;
        inner.check = check;
        inner.mempool.push(bytes);
        Ok(Some(hash))
    }

    /// Lets the faucet pay in the next block; `false` when the address had its share.
    pub fn grant(&self, address: &str) -> bool {
        let mut inner = lock(&self.inner);
        let waiting = inner.grants.iter().filter(|a| *a == address).count();
        let had = inner.state.faucet.get(address).copied().unwrap_or_default() as usize;
        if had + waiting >= super::genesis::FAUCET_TIMES {
            return false;
        }
        inner.grants.push(address.to_owned());
        true
    }

    /// Answers a query on the newest block.
    ///
    /// # Errors
    /// The application's refusal.
    pub fn abci_query(&self, path: &str, data: &[u8]) -> Res<(Vec<u8>, u64)> {
        let state = lock(&self.inner).state.clone();
        query::answer(&state, path, data).map(|value| (value, state.height))
    }

    /// A transaction in a block.
    pub fn tx(&self, hash: &[u8; 32]) -> Option<Arc<TxInBlock>> {
        lock(&self.inner).txs.get(hash).cloned()
    }

    /// Transactions of which `wanted` says yes, oldest first.
    pub fn txs(&self, wanted: impl Fn(&TxInBlock) -> bool) -> Vec<Arc<TxInBlock>> {
        let mut found: Vec<_> = lock(&self.inner)
            .txs
            .values()
            .filter(|tx| wanted(tx))
            .cloned()
            .collect();
        found.sort_by_key(|tx| (tx.height, tx.index));
        found
    }

    /// A block; the newest one without a height.
    pub fn block(&self, height: Option<u64>) -> Option<Arc<Block>> {
        let inner = lock(&self.inner);
        inner
            .blocks
            .get(&height.unwrap_or(inner.state.height))
            .cloned()
    }

    /// Height of the newest block.
    pub fn height(&self) -> u64 {
        lock(&self.inner).state.height
    }

    /// The chain id.
    pub fn chain_id(&self) -> String {
        lock(&self.inner).state.chain_id.clone()
    }

    /// Blocks from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Block>> {
        self.blocks.subscribe()
    }
}

impl Inner {
    /// Runs a block that is in the journal.
    fn apply(&mut self, record: Record) -> Arc<Block> {
        self.state.height = record.height;
        self.state.time_nanos = record.time_nanos;
        for address in &record.faucet {
            super::genesis::pay(&mut self.state, address);
        }
        let mut txs = Vec::new();
        for (index, bytes) in record.txs.into_iter().enumerate() {
            let result = deliver(&mut self.state, &bytes, false);
            let tx = Arc::new(TxInBlock {
                hash: hash_of(&bytes),
                bytes,
                height: record.height,
                index: u32::try_from(index).unwrap_or(u32::MAX),
                result,
            });
            self.txs.insert(tx.hash, tx.clone());
            txs.push(tx);
        }
        let block = Arc::new(Block {
            height: record.height,
            time_nanos: record.time_nanos,
            txs,
        });
        self.blocks.insert(record.height, block.clone());
        // Old empty blocks say nothing that the journal does not.
        while self.blocks.len() > 10_000 {
            self.blocks.pop_first();
        }
        self.check = self.state.clone();
        for bytes in self.mempool.clone() {
            if let Ok(tx) = ante::decode(&bytes) {
                let _ = ante::run(&mut self.check, &tx, false, &mut Events::default());
            }
        }
        block
    }
}
