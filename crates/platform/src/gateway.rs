//! The way to a provider's gateway.
//!
//! Natively: TLS 1.3 straight to the host of the provider's record, where the certificate must be
//! one that the provider registered on chain (or one that the system trusts for that host).
//! In a browser: through the bridge of the web server at
//! `/provider/<network>/<owner>/<path>`, which does the same. A browser can't set headers on a
//! websocket, and a secret must not stand in an address: there the first text frame that the client
//! sends is `Bearer <token>`; the bridge opens the socket to the provider after it and says so.

use types::Address;

use crate::{HttpRequest, HttpResponse, MaybeSend, MaybeSync, NetError, Socket};

/// Marker in the text of the verifier's error, found again through reqwest's error chain.
pub(crate) const NOT_ON_CHAIN: &str = "certificate is not registered on chain";

/// A provider to talk to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayPeer {
    /// Profile id of the network that it is registered on.
    pub network: String,
    /// Its account.
    pub owner: Address,
    /// `https://host:port` from its record on chain.
    pub host_uri: String,
    /// Its valid certificates on chain, DER; looked up by owner, so each has the owner as subject.
    pub certificates: Vec<Vec<u8>>,
}

/// Talks to provider gateways.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Gateway: MaybeSend + MaybeSync {
    /// Sends a request; `request.url` is the path with its query, beginning with `/`. `token` is the
    /// JWT, sent only after the server is verified.
    ///
    /// # Errors
    /// [`NetError`]; an answer with an error status is not an error here.
    async fn send(
        &self,
        peer: &GatewayPeer,
        request: HttpRequest,
        token: Option<&str>,
    ) -> Result<HttpResponse, NetError>;

    /// Opens a websocket at `path`.
    ///
    /// # Errors
    /// [`NetError`] when it can't be opened.
    async fn connect(
        &self,
        peer: &GatewayPeer,
        path: &str,
        token: &str,
    ) -> Result<Box<dyn Socket>, NetError>;
}
