//! Running transactions against the state: check, deliver, simulate.

use super::ante::{self, Mode};
use super::ctx::Ctx;
use super::event::Event;
use super::refusal::Refusal;
use super::state::State;
use super::tx::Tx;
use proto::cosmos::base::abci::v1beta1::TxMsgData;
use proto::{Any, Message as _};

/// Outcome of a transaction, as `tx_result` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TxResult {
    /// 0, or why it was refused.
    pub code: u32,
    /// Module of the code.
    pub codespace: String,
    /// Words.
    pub log: String,
    /// `TxMsgData`.
    pub data: Vec<u8>,
    /// Gas limit.
    pub gas_wanted: u64,
    /// Gas used.
    pub gas_used: u64,
    /// Events.
    pub events: Vec<Event>,
}

impl TxResult {
    fn refused(refusal: Refusal, gas_wanted: u64, gas_used: u64, events: Vec<Event>) -> Self {
        Self {
            code: refusal.code,
            codespace: refusal.codespace.to_owned(),
            log: refusal.log,
            gas_wanted,
            gas_used,
            events,
            ..Self::default()
        }
    }
}

/// Checks a transaction for the mempool; `state` takes what the checks write.
pub fn check(state: &mut State, bytes: &[u8], height: i64, time: i128) -> TxResult {
    let tx = match Tx::decode(bytes) {
        Ok(tx) => tx,
        Err(refusal) => return TxResult::refused(refusal, 0, 0, Vec::new()),
    };
    let wanted = tx.fee().gas_limit;
    let mut next = state.clone();
    match ante::run(&mut next, &tx, height, time, Mode::Check) {
        Ok(passed) => {
            *state = next;
            TxResult {
                gas_wanted: wanted,
                gas_used: passed.gas,
                ..TxResult::default()
            }
        }
        Err(refusal) => TxResult::refused(refusal, wanted, 0, Vec::new()),
    }
}

/// Runs a transaction in a block.
pub fn deliver(state: &mut State, bytes: &[u8], height: i64, time: i128) -> TxResult {
    match Tx::decode(bytes) {
        Ok(tx) => run(state, &tx, height, time, Mode::Deliver),
        Err(refusal) => TxResult::refused(refusal, 0, 0, Vec::new()),
    }
}

/// Runs a transaction on a copy of the state.
///
/// # Errors
/// What decoding, the checks or a message say, with the gas used until then.
pub fn simulate(
    state: &State,
    bytes: &[u8],
    height: i64,
    time: i128,
) -> Result<TxResult, (Refusal, u64)> {
    let tx = Tx::decode(bytes).map_err(|r| (r, 0))?;
    let mut copy = state.clone();
    let result = run(&mut copy, &tx, height, time, Mode::Simulate);
    if result.code == 0 {
        return Ok(result);
    }
    Err((Refusal::new("sdk", 6, result.log), result.gas_used))
}

fn run(state: &mut State, tx: &Tx, height: i64, time: i128, mode: Mode) -> TxResult {
    let wanted = tx.fee().gas_limit;
    let mut next = state.clone();
    let passed = match ante::run(&mut next, tx, height, time, mode) {
        Ok(passed) => passed,
        Err(refusal) => return TxResult::refused(refusal, wanted, 0, Vec::new()),
    };
    *state = next;
    let mut working = state.clone();
    let mut gas = passed.gas;
    let mut published = passed.events.clone();
    let mut data = TxMsgData::default();
    for (index, message) in tx.messages.iter().enumerate() {
        let mut ctx = Ctx {
            state: &mut working,
            height,
            time,
            events: Vec::new(),
            gas: 0,
        };
        let done = message.body.run(&mut ctx);
        let Ctx {
            events, gas: used, ..
        } = ctx;
        gas += used;
        if let Err(refusal) = done.map_err(|r| r.at_message(index)) {
            return TxResult::refused(refusal, wanted, gas, passed.events);
        }
        let number = index.to_string();
        let action = Event::plain(
            "message",
            &[
                ("action", &message.url),
                ("sender", &message.body.signer()),
                ("module", module_of(&message.url)),
            ],
        );
        published.extend(
            std::iter::once(action)
                .chain(events)
                .map(|e| e.with("msg_index", &number)),
        );
        // Older field kept by the type, unused by this SDK.
        data.msg_responses.push(Any {
            type_url: format!("{}Response", message.url),
            value: Vec::new(),
        });
    }
    if let Err(refusal) = ante::out_of_gas(gas, wanted, mode) {
        return TxResult::refused(refusal, wanted, gas, passed.events);
    }
    *state = working;
    TxResult {
        data: data.encode_to_vec(),
        gas_wanted: wanted,
        gas_used: gas,
        events: published,
        ..TxResult::default()
    }
}

fn module_of(url: &str) -> &str {
    url.split('.').nth(1).unwrap_or_default()
}
