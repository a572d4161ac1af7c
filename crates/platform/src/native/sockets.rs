//! Websockets by tokio-tungstenite.

use std::sync::Arc;

use futures::{SinkExt, StreamExt};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{self, Error, error::ProtocolError};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::{Message, NetError, Socket, Sockets};

/// Sockets to nodes, with the system's roots for `wss://`.
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeSockets;

impl NativeSockets {
    /// Opens a socket with headers of one's own.
    ///
    /// # Errors
    /// [`NetError`] when it can't be opened.
    pub async fn open(self, request: Request) -> Result<Box<dyn Socket>, NetError> {
        let config = super::tls::system().map_err(|e| NetError::Broken(e.to_string()))?;
        open(request, config).await
    }
}

#[async_trait::async_trait]
impl Sockets for NativeSockets {
    async fn connect(&self, url: &str) -> Result<Box<dyn Socket>, NetError> {
        self.open(request(url, None)?).await
    }
}

/// The address without its query, which may hold something secret.
fn bad(url: &str) -> NetError {
    NetError::Address(url.split('?').next().unwrap_or_default().to_owned())
}

/// A request for a socket; `token` goes into the Authorization header.
pub(super) fn request(url: &str, token: Option<&str>) -> Result<Request, NetError> {
    let mut request = url.into_client_request().map_err(|_| bad(url))?;
    if let Some(token) = token {
        let value = format!("Bearer {token}").parse().map_err(|_| bad(url))?;
        request.headers_mut().insert("authorization", value);
    }
    Ok(request)
}

/// Opens a socket; the request is sent after the server was verified.
pub(super) async fn open(
    request: Request,
    config: ClientConfig,
) -> Result<Box<dyn Socket>, NetError> {
    let url = request.uri().to_string();
    let bad = || bad(&url);
    let parsed: reqwest::Url = url.parse().map_err(|_| bad())?;
    let host = parsed.host_str().ok_or_else(bad)?.to_owned();
    let secure = match parsed.scheme() {
        "wss" => true,
        "ws" => false,
        _ => return Err(bad()),
    };
    let port = parsed.port().unwrap_or(if secure { 443 } else { 80 });
    let tcp = TcpStream::connect((host.trim_matches(['[', ']']), port))
        .await
        .map_err(|e| NetError::Unreachable {
            host: host.clone(),
            reason: e.to_string(),
        })?;
    if !secure {
        return Ok(Box::new(NativeSocket(handshake(request, tcp).await?)));
    }
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).map_err(|_| bad())?;
    let tls = tokio_rustls::TlsConnector::from(Arc::new(config))
        .connect(name, tcp)
        .await
        .map_err(|e| {
            if e.to_string().contains(crate::gateway::NOT_ON_CHAIN) {
                NetError::Certificate { host: host.clone() }
            } else {
                NetError::Unreachable {
                    host: host.clone(),
                    reason: e.to_string(),
                }
            }
        })?;
    Ok(Box::new(NativeSocket(handshake(request, tls).await?)))
}

async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
    request: Request,
    stream: S,
) -> Result<WebSocketStream<S>, NetError> {
    match client_async(request, stream).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => Err(NetError::Refused {
            status: response.status().as_u16(),
            body: response
                .body()
                .as_deref()
                .map(|body| String::from_utf8_lossy(body).trim().to_owned())
                .unwrap_or_default(),
        }),
        Err(e) => Err(NetError::Broken(e.to_string())),
    }
}

struct NativeSocket<S>(WebSocketStream<S>);

#[async_trait::async_trait]
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Socket for NativeSocket<S> {
    async fn send(&mut self, text: String) -> Result<(), NetError> {
        let message = tungstenite::Message::Text(text.into());
        self.0
            .send(message)
            .await
            .map_err(|e| NetError::Broken(e.to_string()))
    }

    async fn next(&mut self) -> Result<Message, NetError> {
        loop {
            match self.0.next().await {
                Some(Ok(tungstenite::Message::Text(text))) => {
                    return Ok(Message::Text(text.as_str().to_owned()));
                }
                Some(Ok(tungstenite::Message::Binary(bytes))) => {
                    return Ok(Message::Binary(bytes.to_vec()));
                }
                Some(Ok(tungstenite::Message::Close(frame))) => {
                    let (code, reason) = frame.map_or((CloseCode::Status, String::new()), |f| {
                        (f.code, f.reason.as_str().to_owned())
                    });
                    return Ok(Message::Closed(code.into(), reason));
                }
                Some(Ok(_)) => {}
                // Providers drop the connection at the end of a log instead of closing it.
                None
                | Some(Err(
                    Error::ConnectionClosed
                    | Error::AlreadyClosed
                    | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake),
                )) => return Ok(Message::Closed(1006, String::new())),
                Some(Err(Error::Io(e))) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
                    return Ok(Message::Closed(1006, String::new()));
                }
                Some(Err(e)) => return Err(NetError::Broken(e.to_string())),
            }
        }
    }
}
