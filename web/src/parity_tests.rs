//! What a page learns through the bridge is what a process learns by itself.

use std::sync::Arc;

use platform::native::{NativeGateway, NativeSockets};
use platform::{BridgeGateway, Gateway, GatewayPeer, NetError, Socket, Sockets};
use proto::cert_v1::{Certificate, CertificateResponse, QueryCertificatesResponse};
use proto::provider_v1beta4::{Provider, QueryProviderResponse};
use provider::GatewayError;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::*;

const OWNER: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

/// A node that knows one provider with one certificate.
async fn node(host_uri: String, pem: String) -> String {
    use base64::Engine as _;
    use proto::Message as _;
    let record = Provider {
        owner: OWNER.into(),
        host_uri,
        ..Provider::default()
    };
    let provider = QueryProviderResponse {
        provider: Some(record),
    };
    let certificate = CertificateResponse {
        certificate: Some(Certificate {
            state: 1,
            cert: pem.into_bytes(),
            ..Certificate::default()
        }),
        serial: "1".into(),
    };
    let certificates = QueryCertificatesResponse {
        certificates: vec![certificate],
        pagination: None,
    };
    let (provider, certificates) = (provider.encode_to_vec(), certificates.encode_to_vec());
    let answer = move |Json(call): Json<Value>| async move {
        let path = call["params"]["path"].as_str().unwrap_or_default();
        let value = match path {
            "/akash.provider.v1beta4.Query/Provider" => &provider,
            _ => &certificates,
        };
        let value = base64::engine::general_purpose::STANDARD.encode(value);
        Json(json!({"jsonrpc": "2.0", "id": 1, "result": {"response":
            {"code": 0, "value": value, "height": "1"}}}))
    };
    let app = Router::new().route("/", post(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

/// A provider that answers everything with `status` and `body`, and its certificate.
async fn gateway(status: u16, body: &'static str) -> (String, rcgen::Certificate) {
    let made = rcgen::generate_simple_self_signed(vec!["elsewhere.example".into()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_protocol_versions(&[&rustls::version::TLS13])
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(vec![made.cert.der().clone()], key)
    .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("https://{}", listener.local_addr().unwrap());
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let Ok(mut tls) = acceptor.accept(tcp).await else {
                continue;
            };
            let mut buffer = [0; 4096];
            let _ = tls.read(&mut buffer).await;
            let text = format!(
                "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = tls.write_all(text.as_bytes()).await;
            let _ = tls.shutdown().await;
        }
    });
    (host, made.cert)
}

/// Sockets that name the origin, as a browser does.
pub(crate) struct PageSockets(pub(crate) String);

#[async_trait::async_trait]
impl Sockets for PageSockets {
    async fn connect(&self, url: &str) -> Result<Box<dyn Socket>, NetError> {
        let mut request = url.into_client_request().unwrap();
        request
            .headers_mut()
            .insert("origin", self.0.parse().unwrap());
        NativeSockets.open(request).await
    }
}

struct Both {
    native: NativeGateway,
    bridge: BridgeGateway,
    peer: GatewayPeer,
    token: String,
    _server: Running,
    _dist: tempfile::TempDir,
}

impl Both {
    async fn at(host_uri: String, pem: String, der: Vec<u8>) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let dist = tempfile::tempdir().unwrap();
        std::fs::write(dist.path().join("index.html"), "<p>page").unwrap();
        let server = serve(WebConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            pages: crate::Pages::Folder(dist.path().into()),
            networks: vec![Network {
                id: "demo".into(),
                name: "Demo network".into(),
                rpc: node(host_uri.clone(), pem).await,
                faucet: None,
                simulated: true,
                relay: None,
                registry: None,
            }],
            hosts: vec![],
            door: None,
        })
        .await
        .unwrap();
        let origin = server.url.replace("localhost", "127.0.0.1");
        let http = Arc::new(platform::native::http().unwrap());
        let sockets = Arc::new(PageSockets(origin.clone()));
        Self {
            native: NativeGateway::default(),
            bridge: BridgeGateway::new(&origin, http, sockets),
            peer: GatewayPeer {
                network: "demo".into(),
                owner: OWNER.parse().unwrap(),
                host_uri,
                certificates: vec![der],
            },
            token: tests::token(7),
            _server: server,
            _dist: dist,
        }
    }

    /// What both ways say of handing in a manifest and of opening the log.
    async fn errors(&self) -> [GatewayError; 4] {
        let deployment = types::DeploymentId {
            owner: self.peer.owner.clone(),
            dseq: types::Dseq::new(7).unwrap(),
        };
        let lease = types::LeaseId {
            order: types::OrderId {
                group: deployment.group(types::Gseq(1)),
                oseq: types::Oseq(1),
            },
            provider: self.peer.owner.clone(),
        };
        let mut all = Vec::new();
        for gateway in [&self.native as &dyn Gateway, &self.bridge] {
            let dseq = lease.dseq();
            let (peer, token) = (&self.peer, self.token.as_str());
            let put = provider::put_manifest(gateway, peer, dseq, "[]".into(), token).await;
            let log = provider::open_logs(gateway, peer, &lease, None, token).await;
            all.extend([put.unwrap_err(), log.map(|_| ()).unwrap_err()]);
        }
        all.try_into().unwrap()
    }
}

async fn alike(both: Both) -> (GatewayError, GatewayError) {
    let [put, log, bridged_put, bridged_log] = both.errors().await;
    assert_eq!(put, bridged_put);
    assert_eq!(log, bridged_log);
    (put, log)
}

#[tokio::test]
async fn refusals_have_the_same_words_in_both_homes() {
    let refused = |status, body| async move {
        let (host, cert) = gateway(status, body).await;
        alike(Both::at(host, cert.pem(), cert.der().to_vec()).await).await
    };
    let (put, log) = refused(401, "unauthorized access\n").await;
    assert!(matches!(put, GatewayError::Token(_)), "{put:?}");
    assert!(matches!(log, GatewayError::Token(_)), "{log:?}");
    let (put, _) = refused(422, "invalid manifest: service \"web\" has no image\n").await;
    assert!(put.to_string().contains("has no image"), "{put}");
    let (put, log) = refused(404, "no lease for deployment\n").await;
    assert_eq!((put, log), (GatewayError::NoLease, GatewayError::NoLease));
}

#[tokio::test]
async fn a_foreign_certificate_is_one_in_both_homes() {
    let (host, _) = gateway(200, "").await;
    let other = rcgen::generate_simple_self_signed(vec!["127.0.0.1".into()]).unwrap();
    let both = Both::at(host, other.cert.pem(), other.cert.der().to_vec()).await;
    let (put, log) = alike(both).await;
    for error in [put, log] {
        let foreign = matches!(error, GatewayError::Net(NetError::Certificate { .. }));
        assert!(foreign, "{error:?}");
    }
}

#[tokio::test]
async fn a_provider_that_is_gone_is_unreachable_in_both_homes() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("https://{}", free.local_addr().unwrap());
    drop(free);
    let other = rcgen::generate_simple_self_signed(vec!["127.0.0.1".into()]).unwrap();
    let both = Both::at(host, other.cert.pem(), other.cert.der().to_vec()).await;
    let (put, log) = alike(both).await;
    for error in [put, log] {
        assert!(error.is_passing(), "{error:?}");
        assert!(error.to_string().contains("can't be reached"), "{error}");
    }
}

#[tokio::test]
async fn a_token_that_the_bridge_refuses_is_a_refused_token() {
    let (host, cert) = gateway(500, "reached").await;
    let mut both = Both::at(host, cert.pem(), cert.der().to_vec()).await;
    both.token = tests::token(8);
    let [.., put, log] = both.errors().await;
    assert!(matches!(put, GatewayError::Token(_)), "{put:?}");
    assert!(matches!(log, GatewayError::Token(_)), "{log:?}");
}
