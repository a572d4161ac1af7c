//! One client's websocket.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::calls;
use crate::serve::{Shared, now};

/// Clients take a relay for dead that is silent for 35 s.
const PING: Duration = Duration::from_secs(25);
/// Refused for good: clients stop connecting.
const REFUSED: u16 = 3000;
/// The server ends; clients come back.
const AWAY: u16 = 1001;
/// Too many calls.
const RATE: u16 = 3001;
const RATE_WINDOW: Duration = Duration::from_secs(10);

/// Closes a socket that was opened without a right to it.
pub(crate) async fn refuse(mut socket: WebSocket, reason: String) {
    close(&mut socket, REFUSED, reason).await;
}

async fn close(socket: &mut WebSocket, code: u16, reason: String) {
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    // A socket that is gone already needs no goodbye.
    let _ = socket.send(Message::Close(Some(frame))).await;
}

/// Serves a client until it leaves, or the relay ends.
pub(crate) async fn serve(mut socket: WebSocket, client: String, shared: Arc<Shared>) {
    let number = shared.next_socket.fetch_add(1, Ordering::Relaxed);
    let (out, mut deliveries) = unbounded_channel();
    shared.boxes().enter(&client, number, out, now());
    let mut stopped = shared.stopped.clone();
    let mut ping = interval_at(Instant::now() + PING, PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut window, mut calls_in_window) = (Instant::now(), 0);
    loop {
        let goes_on = tokio::select! {
            incoming = socket.recv() => match incoming {
                Some(Ok(Message::Text(text))) => {
                    if window.elapsed() > RATE_WINDOW {
                        (window, calls_in_window) = (Instant::now(), 0);
                    }
                    calls_in_window += 1;
                    if calls_in_window > shared.limits.calls {
                        close(&mut socket, RATE, "too many requests".into()).await;
                        false
                    } else {
                        take(&mut socket, &client, &shared, &text).await
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => false,
                Some(Ok(_)) => true,
            },
            frame = deliveries.recv() => match frame {
                Some(frame) => socket.send(Message::Text(frame.into())).await.is_ok(),
                None => false,
            },
            _ = ping.tick() => socket.send(Message::Ping(Vec::new().into())).await.is_ok(),
            () = ended(&mut stopped) => {
                close(&mut socket, AWAY, "the relay ends".into()).await;
                false
            }
        };
        if !goes_on {
            break;
        }
    }
    shared.boxes().leave(&client, number, now());
}

async fn ended(stopped: &mut watch::Receiver<bool>) {
    // An error means the relay was dropped, which is as good as stopped.
    stopped.wait_for(|ended| *ended).await.ok();
}

async fn take(socket: &mut WebSocket, client: &str, shared: &Shared, text: &str) -> bool {
    let done = calls::answer(&mut shared.boxes(), &shared.limits, client, text, now());
    if let Some(frame) = done.frame
        && socket.send(Message::Text(frame.into())).await.is_err()
    {
        return false;
    }
    // Only now: a client expects the answer before what it opened.
    for topic in done.opened {
        shared.boxes().give(client, &topic, now());
    }
    true
}
