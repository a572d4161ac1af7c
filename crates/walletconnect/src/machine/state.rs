//! What a machine remembers; all of it can be written down and restored.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ChainRef, Metadata, Namespaces, PeerKey, RelayCall, RpcId, SymKey, Topic, WantedNamespaces,
};

/// Answers that are kept per session, so that a repeated request hears the same answer again.
const KEPT_ANSWERS: usize = 16;
/// Ids that are remembered per session; older ones are taken for repetitions.
const KEPT_IDS: usize = 256;

/// Which side of a session we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// We hold keys and decide (responder, controller).
    Wallet,
    /// We ask (proposer).
    App,
}

/// A pairing: a mailbox for one proposal.
#[derive(Serialize, Deserialize)]
pub(super) struct Pairing {
    #[serde(with = "secret::key")]
    pub(super) key: SymKey,
    pub(super) role: Role,
    pub(super) expires: u64,
    pub(super) done: BTreeSet<RpcId>,
    /// Proposals that may still be answered or were; bounded by the pairing's life.
    pub(super) answers: BTreeMap<RpcId, RelayCall>,
}

/// A proposal that waits for the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its id.
    pub id: RpcId,
    /// The pairing that it came by.
    pub pairing: Topic,
    /// Who asks, as it was sent: show [`Metadata::cleaned`].
    pub proposer: Metadata,
    /// What it can't do without.
    pub required: WantedNamespaces,
    /// What it would like.
    pub optional: WantedNamespaces,
    /// When it ends, in seconds since 1970.
    pub expires: u64,
    /// The sealed message, for checking the statement about its origin.
    pub message: String,
    /// The statement about its origin, if one came.
    pub attestation: Option<String>,
    pub(super) key: PeerKey,
}

/// A proposal of ours that waits for a wallet.
#[derive(Serialize, Deserialize)]
pub(super) struct Offer {
    #[serde(with = "secret::peer")]
    pub(super) secret: crate::PeerSecret,
    pub(super) pairing: Topic,
    pub(super) required: WantedNamespaces,
    pub(super) expires: u64,
    /// The session that the first answer opened, and who answered.
    pub(super) taken: Option<(Topic, PeerKey)>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its mailbox.
    pub topic: Topic,
    /// Which side we are.
    pub role: Role,
    /// Who is on the other side, as it was sent: show [`Metadata::cleaned`].
    pub peer: Metadata,
    /// What was approved.
    pub namespaces: Namespaces,
    /// What wallet and app told each other about the session, such as Keplr's `keys`.
    pub properties: BTreeMap<String, String>,
    /// When it ends, in seconds since 1970.
    pub expires: u64,
    /// When it was made, in seconds since 1970.
    pub settled: u64,
    /// When it was last used, in seconds since 1970.
    pub used: u64,
    /// Whether the other side is known to have it too.
    pub confirmed: bool,
    #[serde(with = "secret::key")]
    pub(super) key: SymKey,
    pub(super) required: WantedNamespaces,
    pub(super) last_update: u64,
    pub(super) seen: Seen,
}

/// Which requests of the other side were taken already.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Seen {
    floor: u64,
    ids: BTreeSet<RpcId>,
    answers: BTreeMap<RpcId, RelayCall>,
}

impl Seen {
    pub(super) fn contains(&self, id: RpcId) -> bool {
        id.number() <= self.floor || self.ids.contains(&id)
    }

    pub(super) fn answer(&self, id: RpcId) -> Option<&RelayCall> {
        self.answers.get(&id)
    }

    pub(super) fn add(&mut self, id: RpcId) {
        self.ids.insert(id);
        if self.ids.len() > KEPT_IDS
            && let Some(oldest) = self.ids.pop_first()
        {
            self.floor = oldest.number();
        }
    }

    pub(super) fn keep_answer(&mut self, id: RpcId, answer: RelayCall) {
        self.answers.insert(id, answer);
        if self.answers.len() > KEPT_ANSWERS {
            self.answers.pop_first();
        }
    }
}

/// A request of the other side that waits for an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incoming {
    /// The session.
    pub topic: Topic,
    /// Its id.
    pub id: RpcId,
    /// The chain it is for.
    pub chain: ChainRef,
    /// Name of the method.
    pub method: String,
    /// Its parameters, as they were sent.
    pub params: Value,
    /// When it came, in seconds since 1970.
    pub arrived: u64,
    /// When it ends, in seconds since 1970.
    pub expires: u64,
    /// The sealed message, for checking the statement about its origin.
    pub message: String,
    /// The statement about its origin, if one came.
    pub attestation: Option<String>,
}

/// What of ours waits for the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// A proposal.
    Proposal,
    /// The settlement of a session.
    Settlement,
    /// New namespaces.
    Update,
    /// A longer life.
    Extension,
    /// A request of an app.
    Request,
    /// The end of a session.
    Delete,
    /// Whether anybody is there.
    Ping,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) topic: Topic,
    pub(super) id: RpcId,
    pub(super) asked: Asked,
    pub(super) call: RelayCall,
    pub(super) expires: u64,
    pub(super) repeat_at: u64,
    pub(super) pause: u64,
}

/// A call that the relay has not taken yet.
#[derive(Serialize, Deserialize)]
pub(super) struct Outgoing {
    pub(super) call: RelayCall,
    pub(super) until: u64,
}

/// A session that ended, kept for a while so that the other side can hear of it.
#[derive(Serialize, Deserialize)]
pub(super) struct Tomb {
    #[serde(with = "secret::key")]
    pub(super) key: SymKey,
    pub(super) until: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct State {
    pub(super) version: u32,
    #[serde(with = "secret::identity")]
    pub(super) identity: crate::RelayIdentity,
    pub(super) last_id: u64,
    pub(super) pairings: BTreeMap<Topic, Pairing>,
    pub(super) proposals: BTreeMap<RpcId, Proposal>,
    pub(super) offers: BTreeMap<RpcId, Offer>,
    pub(super) sessions: BTreeMap<Topic, Session>,
    pub(super) incoming: Vec<Incoming>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) outbox: Vec<Outgoing>,
    pub(super) tombs: BTreeMap<Topic, Tomb>,
}

impl State {
    pub(super) const VERSION: u32 = 1;

    pub(super) const fn new(identity: crate::RelayIdentity) -> Self {
        Self {
            version: Self::VERSION,
            identity,
            last_id: 0,
            pairings: BTreeMap::new(),
            proposals: BTreeMap::new(),
            offers: BTreeMap::new(),
            sessions: BTreeMap::new(),
            incoming: Vec::new(),
            waiting: Vec::new(),
            outbox: Vec::new(),
            tombs: BTreeMap::new(),
        }
    }

    /// The key of a mailbox.
    pub(super) fn key(&self, topic: &Topic) -> Option<&SymKey> {
        let session = self.sessions.get(topic).map(|s| &s.key);
        session
            .or_else(|| self.pairings.get(topic).map(|p| &p.key))
            .or_else(|| self.tombs.get(topic).map(|t| &t.key))
    }
}

/// Secrets inside the state, which is only ever written sealed.
mod secret {
    macro_rules! hex_of {
        ($name:ident, $type:ty, $from:expr) => {
            pub(in super::super) mod $name {
                use serde::{Deserialize, Deserializer, Serializer};
                use zeroize::Zeroizing;

                pub(in super::super::super) fn serialize<S: Serializer>(
                    value: &$type,
                    to: S,
                ) -> Result<S::Ok, S::Error> {
                    let text = Zeroizing::new(hex::encode(value.expose()));
                    to.serialize_str(&text)
                }

                pub(in super::super::super) fn deserialize<'de, D: Deserializer<'de>>(
                    from: D,
                ) -> Result<$type, D::Error> {
                    let text = Zeroizing::new(String::deserialize(from)?);
                    let mut bytes = Zeroizing::new([0; 32]);
                    hex::decode_to_slice(text.as_bytes(), bytes.as_mut())
                        .map_err(|_| serde::de::Error::custom("a secret is 64 hex digits"))?;
                    Ok($from(*bytes))
                }
            }
        };
    }
    hex_of!(key, crate::SymKey, crate::SymKey::from_bytes);
    hex_of!(peer, crate::PeerSecret, crate::PeerSecret::from_bytes);
    hex_of!(
        identity,
        crate::RelayIdentity,
        crate::RelayIdentity::from_seed
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_ids_are_taken_for_repetitions() {
        let mut seen = Seen::default();
        let id = |n| RpcId::new(n).unwrap();
        for n in 1..=300 {
            assert!(!seen.contains(id(n)));
            seen.add(id(n));
        }
        assert!((1..=300).all(|n| seen.contains(id(n))));
        assert!(!seen.contains(id(301)));
    }
}
