//! The recordings of a real chain played on this one: codes, codespaces, typed events and message
//! answers must be the same, at the same heights. Texts, gas and times aren't compared.

mod cases;

use super::Ledger;
use super::event::Event;
use super::genesis::Genesis;
use super::ledger::Accepted;
use super::tx::Tx;
use cases::{Case, Events, Expected, Snapshot, files, missing, not_replayed, single, timeline};
use serde_json::Value;
use std::collections::BTreeMap;

/// What was read from the recordings.
struct Script {
    cases: Vec<Case>,
    snapshots: Vec<Snapshot>,
    times: BTreeMap<i64, i128>,
}

fn nanos(text: &str) -> Option<i128> {
    let (whole, fraction) = text
        .strip_suffix('Z')?
        .split_once('.')
        .unwrap_or((text, ""));
    let (date, clock) = whole.split_once('T')?;
    let part = |t: &str, i: usize, c: char| t.split(c).nth(i)?.parse::<i128>().ok();
    let (y, m, d) = (
        part(date, 0, '-')?,
        part(date, 1, '-')?,
        part(date, 2, '-')?,
    );
    let y = if m <= 2 { y - 1 } else { y };
    let doy = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    let days = 365 * y + y / 4 - y / 100 + y / 400 + doy - 719_468;
    let seconds = days * 86_400
        + part(clock, 0, ':')? * 3600
        + part(clock, 1, ':')? * 60
        + part(clock, 2, ':')?;
    Some(seconds * 1_000_000_000 + format!("{fraction:0<9}").parse::<i128>().ok()?)
}

fn read(chain: &std::path::Path) -> Script {
    let (mut all, mut snapshots, mut times) = (Vec::new(), Vec::new(), BTreeMap::new());
    for folder in ["flow", "refuse", "amino"] {
        for (name, v) in files(chain, folder) {
            let at = i64::try_from(cases::number(&v["result"]["height"])).unwrap();
            if let Some(time) = v["result"]["block_time"].as_str().and_then(nanos) {
                times.insert(at, time);
            }
            all.extend(single(&name, &v));
        }
    }
    for (name, v) in files(chain, "escrow") {
        let (more, states) = timeline(&name, &v);
        all.extend(more);
        snapshots.extend(states);
    }
    for case in &mut all {
        if case.signer.is_empty() {
            case.signer = Tx::decode(&case.bytes)
                .map(|tx| tx.signers().concat())
                .unwrap_or_default();
        }
    }
    Script {
        cases: all,
        snapshots,
        times,
    }
}

/// Height before which a transaction is played that was in no block: the signer's next one.
fn place(case: &Case, all: &[Case]) -> i64 {
    let unordered = case.tx["body"]["unordered"] == Value::Bool(true);
    let heights = all.iter().filter_map(|c| match &c.expected {
        Expected::Block(height, ..) if c.signer == case.signer && not_replayed(c).is_none() => {
            Some((c, *height))
        }
        _ => None,
    });
    if unordered {
        // Its timeout lies near that of the one that went through.
        return heights
            .filter(|(c, _)| c.tx["body"]["unordered"] == Value::Bool(true))
            .map(|(_, h)| h + 1)
            .max()
            .unwrap_or(i64::MAX);
    }
    heights
        .filter(|(c, _)| c.due >= case.due)
        .map(|(_, h)| h)
        .min()
        .unwrap_or(i64::MAX)
}

fn typed(events: impl Iterator<Item = (String, Vec<(String, String)>)>) -> Events {
    events
        .filter(|(kind, _)| kind.starts_with("akash."))
        .collect()
}

/// Sums moved by the messages themselves, which show the escrow's arithmetic.
fn transfers(events: impl Iterator<Item = (String, Vec<(String, String)>)>) -> Events {
    events
        .filter(|(kind, a)| kind == "transfer" && a.iter().any(|(k, _)| k == "msg_index"))
        .collect()
}

fn pairs(events: &[Event]) -> impl Iterator<Item = (String, Vec<(String, String)>)> {
    events
        .iter()
        .map(|e| (e.kind.clone(), e.attributes.clone()))
}

/// The chain and what differed so far.
struct Replay {
    ledger: Ledger,
    times: BTreeMap<i64, i128>,
    faults: Vec<String>,
    played: usize,
}

impl Replay {
    /// Makes the next block, at its recorded time or in between.
    fn block(&mut self) {
        let height = self.ledger.height() + 1;
        let last = self.ledger.time();
        let time = match self.times.range(height..).next() {
            Some((h, t)) if last > 0 => last + (t - last) / i128::from(h - height + 1),
            Some((h, t)) => t - i128::from(h - height) * 1_000_000_000,
            None => last + 1_000_000_000,
        };
        self.ledger.make_block(time).unwrap();
    }

    /// Recorders signed more than they kept: the account takes the sequence of what comes next.
    fn catch_up(&mut self, case: &Case) {
        let address = case.signer.clone();
        let state = self.ledger.state_mut();
        if !state.accounts.contains_key(&address) && case.number != 0 {
            // The extra bidders were funded by a transaction that isn't among the recordings.
            state.ensure_account(&address);
            super::ctx::set(state, &address, "uakt", 2_000_000);
            if let Some(account) = state.accounts.get_mut(&address) {
                account.number = case.number;
            }
        }
        if let Some(account) = state.accounts.get_mut(&address) {
            account.sequence = account.sequence.max(case.due);
        }
    }

    fn fault(&mut self, case: &Case, what: &str) {
        self.faults.push(format!("{}: {what}", case.name));
    }

    fn play(&mut self, case: &Case) {
        self.played += 1;
        match &case.expected {
            Expected::Check(codespace, code) => {
                if case.due > 0 {
                    self.catch_up(case);
                }
                match self.ledger.submit(case.bytes.clone()) {
                    Accepted::Checked(r)
                        if r.codespace == *codespace && u64::from(r.code) == *code => {}
                    other => self.fault(case, &format!("{codespace} {code}, got {other:?}")),
                }
            }
            Expected::Known => {
                self.ledger.submit(case.bytes.clone());
                if self.ledger.submit(case.bytes.clone()) != Accepted::Known {
                    self.fault(case, "was taken twice");
                }
            }
            Expected::Block(..) => {
                self.catch_up(case);
                match self.ledger.submit(case.bytes.clone()) {
                    Accepted::Checked(r) if r.code == 0 => {}
                    other => self.fault(case, &format!("not taken: {other:?}")),
                }
            }
        }
    }

    fn compare(&mut self, case: &Case) {
        let Expected::Block(_, codespace, code, events, data) = &case.expected else {
            return;
        };
        let Some((block, index)) = self.ledger.find(&super::hash(&case.bytes)) else {
            return;
        };
        let r = block.results[index].clone();
        if (r.codespace.as_str(), u64::from(r.code)) != (codespace.as_str(), *code) {
            self.fault(
                case,
                &format!(
                    "{codespace} {code}, got {} {} {}",
                    r.codespace, r.code, r.log
                ),
            );
            return;
        }
        let wanted = || events.iter().cloned();
        let (a, b) = (typed(wanted()), typed(pairs(&r.events)));
        if a != b {
            self.fault(case, &format!("typed events\n  wanted {a:?}\n  got {b:?}"));
        }
        let (a, b) = (transfers(wanted()), transfers(pairs(&r.events)));
        if a != b {
            self.fault(case, &format!("transfers\n  wanted {a:?}\n  got {b:?}"));
        }
        if data.as_ref().is_some_and(|d| *d != r.data) {
            self.fault(case, "message answers");
        }
    }
}

fn coin(denom: &str, atoms: i128) -> Value {
    serde_json::json!({"denom": denom, "amount": types::Dec18::from_atoms(atoms).to_fixed()})
}

/// The account of a deployment as the recorder prints it.
fn account_json(a: &super::escrow::Account) -> Value {
    let list = |l: &[(String, i128)]| l.iter().map(|(d, v)| coin(d, *v)).collect::<Vec<_>>();
    let deposits: Vec<Value> = a
        .deposits
        .iter()
        .map(|d| {
            serde_json::json!({"owner": d.owner, "height": d.height.to_string(),
                "source": "balance", "balance": coin(&d.denom, d.balance)})
        })
        .collect();
    serde_json::json!({
        "owner": a.owner,
        "state": a.state.as_str(),
        "transferred": list(&a.transferred),
        "settled_at": a.settled_at.to_string(),
        "funds": list(&a.funds),
        "deposits": deposits,
    })
}

fn payment_json(p: &super::escrow::Payment) -> Value {
    serde_json::json!({
        "owner": p.owner,
        "state": p.state.as_str(),
        "rate": coin(&p.denom, p.rate),
        "balance": coin(&p.denom, p.balance),
        "unsettled": coin(&p.denom, p.unsettled),
        "withdrawn": {"denom": p.denom, "amount": p.withdrawn.to_string()},
    })
}

impl Replay {
    fn compare_state(&mut self, shot: &Snapshot) {
        self.played += 1;
        let key = super::escrow::deployment_account(shot.xid.clone());
        let state = self.ledger.state_mut();
        let account = state.escrow.get(&key).map(account_json).unwrap_or_default();
        let payment = state
            .payments
            .iter()
            .find(|((a, _), _)| *a == key)
            .map(|(_, p)| payment_json(p))
            .unwrap_or_default();
        for (what, ours) in [("account", account), ("payment", payment)] {
            let wanted = &shot.value[what];
            if !wanted.is_null() && *wanted != ours {
                self.faults.push(format!(
                    "{} at {}: {what}\n  wanted {wanted}\n  got {ours}",
                    shot.name, shot.height
                ));
            }
        }
    }
}

#[test]
#[allow(clippy::print_stdout)]
fn recorded_transactions_are_answered_as_the_real_chain_answered() {
    let Some(chain) = fixtures::folder("chain") else {
        return;
    };
    let genesis = std::fs::read_to_string(chain.join("params.json")).unwrap();
    let script = read(&chain);
    let (mut at_height, mut before, mut skipped) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for case in &script.cases {
        if let Some(reason) = not_replayed(case) {
            skipped
                .entry(reason)
                .or_insert_with(Vec::new)
                .push(case.name.clone());
            continue;
        }
        match &case.expected {
            Expected::Block(height, ..) => {
                at_height.entry(*height).or_insert_with(Vec::new).push(case);
            }
            _ => before
                .entry(place(case, &script.cases))
                .or_insert_with(Vec::new)
                .push(case),
        }
    }
    let mut replay = Replay {
        ledger: Ledger::open(&Genesis::parse(&genesis).unwrap(), None).unwrap(),
        times: script.times.clone(),
        faults: Vec::new(),
        played: 0,
    };
    let last = at_height.keys().max().copied().unwrap();
    for height in 1..=last {
        for case in before.get(&height).into_iter().flatten() {
            replay.play(case);
        }
        for case in at_height.get(&height).into_iter().flatten() {
            replay.play(case);
        }
        replay.block();
        for case in at_height.get(&height).into_iter().flatten() {
            replay.compare(case);
        }
        let shots = script.snapshots.iter().filter(|s| s.height == height);
        for shot in shots.filter(|s| missing(&s.name).is_none()) {
            replay.compare_state(shot);
        }
    }
    for case in before.range(last + 1..).flat_map(|(_, cases)| cases) {
        replay.play(case);
    }
    for (reason, names) in &skipped {
        println!("not replayed, {reason}: {}", names.join(", "));
    }
    let count: usize = skipped.values().map(Vec::len).sum();
    println!("{} replayed, {count} not", replay.played);
    assert_eq!((replay.played, count), (244, 108));
    assert!(
        replay.faults.is_empty(),
        "{} differ:\n{}",
        replay.faults.len(),
        replay.faults.join("\n")
    );
}
