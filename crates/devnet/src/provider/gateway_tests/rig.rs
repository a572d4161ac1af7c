//! One provider with its gateway on a socket, and a client that knows its certificate.

use super::super::agent::Agent;
use super::super::auth::samples_sign;
use super::super::clock::{Clock, Timing};
use super::super::fleet::catalogue;
use super::super::manifest::samples::{VECTOR, vector};
use super::super::memory::Memory;
use super::super::model::samples::{group, unit};
use super::super::model::{Group, LeaseId};
use super::super::spawn::spawn_on;
use super::super::{FleetConfig, FleetHandle};
use k256::ecdsa::SigningKey;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::Error as WsError;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// Takes exactly one certificate, as a client does that looked it up on the chain.
#[derive(Debug)]
pub(super) struct Pinned(pub(super) Vec<u8>);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if end_entity.as_ref() == self.0 {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(rustls::Error::General("another certificate".into()))
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("TLS 1.3 only".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &rustls::DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        rustls::crypto::ring::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}

pub(super) struct Rig {
    pub(super) chain: Arc<Memory>,
    pub(super) fleet: FleetHandle,
    tenant: SigningKey,
    pub(super) owner: String,
}

fn demo() -> Group {
    let mut g = group(vec![unit(500, 256, 512)]);
    g.name = "demo".into();
    g
}

impl Rig {
    pub(super) async fn start() -> Self {
        let chain = Arc::new(Memory::new());
        let timing = Timing {
            pace: 1,
            stream: Duration::from_millis(20),
            ..Timing::default()
        };
        let config = FleetConfig {
            data_dir: None,
            clock: Clock::system(),
            timing,
            providers: catalogue()[..1].to_vec(),
        };
        let fleet = spawn_on(chain.clone(), config).await.unwrap();
        fleet.ready().await;
        let key = super::super::key::DemoKey::named("tenant");
        let owner = key.address().to_owned();
        let digest = <sha2::Sha256 as sha2::Digest>::digest("slipway demo network: tenant");
        let tenant = SigningKey::from_slice(&digest).unwrap();
        chain
            .inner
            .lock()
            .unwrap()
            .keys
            .insert(owner.clone(), key.public_key());
        Self {
            chain,
            fleet,
            tenant,
            owner,
        }
    }

    pub(super) fn agent(&self) -> &Agent {
        &self.fleet.providers[0].agent
    }

    /// A lease of deployment 7 with the vector's manifest, not yet sent.
    pub(super) async fn lease(&self) -> LeaseId {
        self.chain.deploy(
            &super::super::key::DemoKey::named("tenant"),
            7,
            &demo(),
            &vector(),
        );
        let bid = || self.chain.inner.lock().unwrap().bids.keys().next().cloned();
        wait(|| bid().is_some()).await;
        let lease = bid().unwrap();
        self.chain.lease(&lease);
        lease
    }

    pub(super) async fn running(&self) -> LeaseId {
        let lease = self.lease().await;
        let (status, body) = self
            .call("PUT", "/deployment/7/manifest", Some(&self.full()), VECTOR)
            .await;
        assert_eq!((status, body.as_str()), (200, ""));
        let agent = self.agent();
        wait(|| {
            agent
                .state()
                .workload(&lease)
                .is_some_and(|w| w.is_healthy(agent.clock.now()))
        })
        .await;
        lease
    }

    pub(super) fn token(&self, leases: Value) -> String {
        let now = Clock::system().seconds();
        self.sign(json!({"iss": self.owner, "iat": now, "nbf": now - 60, "exp": now + 900, "version": "v1", "leases": leases}))
    }

    pub(super) fn sign(&self, payload: Value) -> String {
        format!("Bearer {}", samples_sign(&self.tenant, &payload))
    }

    pub(super) fn full(&self) -> String {
        self.token(json!({"access": "full"}))
    }

    pub(super) fn port(&self) -> u16 {
        self.fleet.providers[0]
            .host_uri
            .rsplit_once(':')
            .unwrap()
            .1
            .parse()
            .unwrap()
    }

    pub(super) async fn tls(&self) -> TlsStream<TcpStream> {
        self.tls_as(None).await.unwrap()
    }

    pub(super) async fn tls_as(
        &self,
        client: Option<&super::super::cert::Identity>,
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let pem = self.chain.inner.lock().unwrap().certificates[self.agent().address()].clone();
        let der = super::super::cert::unpem(&pem).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Pinned(der)));
        let config = match client {
            None => builder.with_no_client_auth(),
            Some(id) => builder
                .with_client_auth_cert(vec![id.certificate().clone()], id.private_key())
                .unwrap(),
        };
        let socket = TcpStream::connect(("127.0.0.1", self.port()))
            .await
            .unwrap();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        TlsConnector::from(Arc::new(config))
            .connect(name, socket)
            .await
    }

    /// One request; status and body.
    pub(super) async fn call(
        &self,
        method: &str,
        path: &str,
        authorization: Option<&str>,
        body: &str,
    ) -> (u16, String) {
        let header = authorization
            .map(|a| format!("Authorization: {a}\r\n"))
            .unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{header}Content-Length: {}\r\n\r\n{body}",
            self.port(),
            body.len()
        );
        let mut stream = self.tls().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        read_answer(&mut stream).await
    }

    pub(super) async fn get(&self, path: &str) -> (u16, String) {
        self.call("GET", path, Some(&self.full()), "").await
    }

    pub(super) async fn socket(
        &self,
        path: &str,
    ) -> Result<tokio_tungstenite::WebSocketStream<TlsStream<TcpStream>>, u16> {
        let mut request = format!("wss://127.0.0.1:{}{path}", self.port())
            .into_client_request()
            .unwrap();
        request
            .headers_mut()
            .insert("Authorization", self.full().parse().unwrap());
        match tokio_tungstenite::client_async(request, self.tls().await).await {
            Ok((socket, _)) => Ok(socket),
            Err(WsError::Http(answer)) => Err(answer.status().as_u16()),
            Err(e) => panic!("{e}"),
        }
    }
}

pub(super) async fn read_answer(stream: &mut (impl AsyncReadExt + Unpin)) -> (u16, String) {
    let mut bytes = Vec::new();
    // The other side may drop the connection without a TLS farewell.
    stream.read_to_end(&mut bytes).await.ok();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (
        head.split(' ').nth(1).unwrap().parse().unwrap(),
        body.to_owned(),
    )
}

pub(super) async fn wait(done: impl Fn() -> bool) {
    tokio::time::timeout(Duration::from_secs(10), async {
        while !done() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("in time");
}
