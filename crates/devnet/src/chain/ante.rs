//! What every transaction passes before its messages run: decoding, gas, fee, signature, sequence.

use k256::ecdsa::signature::Verifier;
use k256::ecdsa::{Signature, VerifyingKey};
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::v1beta1::{AuthInfo, SignDoc, TxRaw, mode_info};
use proto::{Any, Message, Named, TxBody};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};
use types::Address;

use super::state::{Events, Fault, Res, State, module_account};

/// Smallest gas price: 25 × 10⁻⁴ uakt.
const MIN_PRICE: u128 = 25;
const MAX_UNORDERED_NANOS: i128 = 600_000_000_000;

/// A decoded transaction.
pub struct Tx {
    /// Its body.
    pub body: TxBody,
    /// Its fee and signers.
    pub auth: AuthInfo,
    raw: TxRaw,
    /// The one signer.
    pub signer: String,
}

/// Gas of a transaction by its size and messages; deterministic, of the real chain's order of magnitude.
pub fn gas_used(tx_len: usize, messages: &[Any], open_bids: usize) -> u64 {
    let size = 10 * tx_len as u64;
    let each = |m: &Any| {
        let base = match m.type_url.rsplit('.').next().unwrap_or_default() {
            "MsgSend" => 30_000,
            "MsgCreateDeployment" => 80_000,
            "MsgCreateLease" => 95_000,
            "MsgCloseDeployment" => 110_000 + 70_000 * open_bids as u64,
            _ => 60_000,
        };
        base + 8 * m.value.len() as u64
    };
    55_000 + size + messages.iter().map(each).sum::<u64>()
}

/// Reads the bytes of a transaction.
pub fn decode(bytes: &[u8]) -> Res<Tx> {
    let bad = |what: &str| Fault::new("sdk", 2, format!("{what}: tx parse error"));
    let raw = TxRaw::decode(bytes).map_err(|e| bad(&e.to_string()))?;
    let body = TxBody::decode(raw.body_bytes.as_slice()).map_err(|e| bad(&e.to_string()))?;
    let auth = AuthInfo::decode(raw.auth_info_bytes.as_slice()).map_err(|e| bad(&e.to_string()))?;
    if body.encoded_len() != raw.body_bytes.len() {
        return Err(bad("errUnknownField"));
    }
    if body.messages.is_empty() {
        return Err(Fault::new(
            "sdk",
            18,
            "must contain at least one message: invalid request",
        ));
    }
    let mut signer: Option<String> = None;
    for message in &body.messages {
        let who = super::msgs::signer(message)?;
        if signer.as_ref().is_some_and(|known| *known != who) {
            return Err(Fault::new(
                "sdk",
                4,
                "wrong number of signers; expected 2, got 1: unauthorized",
            ));
        }
        signer = Some(who);
        super::msgs::validate(message)?;
    }
    let signer = signer.unwrap_or_default();
    Ok(Tx {
        body,
        auth,
        raw,
        signer,
    })
}

/// Runs the checks on `state`, takes the fee and moves the sequence on. `simulate` asks for neither
/// fee nor signature.
pub fn run(state: &mut State, tx: &Tx, simulate: bool, events: &mut Events) -> Res {
    let body = &tx.body;
    if body.memo.chars().count() > 256 {
        return Err(Fault::new(
            "sdk",
            12,
            "maximum number of characters is 256: memo too large",
        ));
    }
    if body.timeout_height != 0 && state.height > body.timeout_height {
        return Err(Fault::new(
            "sdk",
            30,
            format!(
                "block height: {}, timeout height: {}: tx timeout height",
                state.height, body.timeout_height
            ),
        ));
    }
    let fee = tx.auth.fee.clone().unwrap_or_default();
    if !simulate {
        let required = (u128::from(fee.gas_limit) * MIN_PRICE).div_ceil(10_000);
        let paid: u128 = fee
            .amount
            .iter()
            .filter(|c| c.denom == "uakt")
            .filter_map(|c| c.amount.parse::<u128>().ok())
            .sum();
        if paid < required || fee.amount.iter().any(|c| c.denom != "uakt") {
            let got: Vec<_> = fee
                .amount
                .iter()
                .map(|c| format!("{}{}", c.amount, c.denom))
                .collect();
            return Err(Fault::new(
                "sdk",
                13,
                format!(
                    "insufficient fees; got: {} required: {required}uakt: insufficient fee",
                    got.join(",")
                ),
            ));
        }
    }
    if !state.accounts.contains_key(&tx.signer) {
        return Err(Fault::new(
            "sdk",
            9,
            format!(
                "fee payer address: {} does not exist: unknown address",
                tx.signer
            ),
        ));
    }
    if !simulate {
        for coin in &fee.amount {
            let amount = coin.amount.parse().unwrap_or(u128::MAX);
            state.transfer(
                &tx.signer,
                &module_account("fee_collector"),
                &coin.denom,
                amount,
                events,
            )?;
            let paid = format!("{}{}", coin.amount, coin.denom);
            events.plain("tx", &[("fee", &paid), ("fee_payer", &tx.signer)]);
        }
    }
    check_signature(state, tx, simulate, events)
}

fn check_signature(state: &mut State, tx: &Tx, simulate: bool, events: &mut Events) -> Res {
    let [info] = &tx.auth.signer_infos[..] else {
        return Err(Fault::new(
            "sdk",
            4,
            "wrong number of signers: unauthorized",
        ));
    };
    if tx.raw.signatures.is_empty() {
        return Err(Fault::new("sdk", 15, "no signatures supplied"));
    }
    let account = state.accounts.get(&tx.signer).cloned().unwrap_or_default();
    let key = match &info.public_key {
        Some(any) => PubKey::from_any(any).map(|k| k.key),
        None => account.public_key.clone(),
    };
    let key = key.ok_or_else(|| {
        Fault::new(
            "undefined",
            111_222,
            "recovered: runtime error: invalid memory address or nil pointer dereference",
        )
    })?;
    if address_of(&key).as_deref() != Some(tx.signer.as_str()) {
        return Err(Fault::new(
            "sdk",
            8,
            format!(
                "pubKey does not match signer address {}: invalid pubkey",
                tx.signer
            ),
        ));
    }
    if tx.body.unordered {
        unordered(state, tx, info.sequence)?;
    } else {
        if let Some(end) = &tx.body.timeout_timestamp
            && nanos(end) < state.time_nanos
        {
            return Err(Fault::new(
                "sdk",
                42,
                "timeout timestamp passed: tx timeout",
            ));
        }
        if info.sequence != account.sequence {
            return Err(Fault::new(
                "sdk",
                32,
                format!(
                    "account sequence mismatch, expected {}, got {}: incorrect account sequence",
                    account.sequence, info.sequence
                ),
            ));
        }
    }
    if !simulate {
        let direct = matches!(
            info.mode_info.as_ref().and_then(|m| m.sum.as_ref()),
            Some(mode_info::Sum::Single(single)) if single.mode == 1
        );
        let doc = SignDoc {
            body_bytes: tx.raw.body_bytes.clone(),
            auth_info_bytes: tx.raw.auth_info_bytes.clone(),
            chain_id: state.chain_id.clone(),
            account_number: account.number,
        };
        if !direct || !verifies(&key, &doc.encode_to_vec(), &tx.raw.signatures[0]) {
            return Err(Fault::new(
                "sdk",
                4,
                format!(
                    "signature verification failed; please verify account number ({}) and chain-id ({}): unauthorized",
                    account.number, state.chain_id
                ),
            ));
        }
    }
    let acc_seq = format!("{}/{}", tx.signer, info.sequence);
    events.plain("tx", &[("acc_seq", &acc_seq)]);
    if let Some(account) = state.accounts.get_mut(&tx.signer) {
        account.public_key = Some(key);
        if !tx.body.unordered {
            account.sequence += 1;
        }
    }
    Ok(())
}

fn nanos(time: &proto::Timestamp) -> i128 {
    i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanos)
}

fn unordered(state: &mut State, tx: &Tx, sequence: u64) -> Res {
    let refuse = |text: &str| Fault::new("sdk", 18, format!("{text}: invalid request"));
    if sequence != 0 {
        return Err(refuse("sequence is not allowed for unordered transactions"));
    }
    let end = tx
        .body
        .timeout_timestamp
        .as_ref()
        .map(nanos)
        .ok_or_else(|| refuse("unordered transaction must have timeout_timestamp set"))?;
    if end < state.time_nanos {
        return Err(Fault::new(
            "sdk",
            42,
            "timeout timestamp passed: tx timeout",
        ));
    }
    if end > state.time_nanos + MAX_UNORDERED_NANOS {
        return Err(refuse("unordered tx ttl exceeds 10m0s"));
    }
    let now = state.time_nanos;
    state.nonces.retain(|(_, timeout), ()| *timeout >= now);
    match state.nonces.insert((tx.signer.clone(), end), ()) {
        None => Ok(()),
        Some(()) => Err(refuse(
            "failed to add unordered nonce: already used timeout",
        )),
    }
}

/// Address of a compressed public key.
pub fn address_of(key: &[u8]) -> Option<String> {
    let hash = Ripemd160::digest(Sha256::digest(key));
    Address::from_bytes(&hash).ok().map(|a| a.to_string())
}

fn verifies(key: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::from_sec1_bytes(key),
        Signature::from_slice(signature),
    ) else {
        return false;
    };
    // The chain takes only the low form.
    signature.normalize_s().is_none() && key.verify(bytes, &signature).is_ok()
}
