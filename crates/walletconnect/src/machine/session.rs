//! What both sides do with a session: answer, ping, end.

use serde_json::{Value, json};

use super::{Asked, Ending, Machine, Now};
use crate::{
    Method, NamespaceError, PeerError, PeerMessage, Publishing, Reason, RelayCall, RpcId, Topic,
};

/// What a request is answered with.
pub type Answer = Result<Value, PeerError>;

/// Why nothing was done with a session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// It ended.
    #[error("this connection has ended")]
    Gone,
    /// Only the wallet may do that.
    #[error("only the wallet may change a connection")]
    NotOurs,
    /// It was not approved.
    #[error("this was not approved for the connection")]
    NotApproved,
    /// It would not cover what the app requires.
    #[error(transparent)]
    Namespaces(NamespaceError),
}

/// Why a request was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// It was answered, ended by itself, or its session ended.
    #[error("this request has ended; the app must ask again")]
    Gone,
}

impl Machine {
    /// Answers a request, once.
    ///
    /// # Errors
    /// [`AnswerError::Gone`]; nothing is sent then.
    pub fn answer(
        &mut self,
        topic: Topic,
        id: RpcId,
        answer: Answer,
        now: Now<'_>,
    ) -> Result<(), AnswerError> {
        let at = self.state.incoming.iter();
        let at = at.clone().position(|r| r.topic == topic && r.id == id);
        let request = self.state.incoming.remove(at.ok_or(AnswerError::Gone)?);
        self.changed = true;
        if request.expires <= now.seconds() {
            return Err(AnswerError::Gone);
        }
        self.say(topic, id, answer, Method::SessionRequest.answer(false), now);
        if let Some(session) = self.state.sessions.get_mut(&topic) {
            session.used = now.seconds();
        }
        Ok(())
    }

    /// Asks whether anybody is there.
    ///
    /// # Errors
    /// [`SessionError::Gone`].
    pub fn ping(&mut self, topic: Topic, now: Now<'_>) -> Result<RpcId, SessionError> {
        if !self.state.sessions.contains_key(&topic) {
            return Err(SessionError::Gone);
        }
        let method = Method::SessionPing;
        Ok(self.ask_peer(topic, method, Asked::Ping, json!({}), Some(30), now))
    }

    /// Ends a session and tells the other side.
    ///
    /// # Errors
    /// [`SessionError::Gone`].
    pub fn disconnect(&mut self, topic: Topic, now: Now<'_>) -> Result<(), SessionError> {
        if !self.state.sessions.contains_key(&topic) {
            return Err(SessionError::Gone);
        }
        self.end(topic, Ending::Ours, now);
        Ok(())
    }

    /// Ends a session, for whatever reason, and tells the other side.
    pub(super) fn end(&mut self, topic: Topic, ending: Ending, now: Now<'_>) {
        if self.state.sessions.contains_key(&topic) {
            let params = Reason::Disconnected.json();
            self.ask_peer(
                topic,
                Method::SessionDelete,
                Asked::Delete,
                params,
                None,
                now,
            );
            self.bury(topic, ending, now);
        }
    }

    /// Sends a request on a session and waits for its answer.
    pub(super) fn ask_peer(
        &mut self,
        topic: Topic,
        method: Method,
        asked: Asked,
        params: Value,
        life: Option<u64>,
        now: Now<'_>,
    ) -> RpcId {
        let id = self.fresh_id(now);
        let message = PeerMessage::Request {
            id,
            method: method.name().into(),
            params,
        };
        let mut how = method.request();
        how.ttl = life.unwrap_or(how.ttl);
        if let Some(message) = self.sealed(&topic, &message, now) {
            let call = RelayCall::publish(topic, message, how);
            self.ask(topic, id, asked, call, now.seconds() + how.ttl, now);
        }
        id
    }

    /// Sends an answer, and keeps it for a request that is repeated.
    pub(super) fn say(
        &mut self,
        topic: Topic,
        id: RpcId,
        answer: Answer,
        how: Publishing,
        now: Now<'_>,
    ) {
        let message = PeerMessage::Answer {
            id,
            outcome: answer,
        };
        let Some(message) = self.sealed(&topic, &message, now) else {
            return;
        };
        let call = RelayCall::publish(topic, message, how);
        if let Some(session) = self.state.sessions.get_mut(&topic) {
            session.seen.keep_answer(id, call.clone());
        } else if let Some(pairing) = self.state.pairings.get_mut(&topic) {
            pairing.answers.insert(id, call.clone());
        }
        self.send(call, now.seconds() + how.ttl, now);
        self.changed = true;
    }
}
