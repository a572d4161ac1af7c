//! To the provider through the bridge of the web server.

use std::sync::Arc;

use crate::{
    Gateway, GatewayPeer, Http, HttpRequest, HttpResponse, NetError, ReqwestHttp, Socket, Sockets,
};

/// The bridge at `/provider/<network>/<owner>/…` of the page's own origin.
#[derive(Debug, Clone)]
pub struct BridgeGateway {
    origin: String,
    http: Arc<ReqwestHttp>,
}

impl BridgeGateway {
    /// The bridge of `origin`.
    #[must_use]
    pub fn new(origin: &str, http: Arc<ReqwestHttp>) -> Self {
        Self {
            origin: origin.trim_end_matches('/').to_owned(),
            http,
        }
    }

    fn url(&self, peer: &GatewayPeer, path: &str) -> String {
        format!(
            "{}/provider/{}/{}{path}",
            self.origin, peer.network, peer.owner
        )
    }
}

#[async_trait::async_trait(?Send)]
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
        self.http.send(request).await
    }

    async fn connect(
        &self,
        peer: &GatewayPeer,
        path: &str,
        token: &str,
    ) -> Result<Box<dyn Socket>, NetError> {
        let url = self.url(peer, path).replacen("http", "ws", 1);
        let mut socket = super::WebSockets.connect(&url).await?;
        socket.send(format!("Bearer {token}")).await?;
        Ok(socket)
    }
}
