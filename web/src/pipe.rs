//! Websockets between a page and another server.

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;
use platform::{NetError, Socket, fault};

use crate::{Shared, refused};

/// Takes the request for a websocket of one of this server's own pages.
pub(crate) async fn upgrade(parts: &mut Parts) -> Result<WebSocketUpgrade, Response> {
    // Browsers always name the origin of a websocket; the guard has compared it.
    if !parts.headers.contains_key(header::ORIGIN) {
        return Err(refused(
            StatusCode::FORBIDDEN,
            "Only pages of this server may ask for this.",
        ));
    }
    WebSocketUpgrade::from_request_parts(parts, &())
        .await
        .map_err(|_| refused(StatusCode::BAD_REQUEST, "This is not a websocket request."))
}

/// Tells the page what happened, in a close code of the bridge's own.
pub(crate) fn close(error: &NetError) -> Message {
    let (code, reason) = fault::close(error);
    Message::Close(Some(CloseFrame {
        code,
        reason: reason.into(),
    }))
}

/// Answers a page's request for a websocket with one to `address`. Frames of the page are at most `largest` bytes; what
/// `keep` gives lives as long as both sides are connected.
pub(crate) async fn pass<K: Send>(
    shared: Arc<Shared>,
    request: Request,
    address: String,
    largest: usize,
    allowed: fn(&str) -> bool,
    keep: impl FnOnce(&Shared) -> K + Send + 'static,
) -> Response {
    let (mut parts, _) = request.into_parts();
    let upgrade = match upgrade(&mut parts).await {
        Ok(upgrade) => upgrade,
        Err(response) => return response,
    };
    upgrade
        .max_message_size(largest)
        .on_upgrade(async move |mut page| {
            let end = match shared.sockets.connect(&address).await {
                Ok(socket) => {
                    let _kept = keep(&shared);
                    both_ways(&shared, &mut page, socket, allowed).await
                }
                Err(error) => Some(close(&error)),
            };
            if let Some(end) = end {
                // The page may be gone.
                page.send(end).await.ok();
            }
        })
}

/// Passes frames both ways until one side ends or the page says what is not `allowed`; gives what to
/// tell the page.
pub(crate) async fn both_ways(
    shared: &Shared,
    page: &mut WebSocket,
    mut upstream: Box<dyn Socket>,
    allowed: impl Fn(&str) -> bool,
) -> Option<Message> {
    loop {
        tokio::select! {
            () = shared.stopped() => return Some(ended(1001, String::new())),
            heard = upstream.next() => {
                let message = match heard {
                    Ok(platform::Message::Text(text)) => Message::Text(text.into()),
                    Ok(platform::Message::Binary(bytes)) => Message::Binary(bytes.into()),
                    Ok(platform::Message::Closed(code, reason)) => return Some(ended(code, reason)),
                    Err(error) => return Some(close(&error)),
                };
                if page.send(message).await.is_err() {
                    return None;
                }
            }
            said = page.recv() => match said {
                Some(Ok(Message::Text(text))) => {
                    if !allowed(&text) {
                        let body = "this is not passed on".to_owned();
                        return Some(close(&NetError::Refused { status: 403, body }));
                    }
                    if let Err(error) = upstream.send(text.to_string()).await {
                        return Some(close(&error));
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }
}

/// The provider's own end. Codes that only a library may use become "gone away".
fn ended(code: u16, reason: String) -> Message {
    let code = if matches!(code, 1004..=1006 | 1015) || code < 1000 {
        1001
    } else {
        code
    };
    Message::Close(Some(CloseFrame {
        code,
        reason: reason.into(),
    }))
}
