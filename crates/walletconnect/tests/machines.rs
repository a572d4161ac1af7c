//! The two roles against each other.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use serde_json::json;
use support::{APP, Pair, WALLET, Weather, chain, granted, metadata, wanted};
use walletconnect::{
    AnswerError, Asked, Ending, Machine, MachineEvent, PairError, Reason, RequestError, RpcId,
    SessionError, Topic,
};

fn proposed(pair: &mut Pair) -> RpcId {
    let (_, uri) = pair.act(APP, |m, now| m.propose(&wanted(), now)).unwrap();
    pair.act(WALLET, |m, now| m.pair(&uri, now)).unwrap();
    pair.run();
    pair.ends[WALLET].proposals().next().unwrap().id
}

fn connected(pair: &mut Pair) -> Topic {
    let id = proposed(pair);
    let topic = pair
        .act(WALLET, |m, now| m.approve(id, granted("akash1a"), now))
        .unwrap();
    pair.run();
    assert!(pair.ends[WALLET].session(&topic).unwrap().confirmed);
    assert!(pair.ends[APP].session(&topic).is_some());
    topic
}

fn asked(pair: &mut Pair, topic: Topic) -> RpcId {
    let params = json!({"x": 1});
    let id = pair
        .act(APP, |m, now| {
            m.request(topic, &chain(), "cosmos_signDirect", params, 300, now)
        })
        .unwrap();
    pair.run();
    id
}

#[test]
fn a_session_is_made_used_changed_and_ended_in_both_dialects() {
    for older_only in [false, true] {
        let mut pair = Pair::new(1);
        pair.relay.weather = Weather {
            older_only,
            ..Weather::default()
        };
        let topic = connected(&mut pair);
        let id = asked(&mut pair, topic);
        assert_eq!(pair.ends[WALLET].incoming()[0].params, json!({"x": 1}));
        pair.act(WALLET, |m, now| {
            m.answer(topic, id, Ok(json!("signed")), now)
        })
        .unwrap();
        pair.run();
        let answered = MachineEvent::Answered(topic, id, Asked::Request, Ok(json!("signed")));
        assert!(pair.events[APP].contains(&answered));
        pair.act(WALLET, |m, now| {
            m.update(topic, granted("akash1b").namespaces, now)
        })
        .unwrap();
        pair.act(WALLET, |m, now| {
            m.announce(topic, &chain(), "accountsChanged", &json!([]), now)
        })
        .unwrap();
        pair.pass(5);
        pair.act(WALLET, |m, now| m.extend(topic, now)).unwrap();
        pair.act(APP, |m, now| m.ping(topic, now)).unwrap();
        pair.run();
        let (app, wallet) = (
            pair.ends[APP].session(&topic),
            pair.ends[WALLET].session(&topic),
        );
        assert_eq!(app.unwrap().namespaces, wallet.unwrap().namespaces);
        assert_eq!(app.unwrap().expires, wallet.unwrap().expires);
        assert!(!pair.ends[WALLET].waits_for_peer(&topic));
        pair.act(APP, |m, now| m.disconnect(topic, now)).unwrap();
        pair.run();
        assert!(pair.events[WALLET].contains(&MachineEvent::Ended(topic, Ending::Theirs)));
        assert_eq!(
            pair.ends[APP].sessions().count() + pair.ends[WALLET].sessions().count(),
            0
        );
    }
}

#[test]
fn a_request_is_answered_once_also_after_a_restart() {
    let mut pair = Pair::new(2);
    let topic = connected(&mut pair);
    let id = asked(&mut pair, topic);
    let bytes = pair.ends[WALLET].export();
    let mut again = Machine::restore(&bytes, metadata("wallet")).unwrap();
    assert_eq!(again.incoming(), pair.ends[WALLET].incoming());
    std::mem::swap(&mut pair.ends[WALLET], &mut again);
    pair.act(WALLET, |m, now| m.connected(now));
    let archive = pair.relay.archive.clone();
    pair.act(WALLET, |m, now| m.answer(topic, id, Ok(json!(1)), now))
        .unwrap();
    let twice = pair.act(WALLET, |m, now| m.answer(topic, id, Ok(json!(2)), now));
    assert_eq!(twice, Err(AnswerError::Gone));
    for (at, (to, topic, message)) in archive.iter().enumerate() {
        if *to == WALLET {
            let frame = support::frame(at as u64 + 1, topic, message);
            pair.act(WALLET, |m, now| m.frame(&frame, now));
        }
    }
    assert!(pair.ends[WALLET].incoming().is_empty());
    assert_eq!(pair.ends[WALLET].sessions().count(), 1);
}

#[test]
fn an_answer_that_the_relay_did_not_take_goes_out_after_a_restart() {
    let mut pair = Pair::new(3);
    let topic = connected(&mut pair);
    let id = asked(&mut pair, topic);
    pair.ends[WALLET].disconnected();
    pair.act(WALLET, |m, now| m.answer(topic, id, Ok(json!(1)), now))
        .unwrap();
    assert!(pair.ends[WALLET].take_frames().is_empty());
    let bytes = pair.ends[WALLET].export();
    pair.ends[WALLET] = Machine::restore(&bytes, metadata("wallet")).unwrap();
    pair.relay.forget();
    for end in [APP, WALLET] {
        pair.act(end, |m, now| m.connected(now));
    }
    pair.run();
    let answered = MachineEvent::Answered(topic, id, Asked::Request, Ok(json!(1)));
    assert!(pair.events[APP].contains(&answered));
}

#[test]
fn a_refusal_reaches_the_app() {
    let mut pair = Pair::new(4);
    let id = proposed(&mut pair);
    assert!(pair.act(WALLET, |m, now| m.reject(id, Reason::Rejected, now)));
    assert!(!pair.act(WALLET, |m, now| m.reject(id, Reason::Rejected, now)));
    pair.run();
    let refused =
        |e: &MachineEvent| matches!(e, MachineEvent::OfferRefused(_, e) if e.is_rejection());
    assert!(pair.events[APP].iter().any(refused));
}

#[test]
fn what_was_not_approved_is_not_asked_and_not_taken() {
    let mut pair = Pair::new(5);
    let topic = connected(&mut pair);
    let other = walletconnect::ChainRef::cosmos("other-1").unwrap();
    let ask = |pair: &mut Pair, chain: &_, method: &str, life| {
        pair.act(APP, |m, now| {
            m.request(topic, chain, method, json!({}), life, now)
        })
    };
    assert!(matches!(
        ask(&mut pair, &other, "cosmos_signDirect", 300),
        Err(RequestError::NotApproved(_))
    ));
    assert!(matches!(
        ask(&mut pair, &chain(), "eth_sign", 300),
        Err(RequestError::NotApproved(_))
    ));
    assert_eq!(
        ask(&mut pair, &chain(), "cosmos_signDirect", 10),
        Err(RequestError::Life)
    );
    let update = pair.act(APP, |m, now| m.update(topic, granted("x").namespaces, now));
    assert_eq!(update, Err(SessionError::NotOurs));
}

#[test]
fn addresses_are_used_once_and_in_time() {
    let mut pair = Pair::new(6);
    let (_, uri) = pair.act(APP, |m, now| m.propose(&wanted(), now)).unwrap();
    pair.act(WALLET, |m, now| m.pair(&uri, now)).unwrap();
    assert_eq!(
        pair.act(WALLET, |m, now| m.pair(&uri, now)),
        Err(PairError::Used)
    );
    pair.pass(301);
    assert_eq!(
        pair.act(WALLET, |m, now| m.pair(&uri, now)),
        Err(PairError::Expired)
    );
    pair.run();
    assert!(
        pair.events[APP]
            .iter()
            .any(|e| matches!(e, MachineEvent::OfferExpired(_)))
    );
    assert_eq!(pair.ends[WALLET].proposals().count(), 0);
}

#[test]
fn the_first_wallet_wins() {
    let mut pair = Pair::new(7);
    let id = proposed(&mut pair);
    let saved = pair.ends[WALLET].export();
    let mut second = Machine::restore(&saved, metadata("second")).unwrap();
    pair.act(WALLET, |m, now| m.approve(id, granted("akash1a"), now))
        .unwrap();
    pair.run();
    std::mem::swap(&mut pair.ends[WALLET], &mut second);
    pair.act(WALLET, |m, now| m.connected(now));
    pair.act(WALLET, |m, now| m.approve(id, granted("akash1b"), now))
        .unwrap();
    pair.run();
    assert_eq!(pair.ends[APP].sessions().count(), 1);
    for _ in 0..40 {
        pair.pass(10);
        pair.run();
    }
    // The second one hears nothing and gives its session up.
    assert_eq!(pair.ends[WALLET].sessions().count(), 0);
}

#[test]
fn requests_and_sessions_end_by_themselves() {
    let mut pair = Pair::new(8);
    let topic = connected(&mut pair);
    let id = asked(&mut pair, topic);
    pair.pass(300);
    assert!(pair.ends[WALLET].incoming().is_empty());
    pair.run();
    assert!(pair.events[WALLET].contains(&MachineEvent::RequestExpired(topic, id)));
    assert!(pair.events[APP].contains(&MachineEvent::Unanswered(topic, id, Asked::Request)));
    pair.pass(604_800);
    pair.run();
    for end in [APP, WALLET] {
        assert!(pair.events[end].contains(&MachineEvent::Ended(topic, Ending::Expired)));
    }
}

#[test]
fn what_was_written_by_a_newer_version_is_left_alone() {
    let pair = Pair::new(9);
    let bytes = pair.ends[APP].export();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let newer = text.replace("\"version\":1", "\"version\":2");
    let read = |text: &str| Machine::restore(text.as_bytes(), metadata("x")).err();
    assert_eq!(read(&newer), Some(walletconnect::RestoreError::Newer));
    assert_eq!(read(&text[1..]), Some(walletconnect::RestoreError::Damaged));
    assert_eq!(read(&text), None);
}
