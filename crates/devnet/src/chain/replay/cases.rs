//! Recorded transactions of a real chain, in the order in which they can be played again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Events as the recordings have them: type, then keys and values.
pub type Events = Vec<(String, Vec<(String, String)>)>;

/// Who refused the transaction, and what came of it otherwise.
#[derive(Clone, Debug)]
pub enum Expected {
    /// CheckTx: codespace and code.
    Check(String, u64),
    /// The RPC, as the transaction is known already.
    Known,
    /// It was in a block: height, codespace, code, events, and the answer's bytes if recorded.
    Block(i64, String, u64, Events, Option<Vec<u8>>),
}

/// One transaction.
#[derive(Clone, Debug)]
pub struct Case {
    /// Name of the recording, with the note for one of a timeline.
    pub name: String,
    /// Signed bytes.
    pub bytes: Vec<u8>,
    /// Decoded by the recorder, if it decodes.
    pub tx: Value,
    /// Signer as the recorder had it.
    pub signer: String,
    /// Sequence of the account when it was sent.
    pub due: u64,
    /// Account number signed.
    pub number: u64,
    /// What happened.
    pub expected: Expected,
}

/// State of an escrow account and its payment after a height.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Recording and note.
    pub name: String,
    /// Height.
    pub height: i64,
    /// Name of the deployment's account.
    pub xid: String,
    /// As recorded.
    pub value: Value,
}

/// All files of a folder of recordings by name.
pub fn files(chain: &Path, folder: &str) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(chain.join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let value: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        all.insert(value["name"].as_str().unwrap().to_owned(), value);
    }
    all
}

/// A number that may be written as a text.
pub fn number(v: &Value) -> u64 {
    v.as_u64()
        .or_else(|| v.as_str().and_then(|t| t.parse().ok()))
        .unwrap_or(0)
}

fn events(v: &Value) -> Events {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let attributes = |e: &Value| {
        let list = e["attributes"].as_array().unwrap().iter();
        list.map(|a| (text(&a["key"]), text(&a["value"]))).collect()
    };
    let list = v.as_array().unwrap().iter();
    list.map(|e| (text(&e["type"]), attributes(e))).collect()
}

/// A transaction of `flow/` or `refuse/`; nothing for recordings of another kind.
pub fn single(name: &str, v: &Value) -> Option<Case> {
    let (request, result) = (&v["request"], &v["result"]);
    let bytes = STANDARD.decode(request["tx_bytes"].as_str()?).ok()?;
    let expected = match result["refused_by"].as_str() {
        Some("RPC") => Expected::Known,
        Some("CheckTx") => Expected::Check(
            result["check_tx"]["codespace"].as_str()?.to_owned(),
            number(&result["check_tx"]["code"]),
        ),
        _ => {
            let d = &result["deliver_tx"];
            Expected::Block(
                i64::try_from(number(&result["height"])).ok()?,
                d["codespace"].as_str()?.to_owned(),
                number(&d["code"]),
                events(&d["events"]),
                Some(
                    d["data"]
                        .as_str()
                        .map(|t| STANDARD.decode(t).unwrap())
                        .unwrap_or_default(),
                ),
            )
        }
    };
    let signed = number(&request["sequence"]);
    let log = result["check_tx"]["log"].as_str().unwrap_or_default();
    let due = log
        .strip_prefix("account sequence mismatch, expected ")
        .and_then(|rest| rest.split(',').next()?.parse().ok())
        .unwrap_or(signed);
    Some(Case {
        name: name.to_owned(),
        bytes,
        tx: request["tx"].clone(),
        signer: request["signer"].as_str().unwrap_or_default().to_owned(),
        due,
        number: number(&request["account_number"]),
        expected,
    })
}

/// Transactions and snapshots of a timeline of `escrow/`.
pub fn timeline(name: &str, v: &Value) -> (Vec<Case>, Vec<Snapshot>) {
    let (mut cases, mut snapshots) = (Vec::new(), Vec::new());
    let mut xid = String::new();
    for entry in v["result"].as_array().unwrap() {
        let note = entry["note"].as_str().unwrap();
        let full = format!("{name}: {note}");
        let height = i64::try_from(number(&entry["height"])).unwrap();
        if !note.starts_with("tx ") {
            if !entry["account"].is_null() {
                snapshots.push(Snapshot {
                    name: full,
                    height,
                    xid: xid.clone(),
                    value: entry.clone(),
                });
            }
            continue;
        }
        let tx = entry["tx"].clone();
        let id = &tx["body"]["messages"][0]["id"];
        if xid.is_empty() && id["owner"].is_string() {
            xid = format!("{}/{}", id["owner"].as_str().unwrap(), number(&id["dseq"]));
        }
        let log = entry["log"].as_str().unwrap_or_default();
        let code = number(&entry["code"]);
        let codespace = match code {
            0 => "",
            _ => log.split(": ").next().unwrap_or_default(),
        };
        let info = &tx["auth_info"]["signer_infos"][0];
        cases.push(Case {
            name: full,
            bytes: STANDARD
                .decode(entry["tx_bytes"].as_str().unwrap())
                .unwrap(),
            signer: String::new(),
            due: number(&info["sequence"]),
            number: u64::MAX,
            tx,
            expected: Expected::Block(
                height,
                codespace.to_owned(),
                code,
                events(&entry["events"]),
                None,
            ),
        });
    }
    (cases, snapshots)
}

/// Why a transaction can't be played on a chain with these modules only, if so.
pub fn not_replayed(case: &Case) -> Option<&'static str> {
    const OURS: [&str; 8] = [
        "auth",
        "bank",
        "deployment",
        "market",
        "escrow",
        "provider",
        "cert",
        "audit",
    ];
    let messages = case.tx["body"]["messages"].as_array().into_iter().flatten();
    for m in messages {
        let url = m["@type"].as_str().unwrap_or_default();
        let module = url.split('.').nth(1).unwrap_or_default();
        if !OURS.contains(&module) {
            return Some("a message of a module that isn't simulated");
        }
        let sources = m["deposit"]["sources"].as_array().into_iter().flatten();
        if sources.into_iter().any(|s| s == "grant") {
            return Some("deposit grants need authz, which isn't simulated");
        }
    }
    if case.tx["auth_info"]["fee"]["granter"]
        .as_str()
        .is_some_and(|g| !g.is_empty())
        && case.name != "refuse/feegrant-none"
    {
        return Some("fee grants aren't simulated");
    }
    let mode = &case.tx["auth_info"]["signer_infos"][0]["mode_info"]["single"]["mode"];
    if mode == "SIGN_MODE_LEGACY_AMINO_JSON" {
        return Some("signatures over amino JSON aren't simulated");
    }
    missing(&case.name)
}

/// Why a recording can't be played for what it builds on, if so.
pub fn missing(name: &str) -> Option<&'static str> {
    if name.starts_with("escrow/akt-fallback") || name.starts_with("escrow/without-price") {
        return Some("depends on the state of bme and oracle");
    }
    if name.starts_with("escrow/grant-and-balance")
        || ["flow/43-close-refunds-grant", "flow/45-close-after-used-up"].contains(&name)
    {
        return Some("builds on a deposit grant");
    }
    if name.starts_with("escrow/losing-bids")
        || [
            "flow/85-pause-with-lease",
            "flow/86-start-after-pause",
            "flow/87-provider-closes-active-lease",
            "flow/90-bid-uakt-deposit",
            "refuse/bid-too-many",
        ]
        .contains(&name)
    {
        return Some(
            "its deployment, bids or lease were made by transactions that weren't recorded",
        );
    }
    None
}
