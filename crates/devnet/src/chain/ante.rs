//! What a transaction goes through before its messages: form, timeouts, memo, gas, fee, signatures.

use super::bank;
use super::ctx::{Ctx, set, transfer_events};
use super::event::Event;
use super::refusal::{Refusal, sdk};
use super::state::{State, module_address};
use super::tx::Tx;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use k256::ecdsa::signature::hazmat::PrehashVerifier;
use k256::ecdsa::{Signature, VerifyingKey};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};
use types::Address;

/// Gas of reading parameters and accounts before the fee.
const SETUP: u64 = 9_000;
/// Gas of moving the fee.
const FEE: u64 = 21_000;
/// Gas of public key, signature and sequence beyond the check itself.
const SIGN: u64 = 12_400;
/// What an unordered transaction's entry costs.
const NONCE: u64 = 3_500;
/// Furthest timeout of an unordered transaction: ten minutes in nanoseconds.
const UNORDERED: i128 = 600_000_000_000;

/// Why the checks run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To enter the mempool: the node's lowest gas price counts.
    Check,
    /// In a block.
    Deliver,
    /// To estimate gas: no fee price, no signature.
    Simulate,
}

/// A refusal with the gas it took.
pub type Failed = (Refusal, u64);

/// Runs the checks and their effects on accounts and balances. Gives gas and events.
///
/// # Errors
/// `sdk` codes as a real node has them. The state may be half changed then: the caller drops it.
pub fn run(
    state: &mut State,
    tx: &Tx,
    height: i64,
    time: i128,
    mode: Mode,
) -> Result<(u64, Vec<Event>), Failed> {
    let mut gas = 0;
    inner(state, tx, height, time, mode, &mut gas)
        .map_err(|e| (e, gas))
        .map(|events| (gas, events))
}

fn inner(
    state: &mut State,
    tx: &Tx,
    height: i64,
    time: i128,
    mode: Mode,
    gas: &mut u64,
) -> Result<Vec<Event>, Refusal> {
    let fee = tx.fee();
    let signers = form(tx, mode)?;
    timeouts(tx, height, time)?;
    let length = tx.body.memo.chars().count();
    if length > state.params.max_memo {
        return Err(sdk(
            12,
            format!(
                "maximum number of characters is {} but received {length} characters: memo too large",
                state.params.max_memo
            ),
        ));
    }
    let meter = |gas: &mut u64, more: u64, place: &str| {
        *gas += more;
        if mode != Mode::Simulate && *gas > fee.gas_limit {
            return Err(out_of_gas(place, fee.gas_limit, *gas));
        }
        Ok(())
    };
    meter(gas, SETUP, "ReadFlat")?;
    meter(gas, tx.len as u64 * state.params.gas_per_byte, "txSize")?;
    if mode == Mode::Check {
        lowest_price(state, tx)?;
    }
    let mut events = take_fee(state, tx, mode)?;
    meter(gas, FEE, "WriteFlat")?;
    keys(state, tx, &signers)?;
    if signers.len() > state.params.max_signatures {
        return Err(sdk(
            14,
            format!(
                "signatures: {}, limit: {}: maximum number of signatures exceeded",
                signers.len(),
                state.params.max_signatures
            ),
        ));
    }
    let each = state.params.gas_per_signature + SIGN;
    meter(gas, each * signers.len() as u64, "ante verify: secp256k1")?;
    if tx.body.unordered {
        meter(gas, NONCE, "WriteFlat")?;
        nonces(state, tx, &signers, time)?;
    }
    signatures(state, tx, &signers, mode)?;
    for signer in &signers {
        if let Some(account) = state
            .accounts
            .get_mut(signer)
            .filter(|_| !tx.body.unordered)
        {
            let now = format!("{signer}/{}", account.sequence);
            account.sequence += 1;
            events.push(Event::plain("tx", &[("acc_seq", &now)]));
        }
    }
    for signature in &tx.raw.signatures {
        events.push(Event::plain(
            "tx",
            &[("signature", &STANDARD.encode(signature))],
        ));
    }
    Ok(events)
}

/// Gas ran out.
pub fn out_of_gas(place: &str, wanted: u64, used: u64) -> Refusal {
    sdk(
        11,
        format!(
            "out of gas in location: {place}; gasWanted: {wanted}, gasUsed: {used}: out of gas"
        ),
    )
}

fn form(tx: &Tx, mode: Mode) -> Result<Vec<String>, Refusal> {
    let signers = tx.signers();
    let given = tx.raw.signatures.len();
    if given == 0 {
        return Err(sdk(15, "no signatures supplied"));
    }
    if given != signers.len() || tx.auth.signer_infos.len() != signers.len() {
        return Err(sdk(
            4,
            format!(
                "wrong number of signers; expected {}, got {given}: unauthorized",
                signers.len()
            ),
        ));
    }
    let missing = tx.auth.signer_infos.iter().any(|i| i.public_key.is_none());
    if missing && mode != Mode::Simulate {
        return Err(Refusal::panic(
            "recovered: runtime error: invalid memory address or nil pointer dereference",
        ));
    }
    Ok(signers)
}

fn timeouts(tx: &Tx, height: i64, time: i128) -> Result<(), Refusal> {
    let last = tx.body.timeout_height;
    if last != 0 && i64::try_from(last).is_ok_and(|last| height > last) {
        return Err(sdk(
            30,
            format!("block height: {height}, timeout height: {last}: tx timeout height"),
        ));
    }
    let Some(timeout) = tx.timeout() else {
        if tx.body.unordered {
            return Err(sdk(
                18,
                "unordered transaction must have timeout_timestamp set: invalid request",
            ));
        }
        return Ok(());
    };
    if time > timeout {
        return Err(sdk(
            42,
            format!("block time: {time}, timeout timestamp: {timeout}: tx timeout"),
        ));
    }
    Ok(())
}

fn lowest_price(state: &State, tx: &Tx) -> Result<(), Refusal> {
    let fee = tx.fee();
    let per = state.params.min_gas_price;
    let required = (u128::from(fee.gas_limit) * per).div_ceil(10_000);
    let paid = fee
        .amount
        .iter()
        .find(|c| c.denom == "uakt")
        .and_then(|c| c.amount.parse::<u128>().ok());
    if paid.is_some_and(|p| p >= required) || required == 0 {
        return Ok(());
    }
    let got: Vec<String> = fee
        .amount
        .iter()
        .map(|c| format!("{}{}", c.amount, c.denom))
        .collect();
    Err(sdk(
        13,
        format!(
            "insufficient fees; got: {} required: {required}uakt: insufficient fee",
            got.join(",")
        ),
    ))
}

fn take_fee(state: &mut State, tx: &Tx, mode: Mode) -> Result<Vec<Event>, Refusal> {
    let fee = tx.fee();
    let payer = tx.payer();
    if fee.gas_limit == 0 && mode != Mode::Simulate {
        return Err(sdk(41, "must provide positive gas: invalid gas limit"));
    }
    if !fee.granter.is_empty() && fee.granter != payer {
        return Err(sdk(
            38,
            format!(
                "{} does not allow to pay fees for {payer}: fee-grant not found: not found",
                fee.granter
            ),
        ));
    }
    if !state.accounts.contains_key(&payer) {
        return Err(sdk(
            9,
            format!("fee payer address: {payer} does not exist: unknown address"),
        ));
    }
    let coins = bank::coins(&fee.amount)?;
    let collector = module_address("fee_collector");
    let mut texts = Vec::new();
    for (denom, amount) in &coins {
        let have = state.balance(&payer, denom);
        let Some(left) = have.checked_sub(*amount) else {
            return Err(sdk(
                5,
                format!(
                    "spendable balance {have}{denom} is smaller than {amount}{denom}: insufficient funds: insufficient funds"
                ),
            ));
        };
        set(state, &payer, denom, left);
        let there = state.balance(&collector, denom);
        set(state, &collector, denom, there.saturating_add(*amount));
        texts.push(format!("{amount}{denom}"));
    }
    let text = texts.join(",");
    let mut events = Vec::new();
    if !coins.is_empty() {
        events.extend(transfer_events(&payer, &collector, &text));
    }
    events.push(Event::plain("tx", &[("fee", &text), ("fee_payer", &payer)]));
    Ok(events)
}

/// Address of a compressed public key.
pub fn address_of(key: &[u8]) -> Option<String> {
    let hashed = Ripemd160::digest(Sha256::digest(key));
    Address::from_bytes(&hashed)
        .ok()
        .map(|a| a.as_str().to_owned())
}

fn keys(state: &mut State, tx: &Tx, signers: &[String]) -> Result<(), Refusal> {
    for (index, signer) in signers.iter().enumerate() {
        let Some(key) = tx.public_key(index) else {
            continue;
        };
        if address_of(&key).as_deref() != Some(signer) {
            return Err(sdk(
                8,
                format!(
                    "pubKey does not match signer address {signer} with signer index: {index}: invalid pubkey"
                ),
            ));
        }
        let account = state.accounts.get_mut(signer).ok_or_else(|| {
            sdk(
                9,
                format!("account {signer} does not exist: unknown address"),
            )
        })?;
        account.public_key.get_or_insert(key);
    }
    Ok(())
}

fn nonces(state: &mut State, tx: &Tx, signers: &[String], time: i128) -> Result<(), Refusal> {
    let invalid = |log: String| sdk(18, format!("{log}: invalid request"));
    let timeout = tx.timeout().unwrap_or(0);
    if timeout > time + UNORDERED {
        return Err(invalid("unordered tx ttl exceeds 10m0s".into()));
    }
    if tx.auth.signer_infos.iter().any(|i| i.sequence != 0) {
        return Err(invalid(
            "sequence is not allowed for unordered transactions".into(),
        ));
    }
    for signer in signers {
        if !state.nonces.insert((timeout, signer.clone())) {
            return Err(invalid(format!(
                "failed to add unordered nonce: sender {signer} has already used timeout {timeout}"
            )));
        }
    }
    Ok(())
}

fn signatures(state: &State, tx: &Tx, signers: &[String], mode: Mode) -> Result<(), Refusal> {
    for (index, signer) in signers.iter().enumerate() {
        let account = state.accounts.get(signer).ok_or_else(|| {
            sdk(
                9,
                format!("account {signer} does not exist: unknown address"),
            )
        })?;
        let given = tx.auth.signer_infos[index].sequence;
        if !tx.body.unordered && given != account.sequence {
            return Err(sdk(
                32,
                format!(
                    "account sequence mismatch, expected {}, got {given}: incorrect account sequence",
                    account.sequence
                ),
            ));
        }
        if mode == Mode::Simulate {
            continue;
        }
        let key = account.public_key.as_deref().unwrap_or_default();
        let bytes = tx.sign_bytes(&state.chain_id, account.number);
        if !tx.signs_direct(index) || !verifies(key, &bytes, &tx.raw.signatures[index]) {
            return Err(sdk(
                4,
                format!(
                    "signature verification failed; please verify account number ({}) and chain-id ({}): (unable to verify single signer signature): unauthorized",
                    account.number, state.chain_id
                ),
            ));
        }
    }
    Ok(())
}

/// A signature counts only in its low-S form.
fn verifies(key: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = VerifyingKey::from_sec1_bytes(key) else {
        return false;
    };
    let Ok(signature) = Signature::from_slice(signature) else {
        return false;
    };
    signature.normalize_s().is_none()
        && key
            .verify_prehash(&Sha256::digest(bytes), &signature)
            .is_ok()
}

/// Runs a transaction's messages on a state that the caller drops when one fails. Gives what the
/// messages spent beyond the gas given, or fails.
///
/// # Errors
/// The message's refusal, `sdk` 11 when gas runs out, with the gas used so far.
pub fn messages(
    state: &mut State,
    tx: &Tx,
    height: i64,
    time: i128,
    mut gas: u64,
    mode: Mode,
) -> Result<(u64, Vec<Event>), Failed> {
    let limit = tx.fee().gas_limit;
    let mut events = Vec::new();
    for (index, message) in tx.messages.iter().enumerate() {
        let mut ctx = Ctx {
            state,
            height,
            time,
            events: Vec::new(),
            gas: 0,
        };
        let outcome = message.run(&mut ctx);
        let (made, used) = (std::mem::take(&mut ctx.events), ctx.gas);
        gas += used;
        if mode != Mode::Simulate && gas > limit {
            return Err((out_of_gas("ReadFlat", limit, gas), gas));
        }
        outcome.map_err(|e| (e.at_message(index), gas))?;
        let first = Event::plain(
            "message",
            &[
                ("action", &message.type_url),
                ("sender", &message.signer),
                ("module", message.module()),
            ],
        );
        let number = index.to_string();
        events.extend(
            std::iter::once(first)
                .chain(made)
                .map(|e| e.with("msg_index", &number)),
        );
    }
    Ok((gas, events))
}
