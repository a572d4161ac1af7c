//! The app's side: propose, ask.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::state::{Offer, Pairing};
use super::{Asked, Machine, Now, Role};
use crate::method::FIVE_MINUTES;
use crate::namespace::allows;
use crate::{
    ChainRef, Method, PairingUri, PeerMessage, PeerSecret, RelayCall, RpcId, SymKey, Topic,
    WantedNamespaces,
};

/// Why no proposal was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProposeError {
    /// Nothing is wanted.
    #[error("a proposal must want something")]
    Nothing,
    /// The address that a wallet gave has ended.
    #[error("this connection address has expired")]
    Expired,
    /// The address that a wallet gave was used before.
    #[error("this connection address was used already")]
    Used,
}

/// Why nothing was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// There is no such session (any more).
    #[error("the wallet is no longer connected")]
    Gone,
    /// The wallet did not approve this method on this chain.
    #[error("the wallet did not allow {0}")]
    NotApproved(String),
    /// A request lives between 300 seconds and a week.
    #[error("a request lives between five minutes and a week")]
    Life,
}

impl Machine {
    /// Makes a proposal. The same wishes go out as required and as optional: some wallets read only the
    /// one, some only the other.
    ///
    /// # Errors
    /// [`ProposeError`].
    pub fn propose(
        &mut self,
        wanted: &WantedNamespaces,
        now: Now<'_>,
    ) -> Result<(RpcId, PairingUri), ProposeError> {
        self.propose_more(wanted, wanted, now)
    }

    /// Makes a proposal that can do without a part of its wishes. `optional` should hold all that is in `wanted`, too.
    ///
    /// # Errors
    /// [`ProposeError`].
    pub fn propose_more(
        &mut self,
        wanted: &WantedNamespaces,
        optional: &WantedNamespaces,
        now: Now<'_>,
    ) -> Result<(RpcId, PairingUri), ProposeError> {
        let uri = PairingUri {
            key: SymKey::make(now.rng),
            expires: Some(now.seconds() + FIVE_MINUTES),
            methods: Vec::new(),
            relay: None,
        };
        let id = self.propose_on(&uri, wanted, optional, now)?;
        Ok((id, uri))
    }

    /// Makes a proposal at an address that the wallet made ([`Machine::invite`]).
    ///
    /// # Errors
    /// [`ProposeError`].
    pub fn propose_on(
        &mut self,
        uri: &PairingUri,
        wanted: &WantedNamespaces,
        optional: &WantedNamespaces,
        now: Now<'_>,
    ) -> Result<RpcId, ProposeError> {
        if wanted.is_empty() {
            return Err(ProposeError::Nothing);
        }
        let longest = now.seconds() + FIVE_MINUTES;
        let expires = uri.expires.unwrap_or(longest).min(longest);
        if expires <= now.seconds() {
            return Err(ProposeError::Expired);
        }
        if self.state.key(&uri.topic()).is_some() {
            return Err(ProposeError::Used);
        }
        let (pairing, secret) = (uri.topic(), PeerSecret::make(now.rng));
        let id = self.fresh_id(now);
        let message = PeerMessage::Request {
            id,
            method: Method::SessionPropose.name().into(),
            params: json!({
                "requiredNamespaces": wanted,
                "optionalNamespaces": optional,
                "relays": [{"protocol": "irn"}],
                "proposer": {"publicKey": secret.public(), "metadata": self.own},
                "expiryTimestamp": expires,
                "pairingTopic": pairing,
                "id": id,
            }),
        };
        self.state.pairings.insert(
            pairing,
            Pairing {
                key: uri.key.clone(),
                role: Role::App,
                expires,
                done: BTreeSet::new(),
                answers: BTreeMap::new(),
            },
        );
        self.state.offers.insert(
            id,
            Offer {
                secret,
                pairing,
                required: wanted.clone(),
                expires,
                taken: None,
            },
        );
        if let Some(proposal) = self.sealed(&pairing, &message, now) {
            let call = RelayCall::Propose { pairing, proposal };
            self.ask(pairing, id, Asked::Proposal, call, expires, now);
        }
        Ok(id)
    }

    /// Our proposals that no wallet has answered, with their end in seconds since 1970.
    pub fn offers(&self) -> impl Iterator<Item = (RpcId, u64)> + '_ {
        let open = self.state.offers.iter().filter(|(_, o)| o.taken.is_none());
        open.map(|(id, offer)| (*id, offer.expires))
    }

    /// Whether the wallet may be asked for `method` on this chain.
    #[must_use]
    pub fn may_ask(&self, topic: &Topic, chain: &ChainRef, method: &str) -> bool {
        let session = self.state.sessions.get(topic);
        session.is_some_and(|s| s.role == Role::App && allows(&s.namespaces, chain, method))
    }

    /// Takes back what was asked and is not answered yet: nothing is repeated, and an answer says nothing any more.
    pub fn forget_request(&mut self, topic: &Topic, id: RpcId) {
        self.state
            .waiting
            .retain(|w| w.topic != *topic || w.id != id);
        self.changed = true;
    }

    /// Takes a proposal back: a wallet that answers it gets no session.
    pub fn withdraw(&mut self, id: RpcId, now: Now<'_>) {
        let Some(offer) = self.state.offers.remove(&id) else {
            return;
        };
        self.state.waiting.retain(|w| w.id != id);
        self.state.pairings.remove(&offer.pairing);
        self.close_mailbox(offer.pairing, now);
        self.changed = true;
    }

    /// Asks the wallet for something; `life` is in seconds, 300 to 604800.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn request(
        &mut self,
        topic: Topic,
        chain: &ChainRef,
        method: &str,
        params: Value,
        life: u64,
        now: Now<'_>,
    ) -> Result<RpcId, RequestError> {
        let session = self.state.sessions.get_mut(&topic);
        let session = session.filter(|s| s.role == Role::App);
        let session = session.ok_or(RequestError::Gone)?;
        if !allows(&session.namespaces, chain, method) {
            return Err(RequestError::NotApproved(method.to_owned()));
        }
        if !(FIVE_MINUTES..=604_800).contains(&life) {
            return Err(RequestError::Life);
        }
        session.used = now.seconds();
        let params = json!({
            "request": {"method": method, "params": params,
                "expiryTimestamp": now.seconds() + life},
            "chainId": chain,
        });
        let method = Method::SessionRequest;
        Ok(self.ask_peer(topic, method, Asked::Request, params, Some(life), now))
    }
}
