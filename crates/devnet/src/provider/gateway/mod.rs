//! The gateway of a provider: HTTP/1.1 and websockets over TLS 1.3.

mod answers;
mod routes;
mod shell;
mod socket;
mod status;
mod streams;

use super::agent::Agent;
use super::clock::stopped;
use super::mtls;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// A client has this long to send its headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(3);
/// And this long to finish the TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves a gateway until `stop` turns true.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<rustls::ServerConfig>,
    agent: Arc<Agent>,
    mut stop: watch::Receiver<bool>,
) {
    let acceptor = TlsAcceptor::from(tls);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::debug!(%error, "connection lost before it was accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = stopped(&mut stop) => return,
        };
        let (acceptor, agent, mut stop) = (acceptor.clone(), agent.clone(), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = connection(stream, acceptor, agent) => {}
                () = stopped(&mut stop) => {}
            }
        });
    }
}

async fn connection(stream: TcpStream, acceptor: TlsAcceptor, agent: Arc<Agent>) {
    let handshake = tokio::time::timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream));
    let Ok(Ok(stream)) = handshake.await else {
        return;
    };
    let presented = stream.get_ref().1.peer_certificates().map(<[_]>::to_vec);
    let tenant = match presented.as_deref() {
        None | Some([]) => None,
        // The chain can't be asked inside the handshake, so a certificate it doesn't know ends the connection here.
        Some(certificates) => {
            match mtls::tenant(agent.ledger.as_ref(), certificates, agent.clock.seconds()).await {
                Ok(tenant) => Some(tenant),
                Err(error) => {
                    tracing::debug!(%error, "client certificate refused");
                    return;
                }
            }
        }
    };
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let (agent, tenant) = (agent.clone(), tenant.clone());
        async move { Ok::<_, Infallible>(routes::handle(agent, tenant, request.map(Body::new)).await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "connection ended");
    }
}
