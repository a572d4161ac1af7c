//! The wallet's side: pair, approve, reject, change, lengthen, announce.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::state::{Pairing, Seen};
use super::{Asked, Machine, MachineEvent, Now, Role, Session, SessionError};
use crate::method::{FIVE_MINUTES, WEEK};
use crate::namespace::{announces, conform};
use crate::{
    ChainRef, KeyError, Method, NamespaceError, Namespaces, Nonce, PairingUri, PeerMessage,
    PeerSecret, Reason, RelayCall, RpcId, SymKey, Topic, seal,
};

/// Proposals that may wait at once.
pub(super) const MOST_PROPOSALS: usize = 20;
/// Sessions and pairings that may exist at once.
const MOST: usize = 2000;

/// Why a pairing address was not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// Its five minutes are over.
    #[error("this connection address has expired; make a new one in the app")]
    Expired,
    /// It was used here before.
    #[error("this connection address was used already; make a new one in the app")]
    Used,
    /// Far too many connections.
    #[error("there are too many connections; disconnect some first")]
    TooMany,
}

/// Why a proposal was not approved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApproveError {
    /// It was answered, or its time is over.
    #[error("this connection request has ended; make a new one in the app")]
    Gone,
    /// The app's key can't be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What is granted does not cover what the app requires.
    #[error(transparent)]
    Namespaces(#[from] NamespaceError),
}

/// What the person grants.
#[derive(Debug, Clone, Default)]
pub struct Approval {
    /// Chains, accounts, methods and events.
    pub namespaces: Namespaces,
    /// What the app is told besides, such as Keplr's `keys`.
    pub properties: BTreeMap<String, String>,
}

impl Machine {
    /// Makes a pairing address of our own and opens its mailbox: an app that is given it proposes there.
    ///
    /// # Errors
    /// [`PairError`].
    pub fn invite(&mut self, now: Now<'_>) -> Result<PairingUri, PairError> {
        let uri = PairingUri {
            key: SymKey::make(now.rng),
            expires: Some(now.seconds() + FIVE_MINUTES),
            methods: Vec::new(),
            relay: None,
        };
        self.pair(&uri, now)?;
        Ok(uri)
    }

    /// Opens the mailbox of a pairing address; the proposal in it comes as an event.
    ///
    /// # Errors
    /// [`PairError`].
    pub fn pair(&mut self, uri: &PairingUri, now: Now<'_>) -> Result<Topic, PairError> {
        let at = now.seconds();
        if uri.expires.is_some_and(|expires| expires <= at) {
            return Err(PairError::Expired);
        }
        let topic = uri.topic();
        if self.state.key(&topic).is_some() {
            return Err(PairError::Used);
        }
        if self.state.pairings.len() + self.state.sessions.len() >= MOST {
            return Err(PairError::TooMany);
        }
        let longest = at + FIVE_MINUTES;
        self.state.pairings.insert(
            topic,
            Pairing {
                key: uri.key.clone(),
                role: Role::Wallet,
                expires: uri.expires.unwrap_or(longest).min(longest),
                done: BTreeSet::new(),
                answers: BTreeMap::new(),
            },
        );
        self.changed = true;
        let topics = vec![topic];
        self.send(RelayCall::Subscribe { topics }, 0, now);
        Ok(topic)
    }

    /// Approves a proposal: makes the session and tells the app.
    ///
    /// # Errors
    /// [`ApproveError`]; the proposal goes on waiting unless it is gone.
    pub fn approve(
        &mut self,
        id: RpcId,
        approval: Approval,
        now: Now<'_>,
    ) -> Result<Topic, ApproveError> {
        let at = now.seconds();
        let proposal = self.state.proposals.get(&id).ok_or(ApproveError::Gone)?;
        if proposal.expires <= at || !self.state.pairings.contains_key(&proposal.pairing) {
            return Err(ApproveError::Gone);
        }
        conform(&approval.namespaces, &proposal.required)?;
        let proposal = proposal.clone();
        let secret = PeerSecret::make(now.rng);
        let key = secret.agree(&proposal.key)?;
        let topic = Topic::of(&key);
        let settle = self.fresh_id(now);
        let expires = at + WEEK;
        let mut params = json!({
            "relay": {"protocol": "irn"},
            "namespaces": approval.namespaces,
            "controller": {"publicKey": secret.public(), "metadata": self.own},
            "expiry": expires,
        });
        if !approval.properties.is_empty() {
            params["sessionProperties"] = json!(approval.properties);
        }
        let settlement = PeerMessage::Request {
            id: settle,
            method: Method::SessionSettle.name().into(),
            params,
        };
        let answer = PeerMessage::Answer {
            id,
            outcome: Ok(
                json!({"relay": {"protocol": "irn"}, "responderPublicKey": secret.public()}),
            ),
        };
        let answer = self
            .sealed(&proposal.pairing, &answer, now)
            .ok_or(ApproveError::Gone)?;
        let settlement = seal(&settlement.text(), &key, Nonce::make(now.rng));
        self.state.proposals.remove(&id);
        self.state.sessions.insert(
            topic,
            Session {
                topic,
                role: Role::Wallet,
                peer: proposal.proposer,
                namespaces: approval.namespaces,
                properties: approval.properties,
                expires,
                settled: at,
                used: at,
                confirmed: false,
                key,
                required: proposal.required,
                last_update: 0,
                seen: Seen::default(),
            },
        );
        let call = RelayCall::Approve {
            pairing: proposal.pairing,
            session: topic,
            answer,
            settlement,
        };
        if let Some(pairing) = self.state.pairings.get_mut(&proposal.pairing) {
            pairing.expires = at + FIVE_MINUTES;
        }
        self.ask(
            topic,
            settle,
            Asked::Settlement,
            call,
            at + FIVE_MINUTES,
            now,
        );
        self.event(MachineEvent::Settled(topic));
        Ok(topic)
    }

    /// Refuses a proposal; `false` when it is gone.
    pub fn reject(&mut self, id: RpcId, reason: Reason, now: Now<'_>) -> bool {
        let Some(proposal) = self.state.proposals.remove(&id) else {
            return false;
        };
        self.changed = true;
        let method = Method::SessionPropose;
        self.say(
            proposal.pairing,
            id,
            Err(reason.into()),
            method.answer(true),
            now,
        );
        true
    }

    /// Changes chains, accounts, methods or events of a session.
    ///
    /// # Errors
    /// [`SessionError`].
    pub fn update(
        &mut self,
        topic: Topic,
        namespaces: Namespaces,
        now: Now<'_>,
    ) -> Result<RpcId, SessionError> {
        let session = self.ours(topic)?;
        conform(&namespaces, &session.required).map_err(SessionError::Namespaces)?;
        session.namespaces = namespaces.clone();
        // A newer word takes the older one's place.
        self.state
            .waiting
            .retain(|w| w.topic != topic || w.asked != Asked::Update);
        let params = json!({"namespaces": namespaces});
        Ok(self.ask_peer(
            topic,
            Method::SessionUpdate,
            Asked::Update,
            params,
            None,
            now,
        ))
    }

    /// Lengthens a session to a week from now.
    ///
    /// # Errors
    /// [`SessionError`].
    pub fn extend(&mut self, topic: Topic, now: Now<'_>) -> Result<RpcId, SessionError> {
        let expires = now.seconds() + WEEK;
        self.ours(topic)?.expires = expires;
        let params = json!({"expiry": expires});
        Ok(self.ask_peer(
            topic,
            Method::SessionExtend,
            Asked::Extension,
            params,
            None,
            now,
        ))
    }

    /// Announces an event of a chain.
    ///
    /// # Errors
    /// [`SessionError`].
    pub fn announce(
        &mut self,
        topic: Topic,
        chain: &ChainRef,
        name: &str,
        data: &Value,
        now: Now<'_>,
    ) -> Result<(), SessionError> {
        if !announces(&self.ours(topic)?.namespaces, chain, name) {
            return Err(SessionError::NotApproved);
        }
        let message = PeerMessage::Request {
            id: self.fresh_id(now),
            method: Method::SessionEvent.name().into(),
            params: json!({"event": {"name": name, "data": data}, "chainId": chain}),
        };
        let how = Method::SessionEvent.request();
        if let Some(message) = self.sealed(&topic, &message, now) {
            let call = RelayCall::publish(topic, message, how);
            self.send(call, now.seconds() + how.ttl, now);
        }
        Ok(())
    }

    fn ours(&mut self, topic: Topic) -> Result<&mut Session, SessionError> {
        let session = self.state.sessions.get_mut(&topic);
        let session = session.ok_or(SessionError::Gone)?;
        if session.role == Role::Wallet {
            Ok(session)
        } else {
            Err(SessionError::NotOurs)
        }
    }
}
