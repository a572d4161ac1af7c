//! Time: what ends by itself, and what is said again.

use super::state::{Tomb, Waiting};
use super::{Asked, Ending, Machine, MachineEvent, Now};
use crate::{RelayCall, Topic};

/// First pause before a message without an answer is said again, in seconds; it doubles.
pub(super) const FIRST_PAUSE: u64 = 10;
/// Longest pause, in seconds.
const LONGEST_PAUSE: u64 = 3600;
/// How long an ended session can still be answered, in seconds.
const TOMB: u64 = 86_400;

impl Machine {
    /// Lets time pass; call it every few seconds.
    pub fn tick(&mut self, now: Now<'_>) {
        let at = now.seconds();
        self.state.outbox.retain(|o| o.until > at);
        self.expire_proposals(at, now);
        self.expire_requests(at);
        self.expire_waiting(at, now);
        self.expire_sessions(at, now);
        let gone: Vec<Topic> = self
            .state
            .tombs
            .iter()
            .filter(|(_, tomb)| tomb.until <= at)
            .map(|(topic, _)| *topic)
            .collect();
        for topic in gone {
            self.state.tombs.remove(&topic);
            self.close_mailbox(topic, now);
        }
        self.repeat(at, now);
    }

    fn expire_proposals(&mut self, at: u64, now: Now<'_>) {
        let ended: Vec<_> = self
            .state
            .proposals
            .values()
            .filter(|p| p.expires <= at)
            .map(|p| p.id)
            .collect();
        for id in ended {
            self.state.proposals.remove(&id);
            self.event(MachineEvent::ProposalExpired(id));
            self.changed = true;
        }
        let offers: Vec<_> = self
            .state
            .offers
            .iter()
            .filter(|(_, offer)| offer.expires <= at)
            .map(|(id, offer)| (*id, offer.taken.as_ref().map(|t| t.0)))
            .collect();
        for (id, session) in offers {
            self.state.offers.remove(&id);
            if let Some(session) = session {
                self.close_mailbox(session, now);
            }
            self.state.waiting.retain(|w| w.id != id);
            self.event(MachineEvent::OfferExpired(id));
            self.changed = true;
        }
        let pairings: Vec<_> = self
            .state
            .pairings
            .iter()
            .filter(|(_, pairing)| pairing.expires <= at)
            .map(|(topic, _)| *topic)
            .collect();
        for topic in pairings {
            self.state.pairings.remove(&topic);
            self.close_mailbox(topic, now);
            self.changed = true;
        }
    }

    fn expire_requests(&mut self, at: u64) {
        let (ended, open) = std::mem::take(&mut self.state.incoming)
            .into_iter()
            .partition(|request| request.expires <= at);
        self.state.incoming = open;
        let ended: Vec<super::Incoming> = ended;
        for request in ended {
            self.event(MachineEvent::RequestExpired(request.topic, request.id));
            self.changed = true;
        }
    }

    fn expire_waiting(&mut self, at: u64, now: Now<'_>) {
        let (ended, open): (Vec<Waiting>, Vec<Waiting>) = std::mem::take(&mut self.state.waiting)
            .into_iter()
            .partition(|waiting| waiting.expires <= at);
        self.state.waiting = open;
        for waiting in ended {
            self.changed = true;
            if waiting.asked == Asked::Settlement {
                // The app may have it and its word got lost: it hears that it is over.
                self.end(waiting.topic, Ending::Unsettled, now);
            } else {
                self.event(MachineEvent::Unanswered(
                    waiting.topic,
                    waiting.id,
                    waiting.asked,
                ));
            }
        }
    }

    fn expire_sessions(&mut self, at: u64, now: Now<'_>) {
        let ended: Vec<_> = self
            .state
            .sessions
            .values()
            .filter(|session| session.expires <= at)
            .map(|session| session.topic)
            .collect();
        for topic in ended {
            self.bury(topic, Ending::Expired, now);
        }
    }

    /// Says again what was not answered: the very same sealed message, so that nobody acts on it twice.
    fn repeat(&mut self, at: u64, now: Now<'_>) {
        let mut again = Vec::new();
        for waiting in &mut self.state.waiting {
            if waiting.repeat_at <= at {
                waiting.pause = (waiting.pause * 2).min(LONGEST_PAUSE);
                waiting.repeat_at = at + waiting.pause;
                again.push((waiting.call.clone(), waiting.expires));
            }
        }
        for (call, until) in again {
            self.send(call, until, now);
        }
    }

    /// Removes a session; its mailbox stays open for a day so that the end can be heard.
    pub(super) fn bury(&mut self, topic: Topic, ending: Ending, now: Now<'_>) {
        let Some(session) = self.state.sessions.remove(&topic) else {
            return;
        };
        self.state.incoming.retain(|request| request.topic != topic);
        let mut lost = Vec::new();
        self.state.waiting.retain(|waiting| {
            let of_it = waiting.topic == topic && waiting.asked != Asked::Delete;
            if of_it && waiting.asked == Asked::Request {
                lost.push((waiting.id, waiting.asked));
            }
            !of_it
        });
        for (id, asked) in lost {
            self.event(MachineEvent::Unanswered(topic, id, asked));
        }
        self.state.tombs.insert(
            topic,
            Tomb {
                key: session.key,
                until: now.seconds() + TOMB,
            },
        );
        self.event(MachineEvent::Ended(topic, ending));
        self.changed = true;
    }

    pub(super) fn close_mailbox(&mut self, topic: Topic, now: Now<'_>) {
        self.send(RelayCall::Unsubscribe { topic }, 0, now);
    }
}
