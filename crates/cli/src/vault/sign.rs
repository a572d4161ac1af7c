//! `slipway vault sign`: a transaction file in, words shown, a signed file out; no network.

use std::io::{BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};

use chain::offline::{Mode, OfflineError, OfflineTx};
use chain::tx::SignerState;
use chain::words::{self, Gravity, Summary};
use clap::{Args, ValueEnum};
use serde_json::Value;
use types::{ChainId, Coin};
use vault::{
    Account, AminoDoc, ApprovalRequest, Consent, Decision, DirectDoc, OsEntropy, Payload,
    RequestOrigin, Signer, Verdict,
};

use super::list::find;
use super::policy::Policy;
use super::shelf::{self, Shelf};
use crate::fail::{Failure, line, note};

/// Sign a transaction file.
#[derive(Debug, Args)]
pub struct SignArgs {
    /// What 'akash tx … --generate-only' wrote; - for stdin.
    file: PathBuf,
    /// Name, id or address of the account; the first one when absent.
    #[arg(long)]
    from: Option<String>,
    /// The network that the signature is for.
    #[arg(long)]
    chain_id: String,
    /// The account's number on it.
    #[arg(long)]
    account_number: u64,
    /// The account's next sequence; 0 for an unordered transaction.
    #[arg(long)]
    sequence: u64,
    /// How to sign.
    #[arg(long, value_enum, default_value_t = SignMode::Direct)]
    sign_mode: SignMode,
    /// Sign without asking, within the policy.
    #[arg(long, requires = "policy")]
    yes: bool,
    /// A file that names the accepted messages and caps.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Read the vault's password from this file descriptor.
    #[arg(long)]
    password_fd: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SignMode {
    /// The encoded bytes.
    Direct,
    /// The JSON document that hardware wallets sign.
    AminoJson,
}

/// Signs and prints the signed transaction.
///
/// # Errors
/// [`Failure`].
pub fn run(arguments: &SignArgs, folder: &Path) -> Result<(), Failure> {
    let tx = read(&arguments.file)?;
    let chain_id: ChainId = arguments.chain_id.parse().map_err(Failure::input)?;
    let policy = arguments.policy.as_deref().map(Policy::read).transpose()?;
    let shelf = Shelf::open(folder)?;
    let file = shelf.expect()?;
    let account = find(file.head(), arguments.from.as_deref())?;
    let public_key = account
        .public_key
        .ok_or_else(|| Failure::refused("this account is only watched; it has no key here"))?;
    let signer = SignerState {
        public_key: public_key.as_bytes().to_vec(),
        account_number: arguments.account_number,
        sequence: arguments.sequence,
    };
    let (payload, mode) = payload(&tx, &signer, &chain_id, arguments.sign_mode)?;
    // The words come from the bytes in the payload, not from the file.
    let body = match &payload {
        Payload::Direct(doc) => doc.body_bytes(),
        _ => tx.body(),
    };
    let mut summary = words::describe(body, &account.address, &());
    let fee = tx
        .fee()
        .ok_or_else(|| Failure::input("the fee of the transaction can't be read"))?;
    summary
        .warnings
        .extend(words::fee_warnings(&fee, tx.gas_limit()));
    show(&summary, &fee, account, &chain_id);
    if let Some(why) = &summary.unknown {
        return Err(Failure::refused(why));
    }
    if let Some(policy) = &policy {
        policy.check(&chain_id, &summary, &fee)?;
    }
    if !arguments.yes && !confirmed()? {
        return Err(Failure::refused("not signed"));
    }
    let signed = sign(arguments, &shelf, account, chain_id, payload)?;
    line(tx.signed(&signer, mode, &signed).map_err(Failure::input)?)
}

fn read(path: &Path) -> Result<OfflineTx, Failure> {
    let wrong = |e: &dyn std::fmt::Display| Failure::input(format!("{}: {e}", path.display()));
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    }
    .map_err(|e| wrong(&e))?;
    let json: Value = serde_json::from_str(&text).map_err(|e| wrong(&e))?;
    OfflineTx::parse(&json).map_err(|e| match e {
        OfflineError::Signed => Failure::refused(e),
        _ => wrong(&e),
    })
}

fn payload(
    tx: &OfflineTx,
    signer: &SignerState,
    chain_id: &ChainId,
    mode: SignMode,
) -> Result<(Payload, Mode), Failure> {
    Ok(match mode {
        SignMode::Direct => {
            let bytes = tx.direct(signer, chain_id).sign_doc();
            let doc = DirectDoc::parse(bytes).map_err(Failure::input)?;
            (Payload::Direct(doc), Mode::Direct)
        }
        SignMode::AminoJson => {
            let value = tx.amino(signer, chain_id).map_err(Failure::input)?;
            let doc = AminoDoc::new(value).map_err(Failure::input)?;
            (Payload::Amino(doc), Mode::AminoJson)
        }
    })
}

fn show(summary: &Summary, fee: &[Coin], account: &Account, chain_id: &ChainId) {
    note(format!(
        "{} ({}) on {chain_id}",
        account.name, account.address
    ));
    for action in &summary.actions {
        note(format!("- {}", action.sentence));
        for (name, value) in &action.facts {
            note(format!("    {name}: {value}"));
        }
    }
    let coins = |list: &[Coin]| {
        let words: Vec<_> = list.iter().map(words::coin_words).collect();
        if words.is_empty() {
            "nothing".to_owned()
        } else {
            words.join(" and ")
        }
    };
    note(format!(
        "Leaves now: {}. Fee at most: {}.",
        coins(&summary.leaves_now),
        coins(fee)
    ));
    for what in &summary.may_leave_later {
        note(format!("May leave later: {what}"));
    }
    for (gravity, warning) in &summary.warnings {
        let mark = match gravity {
            Gravity::Danger => "WARNING",
            Gravity::Note => "Note",
        };
        note(format!("{mark}: {warning}"));
    }
}

fn confirmed() -> Result<bool, Failure> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(Failure::refused(
            "there is no terminal to ask on; --yes with a policy file signs without asking",
        ));
    }
    note("Type yes to sign:");
    let mut answer = String::new();
    stdin
        .lock()
        .read_line(&mut answer)
        .map_err(Failure::input)?;
    Ok(answer.trim() == "yes")
}

/// The one way to a signature: file, decide for exactly that, sign.
fn sign(
    arguments: &SignArgs,
    shelf: &Shelf,
    account: &Account,
    chain_id: ChainId,
    payload: Payload,
) -> Result<[u8; 64], Failure> {
    let (open, _) = shelf.unlock(arguments.password_fd)?;
    let mut consent = Consent::new();
    consent.unlocked(account.id, chain_id.clone());
    let request = ApprovalRequest {
        account: account.id,
        chain_id: chain_id.clone(),
        payload,
        origin: RequestOrigin::CommandLine,
    };
    let asked = consent
        .file(request, shelf::now(), &mut OsEntropy)
        .map_err(Failure::refused)?;
    let decision = Decision {
        id: asked.id,
        account: account.id,
        chain_id,
        hash: asked.hash,
        verdict: Verdict::Approve,
    };
    let grant = consent
        .decide(&decision)
        .map_err(Failure::refused)?
        .ok_or_else(|| Failure::refused("not approved"))?;
    Ok(open.sign(grant).map_err(Failure::refused)?.signature)
}
