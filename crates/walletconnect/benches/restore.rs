//! How long it takes to come back with a thousand connections: read, and ready to send.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use support::{APP, Pair, WALLET, granted, metadata, wanted};
use walletconnect::{Machine, Now};

const SESSIONS: usize = 1000;

fn main() {
    let mut pair = Pair::new(1);
    for _ in 0..SESSIONS {
        let (_, uri) = pair.act(APP, |m, now| m.propose(&wanted(), now)).unwrap();
        pair.act(WALLET, |m, now| m.pair(&uri, now)).unwrap();
        pair.run();
        let id = pair.ends[WALLET].proposals().next().unwrap().id;
        pair.act(WALLET, |m, now| m.approve(id, granted("akash1a"), now))
            .unwrap();
        pair.run();
        pair.pass(301);
        pair.run();
    }
    assert_eq!(pair.ends[WALLET].sessions().count(), SESSIONS);
    let bytes = pair.ends[WALLET].export();
    let begun = Instant::now();
    let mut again = Machine::restore(&bytes, metadata("wallet")).unwrap();
    again.connected(Now {
        millis: pair.millis,
        rng: &pair.rng,
    });
    let frames = again.take_frames().len();
    let took = begun.elapsed().as_secs_f64();
    println!(
        "walletconnect_restore_1000_sessions {:.1} ms ({} KB, {frames} frames)",
        took * 1000.0,
        bytes.len() / 1024
    );
}
