//! A relay in memory, repeatable randomness, and two machines to put against each other.
#![allow(dead_code)]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use walletconnect::{
    Approval, ChainRef, Machine, MachineEvent, Metadata, Namespace, Now, RelayIdentity,
    WantedNamespaces,
};

/// Repeatable randomness (splitmix64).
pub struct TestRng(AtomicU64);

impl TestRng {
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    pub fn next(&self) -> u64 {
        let mut z = self
            .0
            .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)
            .wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&self, limit: u64) -> u64 {
        self.next() % limit
    }
}

impl platform::Rng for TestRng {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}

/// How the relay treats what it is given.
#[derive(Clone, Copy, Default)]
pub struct Weather {
    /// Messages in a hundred that are lost.
    pub loss: u64,
    /// Messages in a hundred that come twice.
    pub twice: u64,
    /// Whether mailboxes give in any order.
    pub reorder: bool,
    /// Whether the newer dialect is refused.
    pub older_only: bool,
}

/// A relay in memory: mailboxes for two clients.
#[derive(Default)]
pub struct Relay {
    pub weather: Weather,
    open: BTreeSet<(usize, String)>,
    kept: Vec<(usize, String, String)>,
    ids: u64,
    /// Every sealed message that was ever published, for replaying.
    pub archive: Vec<(usize, String, String)>,
}

impl Relay {
    fn publish(&mut self, from: usize, topic: &str, message: &str, rng: &TestRng) {
        let to = 1 - from;
        self.archive.push((to, topic.into(), message.into()));
        if rng.below(100) < self.weather.loss {
            return;
        }
        let times = if rng.below(100) < self.weather.twice {
            2
        } else {
            1
        };
        for _ in 0..times {
            self.kept.push((to, topic.into(), message.into()));
        }
    }

    /// Takes a frame of client `from`; gives the answer.
    pub fn take(&mut self, from: usize, frame: &str, rng: &TestRng) -> Option<String> {
        let value: Value = serde_json::from_str(frame).unwrap();
        let params = &value["params"];
        let text = |name: &str| params[name].as_str().unwrap().to_owned();
        let newer = matches!(
            value["method"].as_str(),
            Some("wc_proposeSession" | "wc_approveSession")
        );
        if newer && self.weather.older_only {
            return Some(
                json!({"id": value["id"], "error": {"code": -32601, "message": "unknown"}})
                    .to_string(),
            );
        }
        match value["method"].as_str() {
            Some("irn_publish") => self.publish(from, &text("topic"), &text("message"), rng),
            Some("irn_subscribe") => {
                self.open.insert((from, text("topic")));
            }
            Some("irn_batchSubscribe") => {
                for topic in params["topics"].as_array().unwrap() {
                    self.open.insert((from, topic.as_str().unwrap().into()));
                }
            }
            Some("irn_unsubscribe") => {
                self.open.remove(&(from, text("topic")));
            }
            Some("wc_proposeSession") => {
                self.open.insert((from, text("pairingTopic")));
                self.publish(from, &text("pairingTopic"), &text("sessionProposal"), rng);
            }
            Some("wc_approveSession") => {
                let (pairing, session) = (text("pairingTopic"), text("sessionTopic"));
                self.open.insert((from, pairing.clone()));
                self.open.insert((from, session.clone()));
                self.publish(from, &pairing, &text("sessionProposalResponse"), rng);
                self.publish(from, &session, &text("sessionSettlementRequest"), rng);
            }
            Some(other) => panic!("{other}"),
            None => return None,
        }
        // Numbers and texts in turn: both are seen in the wild.
        let id = if rng.below(2) == 0 {
            value["id"].clone()
        } else {
            json!(value["id"].as_str().unwrap().parse::<u64>().unwrap())
        };
        Some(json!({"id": id, "jsonrpc": "2.0", "result": true}).to_string())
    }

    /// The next message for an open mailbox of `to`.
    pub fn give(&mut self, to: usize, rng: &TestRng) -> Option<String> {
        let fitting: Vec<usize> = (0..self.kept.len())
            .filter(|at| {
                let (client, topic, _) = &self.kept[*at];
                *client == to && self.open.contains(&(to, topic.clone()))
            })
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let pick = if self.weather.reorder {
            usize::try_from(rng.below(fitting.len() as u64)).unwrap()
        } else {
            0
        };
        let (_, topic, message) = self.kept.remove(fitting[pick]);
        self.ids += 1;
        Some(frame(self.ids, &topic, &message))
    }

    pub fn forget(&mut self) {
        self.open.clear();
        self.kept.clear();
    }
}

pub fn frame(id: u64, topic: &str, message: &str) -> String {
    json!({"id": id, "jsonrpc": "2.0", "method": "irn_subscription", "params": {"id": "s",
        "data": {"topic": topic, "message": message, "attestation": null, "tag": 0}}})
    .to_string()
}

pub const APP: usize = 0;
pub const WALLET: usize = 1;

/// Two machines with a relay between them.
pub struct Pair {
    pub ends: [Machine; 2],
    pub relay: Relay,
    pub rng: TestRng,
    pub millis: u64,
    pub events: [Vec<MachineEvent>; 2],
}

pub fn metadata(name: &str) -> Metadata {
    Metadata {
        name: name.into(),
        url: format!("https://{name}.example"),
        ..Metadata::default()
    }
}

impl Pair {
    pub fn new(seed: u64) -> Self {
        let rng = TestRng::new(seed);
        let mut ends =
            ["app", "wallet"].map(|name| Machine::new(RelayIdentity::make(&rng), metadata(name)));
        let millis = 1_800_000_000_000;
        for end in &mut ends {
            end.connected(Now { millis, rng: &rng });
        }
        Self {
            ends,
            relay: Relay::default(),
            rng,
            millis,
            events: [Vec::new(), Vec::new()],
        }
    }

    pub fn act<R>(&mut self, end: usize, act: impl FnOnce(&mut Machine, Now<'_>) -> R) -> R {
        let now = Now {
            millis: self.millis,
            rng: &self.rng,
        };
        act(&mut self.ends[end], now)
    }

    /// One step: sends what one end has, or gives it one message.
    pub fn step(&mut self, end: usize) -> bool {
        let frames = self.ends[end].take_frames();
        let sent = !frames.is_empty();
        for frame in frames {
            if let Some(answer) = self.relay.take(end, &frame, &self.rng) {
                self.act(end, |m, now| m.frame(&answer, now));
            }
        }
        let given = self.relay.give(end, &self.rng);
        let got = given.is_some();
        if let Some(frame) = given {
            self.act(end, |m, now| m.frame(&frame, now));
        }
        self.events[end].extend(self.ends[end].take_events());
        sent || got
    }

    pub fn run(&mut self) {
        while self.step(APP) | self.step(WALLET) {}
    }

    pub fn pass(&mut self, seconds: u64) {
        self.millis += seconds * 1000;
        for end in [APP, WALLET] {
            self.act(end, |m, now| m.tick(now));
        }
    }
}

pub fn wanted() -> WantedNamespaces {
    serde_json::from_value(json!({"cosmos": {"chains": ["cosmos:akashnet-2"],
        "methods": ["cosmos_signDirect"], "events": ["accountsChanged"]}}))
    .unwrap()
}

pub fn chain() -> ChainRef {
    ChainRef::cosmos("akashnet-2").unwrap()
}

pub fn granted(account: &str) -> Approval {
    let namespace = Namespace {
        chains: vec![chain()],
        accounts: vec![format!("cosmos:akashnet-2:{account}").parse().unwrap()],
        methods: walletconnect::cosmos::METHODS.map(str::to_owned).to_vec(),
        events: walletconnect::cosmos::EVENTS.map(str::to_owned).to_vec(),
    };
    Approval {
        namespaces: [("cosmos".to_owned(), namespace)].into(),
        properties: [("keys".to_owned(), "[]".to_owned())].into(),
    }
}
