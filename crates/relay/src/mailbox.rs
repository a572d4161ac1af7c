//! Mailboxes: who reads which, what waits in them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::UnboundedSender;

use crate::Limits;

/// A message as it was published.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Post {
    pub(crate) topic: String,
    pub(crate) message: String,
    pub(crate) attestation: Option<String>,
    pub(crate) tag: u64,
    /// Seconds that it is kept.
    pub(crate) ttl: u64,
}

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    post: Post,
    hash: [u8; 32],
    from: String,
    at: u64,
    until: u64,
    given: BTreeSet<String>,
}

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PostError {
    #[error("message is too long")]
    Long,
    #[error("mailbox is full")]
    Full,
    #[error("too many topics")]
    Topics,
}

struct Client {
    topics: BTreeSet<String>,
    sockets: BTreeMap<u64, UnboundedSender<String>>,
    seen: u64,
}

/// What lasts over a restart: sealed messages, and who reads which mailbox.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Written {
    messages: Vec<Kept>,
    readers: BTreeMap<String, (u64, BTreeSet<String>)>,
}

/// All mailboxes. Times are in milliseconds.
pub(crate) struct Mailboxes {
    limits: Limits,
    clients: BTreeMap<String, Client>,
    topics: BTreeMap<String, VecDeque<Kept>>,
    bytes: usize,
    next_frame: AtomicU64,
}

impl Mailboxes {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            clients: BTreeMap::new(),
            topics: BTreeMap::new(),
            bytes: 0,
            next_frame: AtomicU64::new(1),
        }
    }

    /// What must last.
    pub(crate) fn written(&self) -> Written {
        let clients = self.clients.iter();
        Written {
            messages: self.topics.values().flatten().cloned().collect(),
            readers: clients
                .map(|(name, one)| (name.clone(), (one.seen, one.topics.clone())))
                .collect(),
        }
    }

    /// Goes on from what was written.
    pub(crate) fn restore(&mut self, written: Written) {
        for kept in written.messages {
            self.bytes += kept.post.message.len();
            let topic = kept.post.topic.clone();
            self.topics.entry(topic).or_default().push_back(kept);
        }
        for (name, (seen, topics)) in written.readers {
            let sockets = BTreeMap::new();
            self.clients.insert(
                name,
                Client {
                    topics,
                    sockets,
                    seen,
                },
            );
        }
    }

    pub(crate) fn sockets(&self) -> usize {
        self.clients.values().map(|c| c.sockets.len()).sum()
    }

    /// A socket of `client` opened; its mailboxes of before are open again at once.
    pub(crate) fn enter(
        &mut self,
        client: &str,
        socket: u64,
        out: UnboundedSender<String>,
        now: u64,
    ) {
        let one = self.clients.entry(client.to_owned()).or_insert(Client {
            topics: BTreeSet::new(),
            sockets: BTreeMap::new(),
            seen: now,
        });
        one.seen = now;
        one.sockets.insert(socket, out);
        let topics: Vec<_> = one.topics.iter().cloned().collect();
        for topic in topics {
            self.give(client, &topic, now);
        }
    }

    pub(crate) fn leave(&mut self, client: &str, socket: u64, now: u64) {
        if let Some(one) = self.clients.get_mut(client) {
            one.sockets.remove(&socket);
            one.seen = now;
            if one.sockets.is_empty() && one.topics.is_empty() {
                self.clients.remove(client);
            }
        }
    }

    /// Opens mailboxes; [`Mailboxes::give`] then gives what waits in them.
    pub(crate) fn open(&mut self, client: &str, topics: &[String]) -> Result<(), PostError> {
        let Some(one) = self.clients.get_mut(client) else {
            return Ok(());
        };
        let fresh = topics.iter().filter(|t| !one.topics.contains(*t)).count();
        if one.topics.len() + fresh > self.limits.topics {
            return Err(PostError::Topics);
        }
        one.topics.extend(topics.iter().cloned());
        Ok(())
    }

    pub(crate) fn close(&mut self, client: &str, topic: &str) {
        if let Some(one) = self.clients.get_mut(client) {
            one.topics.remove(topic);
        }
    }

    /// Takes a message; the same one twice is one.
    pub(crate) fn post(&mut self, from: &str, post: Post, now: u64) -> Result<(), PostError> {
        if post.message.len() > self.limits.message {
            return Err(PostError::Long);
        }
        self.sweep(now);
        let hash: [u8; 32] = Sha256::digest(&post.message).into();
        let size = post.message.len();
        let kept = self.topics.entry(post.topic.clone()).or_default();
        if kept.iter().any(|k| k.hash == hash) {
            return Ok(());
        }
        if kept.len() >= self.limits.per_topic || self.bytes + size > self.limits.bytes {
            return Err(PostError::Full);
        }
        let life = post.ttl.min(self.limits.life.as_secs()) * 1000;
        let topic = post.topic.clone();
        kept.push_back(Kept {
            post,
            hash,
            from: from.to_owned(),
            at: now,
            until: now + life,
            given: BTreeSet::new(),
        });
        self.bytes += size;
        let readers: Vec<_> = self
            .clients
            .iter()
            .filter(|(name, one)| name.as_str() != from && one.topics.contains(&topic))
            .map(|(name, _)| name.clone())
            .collect();
        for reader in readers {
            self.give(&reader, &topic, now);
        }
        Ok(())
    }

    /// Gives what waits in a mailbox to a client that is here.
    pub(crate) fn give(&mut self, client: &str, topic: &str, now: u64) {
        let Some(one) = self.clients.get(client) else {
            return;
        };
        if one.sockets.is_empty() || !one.topics.contains(topic) {
            return;
        }
        for kept in self.topics.get_mut(topic).into_iter().flatten() {
            if kept.from == client || kept.until <= now || kept.given.contains(client) {
                continue;
            }
            let id = self.next_frame.fetch_add(1, Ordering::Relaxed);
            let frame = frame(id, kept);
            // A socket that closed meanwhile leaves it for the next one.
            let sent = one
                .sockets
                .values()
                .filter(|out| out.send(frame.clone()).is_ok());
            if sent.count() > 0 {
                kept.given.insert(client.to_owned());
            }
        }
    }

    /// What a client reads by asking instead of opening.
    pub(crate) fn fetch(&mut self, client: &str, topics: &[String], now: u64) -> Vec<Value> {
        let mut found = Vec::new();
        for topic in topics {
            for kept in self.topics.get_mut(topic).into_iter().flatten() {
                if kept.from != client && kept.until > now && kept.given.insert(client.to_owned()) {
                    found.push(data(kept));
                }
            }
        }
        found
    }

    /// Drops what is over, and clients that were away for longer than anything is kept.
    pub(crate) fn sweep(&mut self, now: u64) {
        let mut freed = 0;
        for kept in self.topics.values_mut() {
            kept.retain(|k| {
                let keep = k.until > now;
                if !keep {
                    freed += k.post.message.len();
                }
                keep
            });
        }
        self.topics.retain(|_, kept| !kept.is_empty());
        self.bytes -= freed;
        let life = u64::try_from(self.limits.life.as_millis()).unwrap_or(u64::MAX);
        self.clients
            .retain(|_, one| !one.sockets.is_empty() || one.seen.saturating_add(life) > now);
    }
}

fn data(kept: &Kept) -> Value {
    json!({
        "topic": kept.post.topic,
        "message": kept.post.message,
        "attestation": kept.post.attestation,
        "publishedAt": kept.at,
        "tag": kept.post.tag,
    })
}

fn frame(id: u64, kept: &Kept) -> String {
    json!({"id": id, "jsonrpc": "2.0", "method": "irn_subscription",
        "params": {"id": kept.post.topic, "data": data(kept)}})
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    fn post(topic: &str, message: &str) -> Post {
        Post {
            topic: topic.into(),
            message: message.into(),
            attestation: None,
            tag: 1100,
            ttl: 10,
        }
    }

    fn boxes(limits: Limits) -> (Mailboxes, UnboundedReceiver<String>) {
        let mut boxes = Mailboxes::new(limits);
        let (out, incoming) = unbounded_channel();
        boxes.enter("b", 1, out, 0);
        (boxes, incoming)
    }

    fn read(incoming: &mut UnboundedReceiver<String>) -> Vec<String> {
        let mut all = Vec::new();
        while let Ok(text) = incoming.try_recv() {
            let value: Value = serde_json::from_str(&text).unwrap();
            all.push(
                value["params"]["data"]["message"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
            );
        }
        all
    }

    #[test]
    fn what_came_early_waits_and_comes_once() {
        let (mut boxes, mut incoming) = boxes(Limits::default());
        boxes.post("a", post("t", "one"), 0).unwrap();
        boxes.open("b", &["t".into()]).unwrap();
        boxes.give("b", "t", 1);
        boxes.give("b", "t", 1);
        boxes.post("a", post("t", "one"), 1).unwrap();
        boxes.post("a", post("t", "two"), 1).unwrap();
        assert_eq!(read(&mut incoming), ["one", "two"]);
    }

    #[test]
    fn nobody_hears_himself_and_nothing_comes_late() {
        let (mut boxes, mut incoming) = boxes(Limits::default());
        boxes.open("b", &["t".into()]).unwrap();
        boxes.post("b", post("t", "own"), 0).unwrap();
        boxes.leave("b", 1, 0);
        boxes.post("a", post("t", "late"), 0).unwrap();
        let (out, mut again) = unbounded_channel();
        boxes.enter("b", 2, out, 10_000);
        assert!(read(&mut incoming).is_empty() && read(&mut again).is_empty());
    }

    #[test]
    fn open_mailboxes_belong_to_the_client_and_not_to_its_socket() {
        let (mut boxes, _incoming) = boxes(Limits::default());
        boxes.open("b", &["t".into()]).unwrap();
        boxes.leave("b", 1, 0);
        boxes.post("a", post("t", "one"), 5).unwrap();
        let (out, mut again) = unbounded_channel();
        boxes.enter("b", 2, out, 6);
        assert_eq!(read(&mut again), ["one"]);
    }

    #[test]
    fn limits_hold_and_time_frees() {
        let (mut boxes, _incoming) = boxes(Limits {
            message: 4,
            per_topic: 2,
            bytes: 9,
            topics: 1,
            ..Limits::default()
        });
        assert_eq!(boxes.post("a", post("t", "12345"), 0), Err(PostError::Long));
        boxes.post("a", post("t", "1234"), 0).unwrap();
        boxes.post("a", post("t", "123"), 0).unwrap();
        assert_eq!(boxes.post("a", post("t", "1"), 0), Err(PostError::Full));
        assert_eq!(boxes.post("a", post("u", "123"), 0), Err(PostError::Full));
        assert_eq!(boxes.post("a", post("u", "123"), 10_000), Ok(()));
        let two = ["t".to_owned(), "u".to_owned()];
        assert_eq!(boxes.open("b", &two), Err(PostError::Topics));
    }

    #[test]
    fn what_was_written_goes_on() {
        let (mut boxes, _incoming) = boxes(Limits::default());
        boxes.open("b", &["t".into()]).unwrap();
        boxes.leave("b", 1, 0);
        boxes.post("a", post("t", "one"), 5).unwrap();
        let text = serde_json::to_string(&boxes.written()).unwrap();
        let mut again = Mailboxes::new(Limits::default());
        again.restore(serde_json::from_str(&text).unwrap());
        let (out, mut incoming) = unbounded_channel();
        again.enter("b", 2, out, 6);
        assert_eq!(read(&mut incoming), ["one"]);
    }

    #[test]
    fn fetching_reads_once() {
        let (mut boxes, _incoming) = boxes(Limits::default());
        boxes.post("a", post("t", "one"), 0).unwrap();
        assert_eq!(boxes.fetch("c", &["t".into()], 0).len(), 1);
        assert!(boxes.fetch("c", &["t".into()], 0).is_empty());
    }
}
