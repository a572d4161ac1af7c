//! The application below the blocks: mempool checks, block execution, simulation.

use super::ante::{self, Mode};
use super::ctx::transfer_events;
use super::event::Event;
use super::refusal::{Refusal, sdk};
use super::state::State;
use super::tx::Tx;
use proto::cosmos::base::abci::v1beta1::{GasInfo, Result as SimResult, TxMsgData};
use proto::cosmos::tx::v1beta1::SimulateResponse;
use proto::{Any, Message as _};
use std::sync::Arc;

/// What became of a transaction in a block or at the mempool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// 0, or the refusal's code.
    pub code: u32,
    /// Codespace of the code.
    pub codespace: String,
    /// Words.
    pub log: String,
    /// Encoded `TxMsgData`; empty when refused.
    pub data: Vec<u8>,
    /// Gas limit.
    pub gas_wanted: u64,
    /// Gas used.
    pub gas_used: u64,
    /// Events.
    pub events: Vec<Event>,
}

impl Outcome {
    fn refused(refusal: Refusal, gas_wanted: u64, gas_used: u64) -> Self {
        Self {
            code: refusal.code,
            codespace: refusal.codespace.to_owned(),
            log: refusal.log,
            gas_wanted,
            gas_used,
            ..Self::default()
        }
    }
}

/// Coins that come from nowhere: what the demo network's faucet gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mint {
    /// Who gets them.
    pub address: String,
    /// Denom.
    pub denom: String,
    /// Micro-units.
    pub amount: u128,
}

/// Committed state and the mempool's view of it.
pub struct App {
    committed: Arc<State>,
    check: State,
    /// Height of the last block.
    pub height: i64,
    /// Time of the last block, unix nanoseconds.
    pub time: i128,
}

impl App {
    /// Before the first block.
    pub fn new(state: State, time: i128) -> Self {
        Self {
            check: state.clone(),
            committed: Arc::new(state),
            height: 0,
            time,
        }
    }

    /// The committed state.
    pub fn state(&self) -> &Arc<State> {
        &self.committed
    }

    /// `CheckTx`.
    pub fn check_tx(&mut self, bytes: &[u8]) -> Outcome {
        let tx = match Tx::decode(bytes).and_then(|tx| tx.check_messages().map(|()| tx)) {
            Ok(tx) => tx,
            Err(e) => return Outcome::refused(e, 0, 0),
        };
        let wanted = tx.fee().gas_limit;
        let mut next = self.check.clone();
        match ante::run(&mut next, &tx, self.height, self.time, Mode::Check) {
            Ok((gas, _)) => {
                self.check = next;
                Outcome {
                    gas_wanted: wanted,
                    gas_used: gas,
                    ..Outcome::default()
                }
            }
            Err((e, gas)) => Outcome::refused(e, wanted, gas),
        }
    }

    /// Runs a block; gives the block's own events and what became of each transaction.
    pub fn block(
        &mut self,
        time: i128,
        mints: &[Mint],
        txs: &[Vec<u8>],
    ) -> (Vec<Event>, Vec<Outcome>) {
        let height = self.height + 1;
        let mut events = Vec::new();
        if !mints.is_empty() || !txs.is_empty() || !self.committed.nonces.is_empty() {
            let state = Arc::make_mut(&mut self.committed);
            // An entry can't be used again once its own timeout has passed.
            state.nonces.retain(|(timeout, _)| *timeout >= time);
            for mint in mints {
                events.extend(apply_mint(state, mint));
            }
        }
        let outcomes = txs
            .iter()
            .map(|tx| self.deliver(tx, height, time))
            .collect();
        self.height = height;
        self.time = time;
        self.check = (*self.committed).clone();
        (events, outcomes)
    }

    fn deliver(&mut self, bytes: &[u8], height: i64, time: i128) -> Outcome {
        let tx = match Tx::decode(bytes).and_then(|tx| tx.check_messages().map(|()| tx)) {
            Ok(tx) => tx,
            Err(e) => return Outcome::refused(e, 0, 0),
        };
        let wanted = tx.fee().gas_limit;
        let mut paid = (*self.committed).clone();
        let (gas, mut events) = match ante::run(&mut paid, &tx, height, time, Mode::Deliver) {
            Ok(done) => done,
            Err((e, gas)) => return Outcome::refused(e, wanted, gas),
        };
        let mut work = paid.clone();
        match ante::messages(&mut work, &tx, height, time, gas, Mode::Deliver) {
            Ok((used, more)) => {
                self.committed = Arc::new(work);
                events.extend(more);
                Outcome {
                    data: answers(&tx).encode_to_vec(),
                    gas_wanted: wanted,
                    gas_used: used,
                    events,
                    ..Outcome::default()
                }
            }
            Err((e, used)) => {
                self.committed = Arc::new(paid);
                Outcome {
                    events,
                    ..Outcome::refused(e, wanted, used)
                }
            }
        }
    }

    /// `/cosmos.tx.v1beta1.Service/Simulate`: runs on the committed state and keeps nothing.
    ///
    /// # Errors
    /// `sdk` 6 with the refusal's words; its own code is lost, as on a real node.
    pub fn simulate(&self, bytes: &[u8]) -> Result<SimulateResponse, Refusal> {
        let lost = |e: Refusal| sdk(6, format!("{}: unknown request", e.log));
        let tx = Tx::decode(bytes).map_err(lost)?;
        tx.check_messages().map_err(lost)?;
        let mut state = (*self.committed).clone();
        let (height, time) = (self.height, self.time);
        let (gas, mut events) =
            ante::run(&mut state, &tx, height, time, Mode::Simulate).map_err(|(e, _)| lost(e))?;
        let (used, more) = ante::messages(&mut state, &tx, height, time, gas, Mode::Simulate)
            .map_err(|(e, _)| lost(e))?;
        events.extend(more);
        let answers = answers(&tx);
        Ok(SimulateResponse {
            gas_info: Some(GasInfo {
                gas_wanted: tx.fee().gas_limit,
                gas_used: used,
            }),
            result: Some(SimResult {
                log: String::new(),
                events: Vec::new(),
                msg_responses: answers.msg_responses,
                ..Default::default()
            }),
        })
    }

    /// Takes back what waiting transactions did to the mempool's view and runs them again; gives
    /// those that still stand.
    pub fn recheck(&mut self, waiting: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        waiting
            .into_iter()
            .filter(|tx| self.check_tx(tx).code == 0)
            .collect()
    }
}

fn answers(tx: &Tx) -> TxMsgData {
    TxMsgData {
        msg_responses: tx
            .messages
            .iter()
            .map(|m| Any {
                type_url: format!("{}Response", m.type_url),
                value: Vec::new(),
            })
            .collect(),
        ..TxMsgData::default()
    }
}

fn apply_mint(state: &mut State, mint: &Mint) -> Vec<Event> {
    let coins = format!("{}{}", mint.amount, mint.denom);
    let from = super::state::module_address("mint");
    state.ensure_account(&mint.address);
    let have = state.balance(&mint.address, &mint.denom);
    super::ctx::set(
        state,
        &mint.address,
        &mint.denom,
        have.saturating_add(mint.amount),
    );
    let mut events = vec![Event::plain(
        "coinbase",
        &[("minter", &from), ("amount", &coins)],
    )];
    events.extend(transfer_events(&from, &mint.address, &coins));
    events
        .into_iter()
        .map(|e| e.with("mode", "BeginBlock"))
        .collect()
}
