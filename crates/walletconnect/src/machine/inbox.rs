//! What arrives: opened, read, acted on at most once.

use serde::Deserialize;
use serde_json::{Value, json};

use super::state::{Seen, Waiting};
use super::wallet::MOST_PROPOSALS;
use super::{Answer, Asked, Ending, Incoming, Machine, MachineEvent, Now, Proposal, Role, Session};
use crate::method::{FIVE_MINUTES, WEEK};
use crate::namespace::{allows, announces, conform};
use crate::{
    ChainRef, Delivery, Metadata, Method, Namespaces, PeerError, PeerKey, PeerMessage, Reason,
    RpcId, Topic, WantedNamespaces, open,
};

/// Requests of one session that may wait at once.
const MOST_WAITING: usize = 50;
/// How far the other side's clock may be off, in seconds.
const SLACK: u64 = 3600;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Propose {
    #[serde(default)]
    required_namespaces: Option<WantedNamespaces>,
    #[serde(default)]
    optional_namespaces: Option<WantedNamespaces>,
    proposer: Party,
    #[serde(default)]
    expiry_timestamp: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Party {
    public_key: PeerKey,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Settle {
    namespaces: Namespaces,
    controller: Party,
    expiry: u64,
    #[serde(default)]
    session_properties: Option<serde_json::Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    request: Inner,
    chain_id: ChainRef,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inner {
    method: String,
    #[serde(default)]
    params: Value,
    #[serde(default)]
    expiry_timestamp: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Announced {
    event: Named,
    chain_id: ChainRef,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    #[serde(default)]
    data: Value,
}

impl Machine {
    /// Takes a message. What is damaged, foreign or repeated has no effect.
    pub(super) fn deliver(&mut self, delivery: &Delivery, now: Now<'_>) {
        let topic = delivery.topic;
        let of_offer = self.offer_of(&topic);
        let key = match of_offer {
            Some(id) => self.offer_key(id),
            None => self.state.key(&topic).cloned(),
        };
        let Some(key) = key else {
            return;
        };
        let Ok(text) = open(&delivery.message, &key, None) else {
            return;
        };
        let Ok(message) = PeerMessage::parse(&text) else {
            return;
        };
        match message {
            PeerMessage::Answer { id, outcome } => self.answered(topic, id, outcome, now),
            PeerMessage::Request { id, method, params } => {
                if let Some(offer) = of_offer {
                    if Method::named(&method) == Some(Method::SessionSettle) {
                        self.settle(offer, topic, id, params, now);
                    }
                } else if self.state.sessions.contains_key(&topic) {
                    self.session_request(delivery, id, &method, params, now);
                } else if self.state.pairings.contains_key(&topic) {
                    self.pairing_request(delivery, id, &method, params, now);
                } else {
                    self.late_request(topic, id, &method, now);
                }
            }
        }
    }

    fn offer_of(&self, topic: &Topic) -> Option<RpcId> {
        let mut offers = self.state.offers.iter();
        let found = offers.find(|(_, offer)| offer.taken.as_ref().is_some_and(|t| &t.0 == topic));
        found.map(|(id, _)| *id)
    }

    fn offer_key(&self, id: RpcId) -> Option<crate::SymKey> {
        let offer = self.state.offers.get(&id)?;
        let (_, wallet) = offer.taken.as_ref()?;
        offer.secret.agree(wallet).ok()
    }

    /// On a session that ended here: its end is confirmed, everything else hears that it is over.
    fn late_request(&mut self, topic: Topic, id: RpcId, method: &str, now: Now<'_>) {
        match Method::named(method) {
            Some(Method::SessionDelete) => {
                // Both sides ended it: neither has to hear it again.
                self.state.waiting.retain(|w| w.topic != topic);
                self.say(
                    topic,
                    id,
                    Ok(json!(true)),
                    Method::SessionDelete.answer(false),
                    now,
                );
            }
            Some(Method::SessionEvent) | None => {}
            Some(method) => {
                let gone = PeerError {
                    code: 7001,
                    message: "No session for topic.".into(),
                };
                self.say(topic, id, Err(gone), method.answer(true), now);
            }
        }
    }

    fn pairing_request(
        &mut self,
        delivery: &Delivery,
        id: RpcId,
        method: &str,
        params: Value,
        now: Now<'_>,
    ) {
        let topic = delivery.topic;
        let Some(pairing) = self.state.pairings.get_mut(&topic) else {
            return;
        };
        if !pairing.done.insert(id) {
            if let Some(answer) = pairing.answers.get(&id).cloned() {
                self.send(answer, now.seconds() + FIVE_MINUTES, now);
            }
            return;
        }
        let role = pairing.role;
        self.changed = true;
        match Method::named(method) {
            Some(Method::SessionPropose) if role == Role::Wallet => {
                self.proposed(delivery, id, params, now);
            }
            Some(method @ Method::PairingPing) => {
                self.say(topic, id, Ok(json!(true)), method.answer(false), now);
            }
            Some(method @ Method::PairingDelete) => {
                self.say(topic, id, Ok(json!(true)), method.answer(false), now);
                self.state.proposals.retain(|_, p| p.pairing != topic);
                self.state.pairings.remove(&topic);
                self.close_mailbox(topic, now);
            }
            _ => {
                let reason = Reason::UnsupportedProtocolMethod.into();
                self.say(topic, id, Err(reason), Method::unknown_answer(), now);
            }
        }
    }

    fn proposed(&mut self, delivery: &Delivery, id: RpcId, params: Value, now: Now<'_>) {
        let topic = delivery.topic;
        let refuse = |reason: Reason| Err(reason.into());
        let how = Method::SessionPropose.answer(true);
        let Ok(propose) = serde_json::from_value::<Propose>(params) else {
            self.say(topic, id, refuse(Reason::InvalidMethod), how, now);
            return;
        };
        let longest = now.seconds() + FIVE_MINUTES;
        let expires = propose.expiry_timestamp.unwrap_or(longest).min(longest);
        if expires <= now.seconds() || self.state.proposals.len() >= MOST_PROPOSALS {
            self.say(topic, id, refuse(Reason::Expired), how, now);
            return;
        }
        self.state.proposals.insert(
            id,
            Proposal {
                id,
                pairing: topic,
                proposer: propose.proposer.metadata,
                required: propose.required_namespaces.unwrap_or_default(),
                optional: propose.optional_namespaces.unwrap_or_default(),
                expires,
                message: delivery.message.clone(),
                attestation: delivery.attestation.clone(),
                key: propose.proposer.public_key,
            },
        );
        self.event(MachineEvent::Proposed(id));
    }

    /// The wallet settles what we offered.
    fn settle(&mut self, offer: RpcId, topic: Topic, id: RpcId, params: Value, now: Now<'_>) {
        let Some(key) = self.offer_key(offer) else {
            return;
        };
        let Some(known) = self.state.offers.get(&offer) else {
            return;
        };
        let Some((_, wallet)) = known.taken else {
            return;
        };
        let required = known.required.clone();
        let at = now.seconds();
        let settle = serde_json::from_value::<Settle>(params).ok().filter(|s| {
            s.controller.public_key == wallet
                && s.expiry > at
                && conform(&s.namespaces, &required).is_ok()
        });
        let how = Method::SessionSettle.answer(false);
        let Some(settle) = settle else {
            // The session never becomes one of ours; the key is only borrowed for this answer.
            let message = PeerMessage::Answer {
                id,
                outcome: Err(Reason::InvalidSettlement.into()),
            };
            let sealed = crate::seal(&message.text(), &key, crate::Nonce::make(now.rng));
            let call = crate::RelayCall::publish(topic, sealed, how);
            self.send(call, at + how.ttl, now);
            self.state.offers.remove(&offer);
            let invalid = Reason::InvalidSettlement.into();
            self.event(MachineEvent::OfferRefused(offer, invalid));
            return;
        };
        let mut seen = Seen::default();
        seen.add(id);
        let properties = settle.session_properties.unwrap_or_default();
        let properties = properties
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
        self.state.sessions.insert(
            topic,
            Session {
                topic,
                role: Role::App,
                peer: settle.controller.metadata,
                namespaces: settle.namespaces,
                properties: properties.collect(),
                expires: settle.expiry.min(at + WEEK + SLACK),
                settled: at,
                used: at,
                confirmed: true,
                key,
                required,
                last_update: 0,
                seen,
            },
        );
        self.state.offers.remove(&offer);
        self.say(topic, id, Ok(json!(true)), how, now);
        self.event(MachineEvent::Settled(topic));
    }

    fn session_request(
        &mut self,
        delivery: &Delivery,
        id: RpcId,
        method: &str,
        params: Value,
        now: Now<'_>,
    ) {
        let topic = delivery.topic;
        let Some(session) = self.state.sessions.get_mut(&topic) else {
            return;
        };
        if session.seen.contains(id) {
            // The very same answer again; while the person thinks there is none.
            if let Some(answer) = session.seen.answer(id).cloned() {
                self.send(answer, now.seconds() + FIVE_MINUTES, now);
            }
            return;
        }
        session.seen.add(id);
        self.changed = true;
        self.confirm(topic);
        let Some(kind) = Method::named(method) else {
            let reason = Reason::UnsupportedProtocolMethod.into();
            self.say(topic, id, Err(reason), Method::unknown_answer(), now);
            return;
        };
        let answer: Option<Answer> = match kind {
            Method::SessionPing => Some(Ok(json!(true))),
            Method::SessionRequest => self.requested(delivery, id, params, now).err().map(Err),
            Method::SessionUpdate => Some(self.updated(topic, id, &params)),
            Method::SessionExtend => Some(self.extended(topic, &params, now)),
            Method::SessionEvent => {
                self.announced(topic, params);
                None
            }
            Method::SessionDelete => Some(Ok(json!(true))),
            _ => Some(Err(Reason::UnsupportedProtocolMethod.into())),
        };
        if let Some(answer) = answer {
            self.say(topic, id, answer, kind.answer(false), now);
        }
        if kind == Method::SessionDelete {
            self.bury(topic, Ending::Theirs, now);
        }
    }

    fn requested(
        &mut self,
        delivery: &Delivery,
        id: RpcId,
        params: Value,
        now: Now<'_>,
    ) -> Result<(), PeerError> {
        let topic = delivery.topic;
        let session = self.state.sessions.get(&topic);
        let session = session.filter(|s| s.role == Role::Wallet);
        let session = session.ok_or(Reason::UnauthorizedMethod)?;
        let asked: Request =
            serde_json::from_value(params).map_err(|_| PeerError::from(Reason::InvalidMethod))?;
        let at = now.seconds();
        let longest = at + WEEK;
        let usual = at + Method::SessionRequest.request().ttl;
        let expires = asked.request.expiry_timestamp.unwrap_or(usual).min(longest);
        if expires <= at {
            return Err(Reason::Expired.into());
        }
        if !crate::namespace::chains(&session.namespaces).contains(&asked.chain_id) {
            return Err(Reason::UnauthorizedChain.into());
        }
        if !allows(&session.namespaces, &asked.chain_id, &asked.request.method) {
            return Err(Reason::UnauthorizedMethod.into());
        }
        let waiting = self.state.incoming.iter().filter(|r| r.topic == topic);
        if waiting.count() >= MOST_WAITING {
            return Err(PeerError {
                code: Reason::Rejected.code(),
                message: "Too many requests are waiting.".into(),
            });
        }
        self.state.incoming.push(Incoming {
            topic,
            id,
            chain: asked.chain_id,
            method: asked.request.method,
            params: asked.request.params,
            arrived: at,
            expires,
            message: delivery.message.clone(),
            attestation: delivery.attestation.clone(),
        });
        self.event(MachineEvent::Requested(topic, id));
        Ok(())
    }

    fn updated(&mut self, topic: Topic, id: RpcId, params: &Value) -> Answer {
        let session = self.state.sessions.get_mut(&topic);
        let session = session.filter(|s| s.role == Role::App);
        let session = session.ok_or(Reason::UnauthorizedUpdate)?;
        let namespaces: Namespaces = serde_json::from_value(params["namespaces"].clone())
            .map_err(|_| PeerError::from(Reason::InvalidUpdate))?;
        conform(&namespaces, &session.required)
            .map_err(|_| PeerError::from(Reason::InvalidUpdate))?;
        // An older word that arrives late changes nothing.
        if id.number() > session.last_update {
            session.last_update = id.number();
            session.namespaces = namespaces;
            self.event(MachineEvent::Updated(topic));
        }
        Ok(json!(true))
    }

    fn extended(&mut self, topic: Topic, params: &Value, now: Now<'_>) -> Answer {
        let session = self.state.sessions.get_mut(&topic);
        let session = session.filter(|s| s.role == Role::App);
        let session = session.ok_or(Reason::UnauthorizedExtend)?;
        let week = now.seconds() + WEEK;
        let wanted = params["expiry"].as_u64().unwrap_or(week);
        session.expires = session.expires.max(wanted.min(week + SLACK));
        self.event(MachineEvent::Extended(topic));
        Ok(json!(true))
    }

    fn announced(&mut self, topic: Topic, params: Value) {
        let Ok(announced) = serde_json::from_value::<Announced>(params) else {
            return;
        };
        let (chain, name) = (announced.chain_id, announced.event.name);
        let session = self.state.sessions.get(&topic);
        let session = session.filter(|s| s.role == Role::App);
        if session.is_some_and(|s| announces(&s.namespaces, &chain, &name)) {
            self.event(MachineEvent::Announced {
                topic,
                chain,
                name,
                data: announced.event.data,
            });
        }
    }

    fn answered(&mut self, topic: Topic, id: RpcId, outcome: Answer, now: Now<'_>) {
        let at = self.state.waiting.iter();
        let at = at.clone().position(|w| w.topic == topic && w.id == id);
        let Some(at) = at else {
            return;
        };
        if self
            .state
            .waiting
            .get(at)
            .is_some_and(|w| w.asked == Asked::Proposal)
        {
            self.offer_answered(topic, at, id, outcome, now);
            return;
        }
        let Waiting { asked, .. } = self.state.waiting.remove(at);
        self.changed = true;
        match (asked, &outcome) {
            (Asked::Settlement, Ok(_)) => self.confirm(topic),
            (Asked::Settlement, Err(_)) => self.bury(topic, Ending::Unsettled, now),
            (Asked::Delete, _) => {
                self.state.tombs.remove(&topic);
                self.close_mailbox(topic, now);
            }
            _ => self.confirm(topic),
        }
        self.event(MachineEvent::Answered(topic, id, asked, outcome));
    }

    /// A wallet answers our proposal; the first one wins.
    fn offer_answered(
        &mut self,
        pairing: Topic,
        at: usize,
        id: RpcId,
        outcome: Answer,
        now: Now<'_>,
    ) {
        let Some(offer) = self.state.offers.get_mut(&id) else {
            return;
        };
        let taken = match outcome {
            Err(error) => Err(error),
            Ok(result) => serde_json::from_value::<PeerKey>(result["responderPublicKey"].clone())
                .ok()
                .and_then(|key| Some((Topic::of(&offer.secret.agree(&key).ok()?), key)))
                .ok_or_else(|| PeerError::from(Reason::InvalidSettlement)),
        };
        self.state.waiting.remove(at);
        self.changed = true;
        match taken {
            Err(error) => {
                self.state.offers.remove(&id);
                self.state.pairings.remove(&pairing);
                self.close_mailbox(pairing, now);
                self.event(MachineEvent::OfferRefused(id, error));
            }
            Ok((topic, key)) => {
                offer.taken = Some((topic, key));
                let topics = vec![topic];
                self.send(crate::RelayCall::Subscribe { topics }, 0, now);
            }
        }
    }

    fn confirm(&mut self, topic: Topic) {
        let Some(session) = self.state.sessions.get_mut(&topic) else {
            return;
        };
        if !session.confirmed {
            session.confirmed = true;
            self.state
                .waiting
                .retain(|w| w.topic != topic || w.asked != Asked::Settlement);
            self.event(MachineEvent::Confirmed(topic));
        }
    }
}
