//! What every transaction passes before its messages run: timeouts, memo, fee, keys, signatures.

use super::ctx::{set, transfer_events};
use super::event::Event;
use super::refusal::{Refusal, sdk};
use super::state::{State, module_address};
use super::tx::Tx;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use k256::ecdsa::signature::hazmat::PrehashVerifier;
use k256::ecdsa::{Signature, VerifyingKey};
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::signing::v1beta1::SignMode;
use proto::cosmos::tx::v1beta1::mode_info::Sum;
use proto::cosmos::tx::v1beta1::{SignDoc, SignerInfo};
use proto::{Message as _, Named};
use sha2::{Digest, Sha256};

/// Gas of the checks themselves: reading accounts and parameters, writing sequence and fee.
const BASE_GAS: u64 = 39_000;
/// Extra gas of an unordered transaction for its nonce.
const NONCE_GAS: u64 = 3_870;
/// How far ahead the timeout of an unordered transaction may be, in nanoseconds.
const UNORDERED_TTL: i128 = 600 * 1_000_000_000;

/// On whose behalf the checks run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Entering the mempool; the node's least gas price counts.
    Check,
    /// In a block.
    Deliver,
    /// Simulating: neither signatures nor gas limit count.
    Simulate,
}

/// What the checks leave behind.
#[derive(Debug)]
pub struct Passed {
    /// Gas used so far.
    pub gas: u64,
    /// Events, published whatever becomes of the messages.
    pub events: Vec<Event>,
}

/// Runs the checks and writes fee, keys, sequences and nonces into `state`, which is to be thrown
/// away when they refuse.
///
/// # Errors
/// The `sdk` codes of the checks; a panic for a signer without a public key.
pub fn run(
    state: &mut State,
    tx: &Tx,
    height: i64,
    time: i128,
    mode: Mode,
) -> Result<Passed, Refusal> {
    tx.check_messages()?;
    let fee = tx.fee();
    let signers = tx.signers();
    if tx.raw.signatures.is_empty() {
        return Err(sdk(15, "no signatures supplied"));
    }
    if tx.raw.signatures.len() != signers.len() || tx.auth.signer_infos.len() != signers.len() {
        return Err(sdk(
            4,
            format!(
                "wrong number of signers; expected {}, got {}: unauthorized",
                signers.len(),
                tx.raw.signatures.len()
            ),
        ));
    }
    timeouts(tx, height, time)?;
    let params = state.params.clone();
    let memo = tx.body.memo.chars().count();
    if memo > params.max_memo {
        return Err(sdk(
            12,
            format!(
                "maximum number of characters is {} but received {memo} characters: memo too large",
                params.max_memo
            ),
        ));
    }
    let mut gas = BASE_GAS + params.gas_per_byte * tx.length as u64;
    if tx.body.unordered {
        gas += NONCE_GAS;
    }
    out_of_gas(gas, fee.gas_limit, mode)?;
    let mut events = take_fee(state, tx, mode)?;
    for (signer, info) in signers.iter().zip(&tx.auth.signer_infos) {
        put_key(state, signer, info, mode)?;
    }
    if signers.len() > params.max_signatures {
        return Err(sdk(14, "maximum number of signatures exceeded"));
    }
    gas += params.gas_per_signature * signers.len() as u64;
    out_of_gas(gas, fee.gas_limit, mode)?;
    if tx.body.unordered {
        unordered(state, tx, &signers, time)?;
    }
    for (index, signer) in signers.iter().enumerate() {
        verify(state, tx, index, signer, mode)?;
        let info = &tx.auth.signer_infos[index];
        if !tx.body.unordered {
            let sequence = format!("{signer}/{}", info.sequence);
            events.push(Event::plain("tx", &[("acc_seq", &sequence)]));
        }
        events.push(Event::plain(
            "tx",
            &[("signature", &STANDARD.encode(&tx.raw.signatures[index]))],
        ));
    }
    Ok(Passed { gas, events })
}

/// Refuses when more gas was used than the fee pays for.
///
/// # Errors
/// `sdk` 11.
pub fn out_of_gas(used: u64, limit: u64, mode: Mode) -> Result<(), Refusal> {
    if mode == Mode::Simulate || used <= limit {
        return Ok(());
    }
    Err(sdk(
        11,
        format!(
            "out of gas in location: WriteFlat; gasWanted: {limit}, gasUsed: {used}: out of gas"
        ),
    ))
}

fn timeouts(tx: &Tx, height: i64, time: i128) -> Result<(), Refusal> {
    let last = tx.body.timeout_height;
    if last != 0 && u64::try_from(height).unwrap_or(0) > last {
        return Err(sdk(
            30,
            format!("block height: {height}, timeout height: {last}: tx timeout height"),
        ));
    }
    match tx.timeout() {
        Some(t) if time > t => Err(sdk(
            42,
            format!("block time: {time}, timeout timestamp: {t}: tx timeout"),
        )),
        _ => Ok(()),
    }
}

fn take_fee(state: &mut State, tx: &Tx, mode: Mode) -> Result<Vec<Event>, Refusal> {
    let fee = tx.fee();
    let coins = fee
        .amount
        .iter()
        .map(|c| Some((c.denom.clone(), c.amount.parse::<u128>().ok()?)))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| sdk(13, "invalid fee provided: insufficient fee"))?;
    let text = coins
        .iter()
        .map(|(d, a)| format!("{a}{d}"))
        .collect::<Vec<_>>()
        .join(",");
    if mode == Mode::Check {
        let needed = (u128::from(fee.gas_limit) * state.params.min_gas_price).div_ceil(10_000);
        if !coins.iter().any(|(d, a)| d == "uakt" && *a >= needed) {
            return Err(sdk(
                13,
                format!("insufficient fees; got: {text} required: {needed}uakt: insufficient fee"),
            ));
        }
    }
    let payer = tx.payer();
    let from = if fee.granter.is_empty() || fee.granter == payer {
        payer.clone()
    } else {
        return Err(sdk(
            38,
            format!(
                "{} does not allow to pay fees for {payer}: fee-grant not found: not found",
                fee.granter
            ),
        ));
    };
    if !state.accounts.contains_key(&from) {
        return Err(sdk(
            9,
            format!("fee payer address: {from} does not exist: unknown address"),
        ));
    }
    let mut events = Vec::new();
    let collector = module_address("fee_collector");
    for (denom, amount) in coins.iter().filter(|(_, a)| *a > 0) {
        let have = state.balance(&from, denom);
        let left = have.checked_sub(*amount).ok_or_else(|| {
            sdk(
                5,
                format!("spendable balance {have}{denom} is smaller than {amount}{denom}: insufficient funds: insufficient funds"),
            )
        })?;
        set(state, &from, denom, left);
        let there = state.balance(&collector, denom);
        set(state, &collector, denom, there.saturating_add(*amount));
    }
    if !text.is_empty() {
        events.extend(transfer_events(&from, &collector, &text));
    }
    events.push(Event::plain("tx", &[("fee", &text), ("fee_payer", &from)]));
    Ok(events)
}

fn put_key(state: &mut State, signer: &str, info: &SignerInfo, mode: Mode) -> Result<(), Refusal> {
    let any = info.public_key.as_ref().ok_or_else(|| {
        Refusal::panic(
            "recovered: runtime error: invalid memory address or nil pointer dereference: panic",
        )
    })?;
    let key = PubKey::from_any(any)
        .map(|k| k.key)
        .filter(|k| k.len() == 33)
        .ok_or_else(|| sdk(8, "invalid pubkey"))?;
    let fits = VerifyingKey::from_sec1_bytes(&key)
        .is_ok_and(|k| crate::provider::key::address_of(&k) == signer);
    // A simulation may come from a machine that has no key: any key will do then.
    if !fits && mode != Mode::Simulate {
        return Err(sdk(
            8,
            format!(
                "pubKey does not match signer address {signer} with signer index: 0: invalid pubkey"
            ),
        ));
    }
    let account = state.accounts.get_mut(signer).ok_or_else(|| {
        sdk(
            9,
            format!("account {signer} does not exist: unknown address"),
        )
    })?;
    account.public_key = Some(key);
    Ok(())
}

fn unordered(state: &mut State, tx: &Tx, signers: &[String], time: i128) -> Result<(), Refusal> {
    let bad = |log: String| Err(sdk(18, format!("{log}: invalid request")));
    let Some(timeout) = tx.timeout() else {
        return bad("unordered transaction must have timeout_timestamp set".into());
    };
    if tx.auth.signer_infos.iter().any(|i| i.sequence != 0) {
        return bad("sequence is not allowed for unordered transactions".into());
    }
    if timeout > time + UNORDERED_TTL {
        return bad("unordered tx ttl exceeds 10m0s".into());
    }
    for signer in signers {
        if !state.nonces.insert((timeout, signer.clone())) {
            return bad(format!(
                "failed to add unordered nonce: sender {signer} has already used timeout {timeout}"
            ));
        }
    }
    Ok(())
}

fn verify(
    state: &mut State,
    tx: &Tx,
    index: usize,
    signer: &str,
    mode: Mode,
) -> Result<(), Refusal> {
    let info = &tx.auth.signer_infos[index];
    let chain_id = state.chain_id.clone();
    let account = state.accounts.get_mut(signer).ok_or_else(|| {
        sdk(
            9,
            format!("account {signer} does not exist: unknown address"),
        )
    })?;
    if !tx.body.unordered {
        if info.sequence != account.sequence {
            return Err(sdk(
                32,
                format!(
                    "account sequence mismatch, expected {}, got {}: incorrect account sequence",
                    account.sequence, info.sequence
                ),
            ));
        }
        account.sequence += 1;
    }
    if mode == Mode::Simulate {
        return Ok(());
    }
    let direct = matches!(
        info.mode_info.as_ref().and_then(|m| m.sum.as_ref()),
        Some(Sum::Single(s)) if s.mode == SignMode::Direct as i32
    );
    let doc = SignDoc {
        body_bytes: tx.raw.body_bytes.clone(),
        auth_info_bytes: tx.raw.auth_info_bytes.clone(),
        chain_id,
        account_number: account.number,
    };
    let key = account.public_key.clone().unwrap_or_default();
    if direct && signature_holds(&key, &doc.encode_to_vec(), &tx.raw.signatures[index]) {
        return Ok(());
    }
    Err(sdk(
        4,
        format!(
            "signature verification failed; please verify account number ({}) and chain-id ({}): (unable to verify single signer signature): unauthorized",
            doc.account_number, doc.chain_id
        ),
    ))
}

/// ECDSA over SHA-256 with the low half of s only, as the real chain demands.
fn signature_holds(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::from_sec1_bytes(key),
        Signature::from_slice(signature),
    ) else {
        return false;
    };
    signature.normalize_s().is_none()
        && key
            .verify_prehash(&Sha256::digest(message), &signature)
            .is_ok()
}
