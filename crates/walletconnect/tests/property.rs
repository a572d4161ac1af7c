//! Loss, duplication and reordering: in the end both sides agree, or both know that they don't.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::collections::BTreeMap;

use serde_json::json;
use support::{APP, Pair, WALLET, Weather, chain, granted, wanted};
use walletconnect::{Machine, MachineEvent, Reason, RpcId, Topic};

const RUNS: u64 = 50;
const STEPS: u64 = 2000;

fn any(pair: &Pair, end: usize) -> Option<Topic> {
    let topics: Vec<_> = pair.ends[end].sessions().map(|s| s.topic).collect();
    let at = usize::try_from(pair.rng.below(topics.len().max(1) as u64)).unwrap();
    topics.get(at).copied()
}

fn disturb(pair: &mut Pair, answers: &mut BTreeMap<(Topic, RpcId), u64>) {
    let account = format!("akash1{}", pair.rng.below(1000));
    match pair.rng.below(14) {
        0 if pair.ends[APP].sessions().count() < 3 => {
            let (_, uri) = pair.act(APP, |m, now| m.propose(&wanted(), now)).unwrap();
            // An address that was lost on the way is nobody's fault.
            let _ = pair.act(WALLET, |m, now| m.pair(&uri, now));
        }
        1 | 2 => {
            let id = pair.ends[WALLET].proposals().next().map(|p| p.id);
            if let Some(id) = id {
                if pair.rng.below(4) == 0 {
                    pair.act(WALLET, |m, now| m.reject(id, Reason::Rejected, now));
                } else {
                    pair.act(WALLET, |m, now| m.approve(id, granted(&account), now))
                        .unwrap();
                }
            }
        }
        3..=5 => {
            if let Some(topic) = any(pair, APP) {
                pair.act(APP, |m, now| {
                    m.request(topic, &chain(), "cosmos_signDirect", json!({}), 300, now)
                })
                .unwrap();
            }
        }
        6..=8 => {
            let request = pair.ends[WALLET].incoming().first().cloned();
            if let Some(r) = request {
                let serial = pair.rng.next() >> 12;
                let done = pair.act(WALLET, |m, now| {
                    m.answer(r.topic, r.id, Ok(json!(serial)), now)
                });
                if done.is_ok() {
                    let before = answers.insert((r.topic, r.id), serial);
                    assert_eq!(before, None, "answered twice");
                }
            }
        }
        9 => {
            if let Some(topic) = any(pair, WALLET) {
                pair.act(WALLET, |m, now| {
                    m.update(topic, granted(&account).namespaces, now)
                })
                .unwrap();
            }
        }
        10 => {
            if let Some(topic) = any(pair, WALLET) {
                pair.act(WALLET, |m, now| m.extend(topic, now)).unwrap();
            }
        }
        11 if pair.rng.below(20) == 0 => {
            let end = if pair.rng.below(2) == 0 { APP } else { WALLET };
            if let Some(topic) = any(pair, end) {
                pair.act(end, |m, now| m.disconnect(topic, now)).unwrap();
            }
        }
        12 if pair.rng.below(20) == 0 => {
            // A restart of either side, or of the relay.
            match pair.rng.below(3) {
                2 => pair.relay.forget(),
                end => {
                    let end = usize::try_from(end).unwrap();
                    let bytes = pair.ends[end].export();
                    pair.ends[end] = Machine::restore(&bytes, support::metadata("again")).unwrap();
                }
            }
            for end in [APP, WALLET] {
                pair.act(end, |m, now| m.connected(now));
            }
        }
        13 => {
            let seconds = pair.rng.below(15);
            pair.pass(seconds);
        }
        _ => {}
    }
}

fn check(pair: &Pair, answers: &BTreeMap<(Topic, RpcId), u64>) {
    let [app, wallet] = &pair.ends;
    let topics = |m: &Machine| m.sessions().map(|s| s.topic).collect::<Vec<_>>();
    for session in wallet.sessions() {
        let Some(theirs) = app.session(&session.topic) else {
            panic!("the wallet alone has a session: {session:?}");
        };
        assert!(
            session.confirmed,
            "both have it, and the wallet does not know"
        );
        assert_eq!(session.namespaces, theirs.namespaces);
        assert_eq!(session.expires, theirs.expires);
    }
    assert_eq!(topics(app), topics(wallet), "the app alone has a session");
    for event in &pair.events[APP] {
        if let MachineEvent::Answered(topic, id, walletconnect::Asked::Request, Ok(value)) = event {
            assert_eq!(
                value.as_u64(),
                answers.get(&(*topic, *id)).copied(),
                "another answer"
            );
        }
    }
}

#[test]
fn both_sides_agree_or_both_know_that_they_do_not() {
    let mut sessions = 0;
    let mut answered = 0;
    for seed in 0..RUNS {
        let mut pair = Pair::new(seed);
        pair.relay.weather = Weather {
            loss: 5 + pair.rng.below(30),
            twice: pair.rng.below(40),
            reorder: true,
            older_only: seed % 2 == 0,
        };
        let mut answers = BTreeMap::new();
        for _ in 0..STEPS {
            if pair.rng.below(3) == 0 {
                disturb(&mut pair, &mut answers);
            } else {
                let end = usize::try_from(pair.rng.below(2)).unwrap();
                pair.step(end);
            }
        }
        // Better weather: whatever still waits is said again until it arrives.
        pair.relay.weather = Weather {
            older_only: seed % 2 == 0,
            ..Weather::default()
        };
        for pause in [15, 30, 60, 120, 300, 600, 1800, 3600, 3600] {
            pair.run();
            pair.pass(pause);
        }
        pair.run();
        sessions += pair.ends[WALLET].sessions().count();
        answered += answers.len();
        check(&pair, &answers);
    }
    assert!(sessions > 20, "only {sessions} sessions lived to the end");
    assert!(answered > 500, "only {answered} requests were answered");
}
