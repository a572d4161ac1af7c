//! The connection to the relay: what was sent, what was taken, what must be sent again.

use super::state::Outgoing;
use super::{Machine, MachineEvent, Now};
use crate::keys::random;
use crate::{PeerError, RelayCall, RelayFrame, RelayId, Topic};

/// Topics in one call.
const BATCH: usize = 500;
/// The relay is busy: the call is kept for the next connection.
const BUSY: [i64; 3] = [3001, -32_000, -32_603];

impl Machine {
    /// The relay is connected: opens all mailboxes and sends again what it had not taken.
    pub fn connected(&mut self, now: Now<'_>) {
        self.connected = true;
        self.in_flight.clear();
        self.frames.clear();
        let state = &self.state;
        let topics: Vec<Topic> = state
            .pairings
            .keys()
            .chain(state.sessions.keys())
            .chain(state.tombs.keys())
            .chain(
                state
                    .offers
                    .values()
                    .filter_map(|o| o.taken.as_ref().map(|t| &t.0)),
            )
            .copied()
            .collect();
        for some in topics.chunks(BATCH) {
            self.transmit(
                RelayCall::Subscribe {
                    topics: some.to_vec(),
                },
                now,
            );
        }
        let kept: Vec<_> = self.state.outbox.iter().map(|o| o.call.clone()).collect();
        for call in kept {
            self.transmit(call, now);
        }
    }

    /// Asks the relay for a sign of life, by opening a mailbox that is open already.
    pub fn probe(&mut self, now: Now<'_>) {
        let topics = self.state.sessions.keys().chain(self.state.pairings.keys());
        let topics: Vec<Topic> = topics.take(1).copied().collect();
        if self.connected && !topics.is_empty() {
            self.transmit(RelayCall::Subscribe { topics }, now);
        }
    }

    /// The connection is gone.
    pub fn disconnected(&mut self) {
        self.connected = false;
        self.in_flight.clear();
        self.frames.clear();
    }

    /// Takes a frame of the relay.
    pub fn frame(&mut self, text: &str, now: Now<'_>) {
        match RelayFrame::parse(text) {
            RelayFrame::Delivered { delivery, answer } => {
                self.frames.push(answer);
                self.deliver(&delivery, now);
            }
            RelayFrame::Answer { id, outcome } => self.taken(id, outcome, now),
            RelayFrame::Refused(error) => self.event(MachineEvent::Refused(error)),
            RelayFrame::Other => {}
        }
    }

    /// Frames to be sent now, in order.
    pub fn take_frames(&mut self) -> Vec<String> {
        std::mem::take(&mut self.frames)
    }

    /// Sends a call, or keeps it until there is a connection.
    pub(super) fn send(&mut self, call: RelayCall, until: u64, now: Now<'_>) {
        if self.older_dialect && !call.older().is_empty() {
            for older in call.older() {
                self.send(older, until, now);
            }
            return;
        }
        if call.lasts() && !self.state.outbox.iter().any(|o| o.call == call) {
            self.state.outbox.push(Outgoing {
                call: call.clone(),
                until,
            });
            self.changed = true;
        }
        if self.connected {
            self.transmit(call, now);
        }
    }

    fn transmit(&mut self, call: RelayCall, now: Now<'_>) {
        let id = RelayId::after(
            self.last_relay_id,
            now.millis,
            u32::from_le_bytes(random(now.rng)),
        );
        self.last_relay_id = Some(id);
        self.frames.push(call.frame(id));
        self.in_flight.insert(id, call);
    }

    fn taken(&mut self, id: RelayId, outcome: Result<(), PeerError>, now: Now<'_>) {
        let Some(call) = self.in_flight.remove(&id) else {
            return;
        };
        let kept = self.state.outbox.iter().position(|o| o.call == call);
        let Err(error) = outcome else {
            if let Some(at) = kept {
                self.state.outbox.remove(at);
                self.changed = true;
            }
            return;
        };
        if BUSY.contains(&error.code) {
            return;
        }
        let until = kept.map_or(now.seconds(), |at| self.state.outbox.remove(at).until);
        self.changed = true;
        let older = call.older();
        self.older_dialect |= !older.is_empty();
        for call in older {
            self.send(call, until, now);
        }
    }
}
