//! The machine: pairings, proposals, sessions and requests of one identity, for both roles.

mod app;
mod inbox;
mod link;
mod session;
mod state;
mod tick;
mod wallet;

use std::collections::BTreeMap;

use platform::Rng;
use serde_json::Value;
use zeroize::Zeroizing;

pub use app::{ProposeError, RequestError};
pub use session::{Answer, AnswerError, SessionError};
pub use state::{Asked, Incoming, Proposal, Role, Session};
pub use wallet::{Approval, ApproveError, PairError};

use crate::envelope::{Nonce, seal};
use crate::keys::random;
use crate::{
    ChainRef, ClientId, Metadata, PeerError, PeerMessage, RelayCall, RelayId, RelayIdentity, RpcId,
    SymKey, Topic,
};
use state::{State, Waiting};

/// Time and randomness of one call.
#[derive(Clone, Copy)]
pub struct Now<'a> {
    /// Milliseconds since 1970.
    pub millis: u64,
    /// Randomness fit for keys.
    pub rng: &'a dyn Rng,
}

impl Now<'_> {
    /// Seconds since 1970.
    #[must_use]
    pub const fn seconds(&self) -> u64 {
        self.millis / 1000
    }
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// We ended it.
    Ours,
    /// The other side ended it.
    Theirs,
    /// Its time was over.
    Expired,
    /// The other side refused the settlement, or never confirmed it.
    Unsettled,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum MachineEvent {
    /// A proposal waits for the person.
    Proposed(RpcId),
    /// A proposal that waited ended by itself.
    ProposalExpired(RpcId),
    /// A wallet refused our proposal.
    OfferRefused(RpcId, PeerError),
    /// No wallet answered our proposal in time.
    OfferExpired(RpcId),
    /// A session was made.
    Settled(Topic),
    /// The app has our session, too.
    Confirmed(Topic),
    /// The wallet changed chains, accounts or methods.
    Updated(Topic),
    /// The session's life was lengthened.
    Extended(Topic),
    /// A session ended.
    Ended(Topic, Ending),
    /// A request waits for the person.
    Requested(Topic, RpcId),
    /// A request that waited ended by itself.
    RequestExpired(Topic, RpcId),
    /// The other side answered.
    Answered(Topic, RpcId, Asked, Result<Value, PeerError>),
    /// The other side did not answer in time.
    Unanswered(Topic, RpcId, Asked),
    /// The wallet announced something.
    Announced {
        /// The session.
        topic: Topic,
        /// The chain.
        chain: ChainRef,
        /// Name of the event.
        name: String,
        /// What it carries.
        data: Value,
    },
    /// The relay refuses us; connecting again does not help.
    Refused(PeerError),
}

/// What was written down can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// Damaged.
    #[error("the connected apps can't be read")]
    Damaged,
    /// Written by a newer Slipway.
    #[error("the connected apps were written by a newer version")]
    Newer,
}

/// The machine. Feed it frames and time; take frames, events and, when it changed, what to write down.
///
/// Frames must be sent after what [`Machine::export`] gave was stored: then no answer is given twice,
/// not even when the process dies in between.
pub struct Machine {
    own: Metadata,
    state: State,
    connected: bool,
    older_dialect: bool,
    in_flight: BTreeMap<RelayId, RelayCall>,
    last_relay_id: Option<RelayId>,
    frames: Vec<String>,
    events: Vec<MachineEvent>,
    changed: bool,
}

impl Machine {
    /// A machine without sessions; `own` is what the other sides are told about us.
    #[must_use]
    pub fn new(identity: RelayIdentity, own: Metadata) -> Self {
        Self::with(State::new(identity), own)
    }

    const fn with(state: State, own: Metadata) -> Self {
        Self {
            own,
            state,
            connected: false,
            older_dialect: false,
            in_flight: BTreeMap::new(),
            last_relay_id: None,
            frames: Vec::new(),
            events: Vec::new(),
            changed: false,
        }
    }

    /// Goes on from what [`Machine::export`] gave.
    ///
    /// # Errors
    /// [`RestoreError`].
    pub fn restore(bytes: &[u8], own: Metadata) -> Result<Self, RestoreError> {
        #[derive(serde::Deserialize)]
        struct Head {
            version: u32,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| RestoreError::Damaged)?;
        if head.version > State::VERSION {
            return Err(RestoreError::Newer);
        }
        let state = serde_json::from_slice(bytes).map_err(|_| RestoreError::Damaged)?;
        Ok(Self::with(state, own))
    }

    /// Everything that must last. It holds keys: store it sealed.
    #[must_use]
    pub fn export(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(serde_json::to_vec(&self.state).expect("maps have texts as keys"))
    }

    /// Whether something changed since the last call that must be written down.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Says that what was taken by [`Machine::take_changed`] could not be written down.
    pub fn touch(&mut self) {
        self.changed = true;
    }

    /// What happened since the last call.
    pub fn take_events(&mut self) -> Vec<MachineEvent> {
        std::mem::take(&mut self.events)
    }

    /// Our name at the relay.
    #[must_use]
    pub fn client_id(&self) -> ClientId {
        self.state.identity.client_id()
    }

    /// A fresh token for `relay`; `subject` is random per process.
    #[must_use]
    pub fn token(&self, relay: &str, subject: &[u8; 32], now: Now<'_>) -> String {
        self.state.identity.token(relay, subject, now.seconds())
    }

    /// Whether there is anything to be connected for.
    #[must_use]
    pub fn needs_relay(&self) -> bool {
        !(self.state.pairings.is_empty()
            && self.state.sessions.is_empty()
            && self.state.outbox.is_empty())
    }

    /// Proposals that wait for the person, oldest first.
    pub fn proposals(&self) -> impl Iterator<Item = &Proposal> {
        self.state.proposals.values()
    }

    /// Whether a pairing address was used here and its proposal has not come yet.
    #[must_use]
    pub fn pairing(&self) -> bool {
        let mut all = self.state.pairings.values();
        all.any(|p| p.role == Role::Wallet && p.done.is_empty())
    }

    /// Sessions, by topic.
    pub fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.state.sessions.values()
    }

    /// One session.
    #[must_use]
    pub fn session(&self, topic: &Topic) -> Option<&Session> {
        self.state.sessions.get(topic)
    }

    /// Requests that wait for the person, oldest first.
    #[must_use]
    pub fn incoming(&self) -> &[Incoming] {
        &self.state.incoming
    }

    /// Whether something of ours on this topic still waits for the other side.
    #[must_use]
    pub fn waits_for_peer(&self, topic: &Topic) -> bool {
        self.state
            .waiting
            .iter()
            .any(|w| &w.topic == topic && w.asked != Asked::Ping)
    }

    fn event(&mut self, event: MachineEvent) {
        self.events.push(event);
    }

    fn fresh_id(&mut self, now: Now<'_>) -> RpcId {
        let [a, b] = random(now.rng);
        let id = RpcId::after(self.state.last_id, now.millis, u16::from_le_bytes([a, b]));
        self.state.last_id = id.number();
        id
    }

    fn sealed(&self, topic: &Topic, message: &PeerMessage, now: Now<'_>) -> Option<String> {
        let key: &SymKey = self.state.key(topic)?;
        Some(seal(&message.text(), key, Nonce::make(now.rng)))
    }

    /// Sends a call and repeats it until the other side answers or its time is over.
    fn ask(
        &mut self,
        topic: Topic,
        id: RpcId,
        asked: Asked,
        call: RelayCall,
        expires: u64,
        now: Now<'_>,
    ) {
        self.state.waiting.push(Waiting {
            topic,
            id,
            asked,
            call: call.clone(),
            expires,
            repeat_at: now.seconds() + tick::FIRST_PAUSE,
            pause: tick::FIRST_PAUSE,
        });
        self.send(call, expires, now);
        self.changed = true;
    }
}
