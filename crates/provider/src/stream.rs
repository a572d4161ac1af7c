//! Log lines and cluster events of a lease, over a websocket.

use platform::{Gateway, GatewayPeer, Message, Socket};
use serde::Deserialize;
use types::LeaseId;

use crate::GatewayError;

/// An open stream of a lease.
pub struct LeaseStream {
    socket: Box<dyn Socket>,
}

/// One log line.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Line {
    /// Replica (pod) that wrote it.
    pub name: String,
    /// Text without line end.
    pub message: String,
}

/// One event of the provider's cluster.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ClusterEvent {
    /// `Normal` or `Warning`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// Why, one word: `Pulled`, `BackOff`.
    #[serde(default)]
    pub reason: String,
    /// The cluster's words.
    #[serde(default)]
    pub note: String,
    /// What it is about.
    pub object: EventObject,
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EventObject {
    /// Such as `Pod`.
    #[serde(default)]
    pub kind: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
}

/// Opens the log of all services, following; `tail` past lines, all of them without it.
///
/// # Errors
/// [`GatewayError`].
pub async fn open_logs(
    gateway: &dyn Gateway,
    peer: &GatewayPeer,
    lease: &LeaseId,
    tail: Option<u32>,
    token: &str,
) -> Result<LeaseStream, GatewayError> {
    let tail = tail.map_or(String::new(), |n| format!("&tail={n}"));
    open(
        gateway,
        peer,
        lease,
        &format!("logs?follow=true{tail}"),
        token,
    )
    .await
}

/// Opens the events of the cluster, existing ones first, following.
///
/// # Errors
/// [`GatewayError`].
pub async fn open_events(
    gateway: &dyn Gateway,
    peer: &GatewayPeer,
    lease: &LeaseId,
    token: &str,
) -> Result<LeaseStream, GatewayError> {
    open(gateway, peer, lease, "kubeevents?follow=true", token).await
}

async fn open(
    gateway: &dyn Gateway,
    peer: &GatewayPeer,
    lease: &LeaseId,
    what: &str,
    token: &str,
) -> Result<LeaseStream, GatewayError> {
    let path = format!(
        "/lease/{}/{}/{}/{what}",
        lease.dseq(),
        lease.gseq().0,
        lease.oseq().0
    );
    match gateway.connect(peer, &path, token).await {
        Ok(socket) => Ok(LeaseStream { socket }),
        Err(platform::NetError::Refused { status, body }) => {
            Err(GatewayError::of(&platform::HttpResponse {
                status,
                body: body.into_bytes(),
            }))
        }
        Err(e) => Err(e.into()),
    }
}

impl LeaseStream {
    /// The next message's text; `None` at the end. A dropped connection is an ordinary end: that is
    /// how providers end a log.
    ///
    /// # Errors
    /// [`GatewayError`] when the provider closes with an error code or the connection breaks.
    pub async fn next(&mut self) -> Result<Option<String>, GatewayError> {
        loop {
            match self.socket.next().await? {
                Message::Text(text) => return Ok(Some(text)),
                Message::Binary(_) => {}
                Message::Closed(1000 | 1001 | 1005 | 1006, _) => return Ok(None),
                Message::Closed(code, reason) => return Err(GatewayError::classify(code, reason)),
            }
        }
    }
}

/// The service that a replica belongs to: the longest service name that the replica's name begins with.
#[must_use]
pub fn service_of_replica<'a>(replica: &'a str, services: &'a [String]) -> &'a str {
    services
        .iter()
        .filter(|service| {
            replica == service.as_str()
                || replica
                    .strip_prefix(service.as_str())
                    .is_some_and(|rest| rest.starts_with('-'))
        })
        .max_by_key(|service| service.len())
        .map_or(replica, String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;

    struct Script(VecDeque<Message>);

    #[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
    #[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
    impl Socket for Script {
        async fn send(&mut self, _: String) -> Result<(), platform::NetError> {
            Ok(())
        }
        async fn next(&mut self) -> Result<Message, platform::NetError> {
            self.0
                .pop_front()
                .ok_or_else(|| platform::NetError::Broken("script".into()))
        }
    }

    fn stream(messages: Vec<Message>) -> LeaseStream {
        LeaseStream {
            socket: Box::new(Script(messages.into())),
        }
    }

    #[tokio::test]
    async fn a_dropped_connection_is_an_end() {
        let mut logs = stream(vec![
            Message::Text("a".into()),
            Message::Closed(1006, String::new()),
        ]);
        assert_eq!(logs.next().await.unwrap().as_deref(), Some("a"));
        assert_eq!(logs.next().await.unwrap(), None);
    }

    #[tokio::test]
    async fn close_codes_say_what_is_wrong() {
        let mut logs = stream(vec![Message::Closed(4001, "kube: lease not found".into())]);
        assert_eq!(logs.next().await, Err(GatewayError::NoLease));
        let mut logs = stream(vec![Message::Closed(4000, "no running pods".into())]);
        assert!(matches!(logs.next().await, Err(GatewayError::NotReady(_))));
    }

    #[test]
    fn replicas_belong_to_the_longest_name() {
        let services = ["web".to_owned(), "web-api".to_owned()];
        assert_eq!(
            service_of_replica("web-api-6f9c7d5b8c-x2k4q", &services),
            "web-api"
        );
        assert_eq!(service_of_replica("web-6f9c7d5b8c-x2k4q", &services), "web");
        assert_eq!(service_of_replica("other-0", &services), "other-0");
    }
}
