//! The websocket side shared by logs, events and shell: upgrade, pings, close frames.

use super::super::clock::Timing;
use super::answers::{Answer, Refused, text};
use axum::extract::FromRequestParts;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use std::future::Future;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};

/// Close codes of the gateway.
pub const INTERNAL: u16 = 4_000;
/// The lease isn't there.
pub const NOT_FOUND: u16 = 4_001;

/// Upgrades a request and hands the socket over.
///
/// # Errors
/// 403 for a foreign origin, 400 when it is no upgrade request.
pub async fn upgrade<F>(
    parts: &mut Parts,
    run: impl FnOnce(WebSocket) -> F + Send + 'static,
) -> Result<Answer, Refused>
where
    F: Future<Output = ()> + Send + 'static,
{
    if let Some(origin) = parts.headers.get(ORIGIN) {
        let origin = origin.to_str().unwrap_or_default();
        let origin = origin.split_once("://").map_or(origin, |(_, host)| host);
        let host = parts
            .headers
            .get(HOST)
            .and_then(|h| h.to_str().ok())
            .unwrap_or_default();
        if !origin.eq_ignore_ascii_case(host) {
            return Err(Box::new(text(403, "Forbidden")));
        }
    }
    match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => Ok(upgrade.on_upgrade(run)),
        Err(_) => Err(Box::new(text(400, "Bad Request"))),
    }
}

/// A socket that pings and notices when nobody answers.
pub struct Live {
    socket: WebSocket,
    pings: Interval,
    deadline: Option<Instant>,
    timing: Timing,
}

/// What happened on a socket.
#[derive(Debug)]
pub enum Happened {
    /// The time for new lines has come.
    Tick,
    /// The client sent bytes.
    Bytes(Vec<u8>),
    /// It is gone.
    Gone,
}

impl Live {
    /// Takes a socket over.
    pub fn new(socket: WebSocket, timing: Timing) -> Self {
        let mut pings = interval(timing.ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        pings.reset();
        Self {
            socket,
            pings,
            deadline: None,
            timing,
        }
    }

    /// Sends a text; false when the client is gone.
    pub async fn text(&mut self, text: String) -> bool {
        self.socket.send(Message::Text(text.into())).await.is_ok()
    }

    /// Sends bytes; false when the client is gone.
    pub async fn bytes(&mut self, bytes: Vec<u8>) -> bool {
        self.socket
            .send(Message::Binary(bytes.into()))
            .await
            .is_ok()
    }

    /// Sends a close frame.
    pub async fn close(&mut self, code: u16, reason: &str) {
        let frame = CloseFrame {
            code,
            reason: reason.to_owned().into(),
        };
        if self.socket.send(Message::Close(Some(frame))).await.is_err() {
            tracing::trace!("client left before the close frame");
        }
    }

    /// Waits for the client or the time to look for new lines, pinging meanwhile.
    pub async fn next(&mut self) -> Happened {
        let tick = Instant::now() + self.timing.stream;
        loop {
            let deadline = self
                .deadline
                .unwrap_or_else(|| Instant::now() + self.timing.pong * 2);
            tokio::select! {
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Binary(bytes))) => {
                        self.deadline = None;
                        return Happened::Bytes(bytes.to_vec());
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Happened::Gone,
                    Some(Ok(_)) => self.deadline = None,
                },
                _ = self.pings.tick() => {
                    if self.socket.send(Message::Ping(Vec::new().into())).await.is_err() {
                        return Happened::Gone;
                    }
                    self.deadline = Some(Instant::now() + self.timing.pong);
                }
                () = sleep_until(deadline) => {
                    if self.deadline.is_some() {
                        return Happened::Gone;
                    }
                }
                () = sleep_until(tick) => return Happened::Tick,
            }
        }
    }
}
