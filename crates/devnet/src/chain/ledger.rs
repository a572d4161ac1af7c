//! The chain as one thing: state, mempool, blocks and journal.

use super::block::Block;
use super::execute::{self, TxResult};
use super::genesis::{Genesis, GenesisError};
use super::journal::{Journal, Record};
use super::query::{self, View};
use super::refusal::Refusal;
use super::state::State;
use super::tx;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// Nanoseconds of a second.
const SECOND: i128 = 1_000_000_000;
/// Time in which an address may draw on the faucet [`FAUCET_TIMES`] times.
const FAUCET_WINDOW: i128 = 86_400 * SECOND;
/// Empty blocks kept in memory: a little under three hours at one a second.
const KEPT_EMPTY: i64 = 10_000;
/// How often an address may draw on the faucet within a day.
const FAUCET_TIMES: usize = 5;

/// What the faucet issues at once, in micro-units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// uakt.
    pub uakt: u128,
    /// uact.
    pub uact: u128,
}

impl Grant {
    /// 100 AKT and 100 ACT.
    pub const EACH: Self = Self {
        uakt: 100_000_000,
        uact: 100_000_000,
    };
}

/// Why the faucet doesn't issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaucetError {
    /// The address isn't one of this chain.
    #[error("this is not an address of the network")]
    Address,
    /// The address drew too often.
    #[error("this address has had its share for today")]
    Limit,
}

/// Why a chain can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder can't be used.
    #[error("the chain's folder can't be used: {0}")]
    Io(#[from] io::Error),
    /// The kept genesis is damaged.
    #[error(transparent)]
    Genesis(#[from] GenesisError),
    /// The folder holds another chain.
    #[error("the folder holds chain {found}, not {wanted}")]
    OtherChain {
        /// Chain in the folder.
        found: String,
        /// Chain asked for.
        wanted: String,
    },
}

/// What the mempool says to a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is in the mempool or in a block already.
    Known,
    /// The answer of CheckTx; code 0 means it waits for a block.
    Checked(TxResult),
}

/// The chain.
#[derive(Debug)]
pub struct Ledger {
    state: State,
    /// State after the mempool's transactions passed their checks, made when first needed.
    pending: Option<State>,
    mempool: Vec<Vec<u8>>,
    waiting: BTreeSet<[u8; 32]>,
    issued: Vec<String>,
    drawn: BTreeMap<String, Vec<i128>>,
    blocks: BTreeMap<i64, Block>,
    places: BTreeMap<[u8; 32], (i64, usize)>,
    journal: Option<Journal>,
}

impl Ledger {
    /// Opens the chain in a folder, or a new one in memory.
    ///
    /// # Errors
    /// [`OpenError`] when the folder can't be used or holds another chain.
    pub fn open(genesis: &Genesis, folder: Option<&Path>) -> Result<Self, OpenError> {
        let Some(folder) = folder else {
            return Ok(Self::new(genesis, None));
        };
        std::fs::create_dir_all(folder)?;
        let kept = kept_genesis(genesis, folder)?;
        let (journal, records) = Journal::open(folder)?;
        let mut ledger = Self::new(&kept, None);
        for record in records {
            ledger.apply(record);
        }
        ledger.journal = Some(journal);
        Ok(ledger)
    }

    fn new(genesis: &Genesis, journal: Option<Journal>) -> Self {
        Self {
            state: State::genesis(genesis),
            pending: None,
            mempool: Vec::new(),
            waiting: BTreeSet::new(),
            issued: Vec::new(),
            drawn: BTreeMap::new(),
            blocks: BTreeMap::new(),
            places: BTreeMap::new(),
            journal,
        }
    }

    /// Chain id.
    pub fn chain_id(&self) -> &str {
        &self.state.chain_id
    }

    /// The last block.
    pub fn last(&self) -> Option<&Block> {
        self.blocks.values().next_back()
    }

    /// The first block from which on all are kept.
    pub fn earliest(&self) -> Option<&Block> {
        let first = (self.height() - KEPT_EMPTY + 1).max(1);
        self.blocks.range(first..).next().map(|(_, b)| b)
    }

    /// Height of the last block, 0 before the first.
    pub fn height(&self) -> i64 {
        self.last().map_or(0, |b| b.height)
    }

    /// Time of the last block, unix nanoseconds.
    pub fn time(&self) -> i128 {
        self.last().map_or(0, |b| b.time)
    }

    /// A block by its height.
    pub fn block(&self, height: i64) -> Option<&Block> {
        self.blocks.get(&height)
    }

    /// The kept blocks in order: the latest, and all that hold transactions.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = &Block> {
        self.blocks.values()
    }

    /// Where a transaction is: its block and index.
    pub fn find(&self, hash: &[u8; 32]) -> Option<(&Block, usize)> {
        let (block, index) = self.places.get(hash)?;
        Some((self.blocks.get(block)?, *index))
    }

    /// Answers a query on the state after the last block.
    ///
    /// # Errors
    /// As the query servers refuse.
    pub fn query(&self, path: &str, data: &[u8]) -> Result<Vec<u8>, Refusal> {
        let view = View {
            state: &self.state,
            height: self.height(),
            time: self.time(),
        };
        query::query(view, path, data)
    }

    /// Transactions that wait for the next block.
    pub fn mempool(&self) -> &[Vec<u8>] {
        &self.mempool
    }

    /// Checks a transaction and keeps it for the next block if it passes.
    pub fn submit(&mut self, bytes: Vec<u8>) -> Accepted {
        let hash = tx::hash(&bytes);
        if self.waiting.contains(&hash) || self.places.contains_key(&hash) {
            return Accepted::Known;
        }
        let (height, time) = (self.height(), self.time());
        let state = self.pending.get_or_insert_with(|| self.state.clone());
        let result = execute::check(state, &bytes, height, time);
        if result.code == 0 {
            self.waiting.insert(hash);
            self.mempool.push(bytes);
        }
        Accepted::Checked(result)
    }

    /// Notes an address for the faucet; the coins come with the next block.
    ///
    /// # Errors
    /// [`FaucetError`] for a malformed address or one that drew too often.
    pub fn draw(&mut self, address: &str) -> Result<Grant, FaucetError> {
        address
            .parse::<types::Address>()
            .map_err(|_| FaucetError::Address)?;
        let since = self.time() - FAUCET_WINDOW;
        let before = self.drawn.get(address).into_iter().flatten();
        let waiting = self.issued.iter().filter(|a| *a == address).count();
        if before.filter(|t| **t > since).count() + waiting >= FAUCET_TIMES {
            return Err(FaucetError::Limit);
        }
        self.issued.push(address.to_owned());
        Ok(Grant::EACH)
    }

    /// Makes the next block of what waits. Its time is at least one nanosecond after the last.
    ///
    /// # Errors
    /// When the block can't be written; nothing has changed then.
    pub fn make_block(&mut self, time: i128) -> io::Result<&Block> {
        let record = Record {
            time: time.max(self.time() + 1),
            issued: self.issued.clone(),
            txs: self.mempool.clone(),
        };
        if let Some(journal) = &mut self.journal {
            journal.append(&record)?;
        }
        self.mempool.clear();
        self.waiting.clear();
        self.issued.clear();
        self.pending = None;
        self.apply(record);
        self.last().ok_or_else(|| io::Error::other("no block"))
    }

    /// The state itself, for what a test has to set up.
    #[cfg(test)]
    pub(super) fn state_mut(&mut self) -> &mut State {
        self.pending = None;
        &mut self.state
    }

    fn apply(&mut self, record: Record) {
        let (height, time) = (self.height() + 1, record.time);
        for address in &record.issued {
            self.issue(address, time);
        }
        let now = (time, String::new());
        self.state.nonces = self.state.nonces.split_off(&now);
        let results: Vec<TxResult> = record
            .txs
            .iter()
            .map(|bytes| execute::deliver(&mut self.state, bytes, height, time))
            .collect();
        for (index, bytes) in record.txs.iter().enumerate() {
            self.places.insert(tx::hash(bytes), (height, index));
        }
        let block = Block::seal(
            &self.state.chain_id,
            height,
            time,
            record.txs,
            results,
            self.last(),
        );
        self.blocks.insert(height, block);
        let old = height - KEPT_EMPTY;
        if self.blocks.get(&old).is_some_and(|b| b.txs.is_empty()) {
            self.blocks.remove(&old);
        }
    }

    fn issue(&mut self, address: &str, time: i128) {
        self.state.ensure_account(address);
        let held = self.state.balances.entry(address.to_owned()).or_default();
        *held.entry("uakt".to_owned()).or_default() += Grant::EACH.uakt;
        *held.entry("uact".to_owned()).or_default() += Grant::EACH.uact;
        self.drawn.entry(address.to_owned()).or_default().push(time);
    }
}

/// The genesis the folder was made with; writes the given one into a new folder.
fn kept_genesis(genesis: &Genesis, folder: &Path) -> Result<Genesis, OpenError> {
    let path = folder.join("genesis.json");
    if !path.exists() {
        crate::provider::store::write_whole(&path, genesis.to_json().as_bytes())?;
        return Ok(genesis.clone());
    }
    let kept = Genesis::parse(&std::fs::read_to_string(&path)?)?;
    if kept.chain_id == genesis.chain_id {
        return Ok(kept);
    }
    Err(OpenError::OtherChain {
        found: kept.chain_id,
        wanted: genesis.chain_id.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHO: &str = "akash1dge0lcc5rqxkw52rgav4q0fyhx7arcufmrkyww";

    #[test]
    fn a_reopened_chain_goes_on_at_the_next_height() {
        let folder = tempfile::tempdir().unwrap();
        let genesis = Genesis::demo();
        let mut ledger = Ledger::open(&genesis, Some(folder.path())).unwrap();
        ledger.draw(WHO).unwrap();
        ledger.make_block(SECOND).unwrap();
        let hash = ledger.make_block(2 * SECOND).unwrap().hash;
        drop(ledger);
        let mut again = Ledger::open(&genesis, Some(folder.path())).unwrap();
        assert_eq!(again.height(), 2);
        assert_eq!(again.block(2).unwrap().hash, hash);
        assert_eq!(again.state.balance(WHO, "uact"), Grant::EACH.uact);
        assert_eq!(again.make_block(0).unwrap().height, 3);
        assert_eq!(again.time(), 2 * SECOND + 1);
    }

    #[test]
    fn a_folder_of_another_chain_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut genesis = Genesis::demo();
        Ledger::open(&genesis, Some(folder.path())).unwrap();
        genesis.chain_id = "other-1".into();
        let refused = Ledger::open(&genesis, Some(folder.path()));
        assert!(matches!(refused, Err(OpenError::OtherChain { .. })));
    }

    #[test]
    fn old_empty_blocks_are_let_go() {
        let mut ledger = Ledger::open(&Genesis::demo(), None).unwrap();
        for _ in 0..KEPT_EMPTY + 5 {
            ledger.make_block(0).unwrap();
        }
        assert_eq!(ledger.earliest().unwrap().height, 6);
        assert!(ledger.block(5).is_none());
        assert_eq!(ledger.blocks().count(), 10_000);
    }

    #[test]
    fn the_faucet_has_a_daily_share() {
        let mut ledger = Ledger::open(&Genesis::demo(), None).unwrap();
        for _ in 0..FAUCET_TIMES {
            ledger.draw(WHO).unwrap();
            ledger.make_block(SECOND).unwrap();
        }
        assert_eq!(ledger.draw(WHO), Err(FaucetError::Limit));
        assert_eq!(ledger.draw("akash1"), Err(FaucetError::Address));
        ledger.make_block(FAUCET_WINDOW + 2 * SECOND).unwrap();
        assert!(ledger.draw(WHO).is_ok());
    }
}
