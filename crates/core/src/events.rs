//! Telling the user interface.

use std::collections::BTreeMap;

use contract::{Event, HostCall, Tag};
use futures::channel::{mpsc, oneshot};

use crate::{Core, lock};

/// Who listens, and what was asked of the main thread.
#[derive(Default)]
pub(crate) struct Hub {
    listeners: Vec<mpsc::UnboundedSender<Event>>,
    asked: BTreeMap<u64, oneshot::Sender<serde_json::Value>>,
    next: u64,
}

impl Hub {
    pub(crate) fn subscribe(&mut self) -> mpsc::UnboundedReceiver<Event> {
        let (sender, receiver) = mpsc::unbounded();
        self.listeners.push(sender);
        receiver
    }

    fn send(&mut self, event: &Event) {
        self.listeners
            .retain(|listener| listener.unbounded_send(event.clone()).is_ok());
    }
}

impl Core {
    pub(crate) fn emit(&self, event: &Event) {
        lock(&self.0.events).send(event);
    }

    pub(crate) fn changed(&self, tags: &[Tag]) {
        self.emit(&Event::Changed {
            tags: tags.to_vec(),
        });
    }

    /// Asks the main thread or the shell; none when nobody listens or it can't be done there.
    pub(crate) async fn ask_host(&self, call: HostCall) -> Option<serde_json::Value> {
        let (sender, answer) = oneshot::channel();
        {
            let mut hub = lock(&self.0.events);
            if hub.listeners.is_empty() {
                return None;
            }
            hub.next += 1;
            let id = hub.next;
            hub.asked.insert(id, sender);
            hub.send(&Event::HostCall { id, call });
        }
        answer.await.ok().filter(|value| !value.is_null())
    }

    pub(crate) fn host_answered(&self, id: u64, answer: serde_json::Value) {
        if let Some(sender) = lock(&self.0.events).asked.remove(&id) {
            // Whoever asked may have given up.
            let _ = sender.send(answer);
        }
    }
}
