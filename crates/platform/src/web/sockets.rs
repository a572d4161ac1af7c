//! Websockets by the browser.

use futures::{SinkExt, StreamExt};
use gloo_net::websocket::{self, WebSocketError, futures::WebSocket};

use crate::{Message, NetError, Socket, Sockets};

/// The browser's websockets.
#[derive(Debug, Clone, Copy, Default)]
pub struct WebSockets;

#[async_trait::async_trait(?Send)]
impl Sockets for WebSockets {
    async fn connect(&self, url: &str) -> Result<Box<dyn Socket>, NetError> {
        let socket = WebSocket::open(url)
            .map_err(|_| NetError::Address(url.split('?').next().unwrap_or_default().to_owned()))?;
        Ok(Box::new(WebSocketInWorker(socket)))
    }
}

struct WebSocketInWorker(WebSocket);

#[async_trait::async_trait(?Send)]
impl Socket for WebSocketInWorker {
    async fn send(&mut self, text: String) -> Result<(), NetError> {
        let sent = self.0.send(websocket::Message::Text(text)).await;
        sent.map_err(|e| NetError::Broken(e.to_string()))
    }

    async fn next(&mut self) -> Result<Message, NetError> {
        match self.0.next().await {
            Some(Ok(websocket::Message::Text(text))) => Ok(Message::Text(text)),
            Some(Ok(websocket::Message::Bytes(bytes))) => Ok(Message::Binary(bytes)),
            Some(Err(WebSocketError::ConnectionClose(close))) => {
                Ok(Message::Closed(close.code, close.reason))
            }
            Some(Err(e)) => Err(NetError::Broken(e.to_string())),
            None => Ok(Message::Closed(1006, String::new())),
        }
    }
}
