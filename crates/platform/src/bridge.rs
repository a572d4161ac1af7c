//! To the provider through the bridge of a web server.

use std::sync::Arc;

use crate::{
    Gateway, GatewayPeer, Http, HttpRequest, HttpResponse, Message, NetError, Socket, Sockets,
    fault,
};

/// The bridge at `/provider/<network>/<owner>/…` of the page's own origin.
#[derive(Clone)]
pub struct BridgeGateway {
    origin: String,
    http: Arc<dyn Http>,
    sockets: Arc<dyn Sockets>,
}

impl BridgeGateway {
    /// The bridge of `origin`, such as `http://localhost:8417`.
    #[must_use]
    pub fn new(origin: &str, http: Arc<dyn Http>, sockets: Arc<dyn Sockets>) -> Self {
        Self {
            origin: origin.trim_end_matches('/').to_owned(),
            http,
            sockets,
        }
    }

    fn url(&self, peer: &GatewayPeer, path: &str) -> String {
        format!(
            "{}/provider/{}/{}{path}",
            self.origin, peer.network, peer.owner
        )
    }
}

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Gateway for BridgeGateway {
    async fn send(
        &self,
        peer: &GatewayPeer,
        mut request: HttpRequest,
        token: Option<&str>,
    ) -> Result<HttpResponse, NetError> {
        request.url = self.url(peer, &request.url);
        if let Some(token) = token {
            request
                .headers
                .push(("authorization".into(), format!("Bearer {token}")));
        }
        let answer = self.http.send(request).await?;
        fault::of_answer(answer.status, &answer.body).map_or(Ok(answer), Err)
    }

    async fn connect(
        &self,
        peer: &GatewayPeer,
        path: &str,
        token: &str,
    ) -> Result<Box<dyn Socket>, NetError> {
        let url = self.url(peer, path).replacen("http", "ws", 1);
        let mut socket = self.sockets.connect(&url).await?;
        socket.send(format!("Bearer {token}")).await?;
        match socket.next().await? {
            Message::Text(text) if text == fault::OPEN => Ok(Box::new(Bridged(socket))),
            Message::Closed(code, reason) => Err(fault::of_close(code, &reason)
                .unwrap_or_else(|| NetError::Broken(format!("closed with code {code} {reason}")))),
            Message::Text(_) | Message::Binary(_) => {
                Err(NetError::Broken("the bridge said something else".into()))
            }
        }
    }
}

/// A socket behind the bridge: what the bridge itself says at the end is an error as without it.
struct Bridged(Box<dyn Socket>);

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Socket for Bridged {
    async fn send(&mut self, text: String) -> Result<(), NetError> {
        self.0.send(text).await
    }

    async fn next(&mut self) -> Result<Message, NetError> {
        match self.0.next().await? {
            Message::Closed(code, reason) => {
                fault::of_close(code, &reason).map_or(Ok(Message::Closed(code, reason)), Err)
            }
            message => Ok(message),
        }
    }
}
