//! Straight to the provider, TLS pinned to what the chain says.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::{Gateway, GatewayPeer, Http, HttpRequest, HttpResponse, NetError, ReqwestHttp, Socket};

/// Host and certificates of a peer.
type PeerKey = (String, Vec<Vec<u8>>);

/// Clients by host and certificates, so that a connection is used again only for the same peer.
#[derive(Debug, Default)]
pub struct NativeGateway {
    clients: Mutex<HashMap<PeerKey, ReqwestHttp>>,
}

impl NativeGateway {
    fn client(&self, peer: &GatewayPeer) -> Result<ReqwestHttp, NetError> {
        let key = (peer.host_uri.clone(), peer.certificates.clone());
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&key) {
            return Ok(client.clone());
        }
        let broken = |e: &dyn std::fmt::Display| NetError::Broken(e.to_string());
        let config = super::tls::pinned(peer.certificates.clone()).map_err(|e| broken(&e))?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(config)
            .https_only(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map(ReqwestHttp::new)
            .map_err(|e| broken(&e))?;
        clients.insert(key, client.clone());
        Ok(client)
    }
}

/// `https://host:port` without a path; anything else is refused.
fn base(peer: &GatewayPeer) -> Result<&str, NetError> {
    let bad = || NetError::Address(peer.host_uri.clone());
    let uri = peer.host_uri.trim_end_matches('/');
    let host = uri.strip_prefix("https://").ok_or_else(bad)?;
    if host.is_empty()
        || host.contains(['/', '@', '?', '#', '\\'])
        || host.contains(char::is_whitespace)
    {
        return Err(bad());
    }
    Ok(uri)
}

#[async_trait::async_trait]
impl Gateway for NativeGateway {
    async fn send(
        &self,
        peer: &GatewayPeer,
        mut request: HttpRequest,
        token: Option<&str>,
    ) -> Result<HttpResponse, NetError> {
        request.url = format!("{}{}", base(peer)?, request.url);
        if let Some(token) = token {
            request
                .headers
                .push(("authorization".into(), format!("Bearer {token}")));
        }
        self.client(peer)?.send(request).await
    }

    async fn connect(
        &self,
        peer: &GatewayPeer,
        path: &str,
        token: &str,
    ) -> Result<Box<dyn Socket>, NetError> {
        let url = format!("wss{}{path}", base(peer)?.trim_start_matches("https"));
        let config = super::tls::pinned(peer.certificates.clone())
            .map_err(|e| NetError::Broken(e.to_string()))?;
        super::sockets::open(super::sockets::request(&url, Some(token))?, config).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// A TLS 1.3 server that answers every request with 200, and its certificate.
    async fn server() -> (u16, Vec<u8>) {
        let made = rcgen::generate_simple_self_signed(vec!["elsewhere.example".into()]).unwrap();
        let der = made.cert.der().to_vec();
        let key =
            rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(
            rustls::crypto::ring::default_provider(),
        ))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut tls) = acceptor.accept(tcp).await else {
                        return;
                    };
                    let mut buffer = [0; 2048];
                    let _ = tls.read(&mut buffer).await;
                    let _ = tls
                        .write_all(
                            b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok",
                        )
                        .await;
                    let _ = tls.shutdown().await;
                });
            }
        });
        (port, der)
    }

    fn peer(port: u16, certificates: Vec<Vec<u8>>) -> GatewayPeer {
        GatewayPeer {
            network: "test".into(),
            owner: "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0"
                .parse()
                .unwrap(),
            host_uri: format!("https://127.0.0.1:{port}"),
            certificates,
        }
    }

    #[tokio::test]
    async fn accepts_the_certificate_on_chain_and_no_other() {
        let (port, der) = server().await;
        let gateway = NativeGateway::default();
        let answer = gateway
            .send(
                &peer(port, vec![der]),
                HttpRequest::get("/status"),
                Some("t"),
            )
            .await;
        assert_eq!(answer.unwrap().text(), "ok");

        let other = rcgen::generate_simple_self_signed(vec!["127.0.0.1".into()]).unwrap();
        let stranger = peer(port, vec![other.cert.der().to_vec()]);
        let refused = gateway
            .send(&stranger, HttpRequest::get("/status"), Some("t"))
            .await;
        assert!(
            matches!(refused, Err(NetError::Certificate { .. })),
            "{refused:?}"
        );
        let refused = gateway.connect(&stranger, "/logs", "t").await.map(|_| ());
        assert!(
            matches!(refused, Err(NetError::Certificate { .. })),
            "{refused:?}"
        );
    }

    #[tokio::test]
    async fn refuses_hosts_that_are_no_gateway() {
        let gateway = NativeGateway::default();
        for host in [
            "http://127.0.0.1:1",
            "https://a/b",
            "https://user@host",
            "https://",
            "file:///x",
        ] {
            let mut peer = peer(1, Vec::new());
            peer.host_uri = host.into();
            let refused = gateway.send(&peer, HttpRequest::get("/"), None).await;
            assert!(matches!(refused, Err(NetError::Address(_))), "{host}");
        }
    }
}
