//! Server of the web build: static files, RPC proxy, bridges to providers and registries.
//!
//! It holds no key and keeps nothing. It reaches only the networks of its own configuration, and of
//! providers only those registered on them, with host and certificates read from the chain.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod blocks;
mod bridge;
mod guard;
mod headers;
mod pipe;
mod proxy;
mod registries;
mod token;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router, middleware};
use platform::{Gateway, Http, Sockets, Transfer};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

/// A network that pages of this server may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Profile id: letters, digits and `-`; part of addresses.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Address of its RPC.
    pub rpc: String,
    /// Address of its faucet.
    pub faucet: Option<String>,
    /// Everything on it is simulated.
    pub simulated: bool,
    /// Address of the WalletConnect relay that pages may use.
    pub relay: Option<String>,
    /// Address of the image registry that comes with it; pages reach it through this server.
    pub registry: Option<String>,
}

/// How the server runs.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder of the built user interface.
    pub dist: PathBuf,
    /// Networks that pages may use.
    pub networks: Vec<Network>,
    /// Names under which the server may be reached, besides `localhost` and plain addresses.
    pub hosts: Vec<String>,
}

/// Folder of the user interface in the source tree, which `cargo xtask ui` fills.
#[must_use]
pub fn source_dist() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/dist"))
}

/// Why the server can't start.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// The user interface is not there.
    #[error("no user interface in {0}; build it with: cargo xtask ui")]
    NotBuilt(PathBuf),
    /// A network's id can't be part of an address.
    #[error("a network can't be called {0:?}")]
    NetworkId(String),
    /// The address can't be listened on.
    #[error("the server can't listen: {0}")]
    Listen(#[from] std::io::Error),
    /// The system's trust store can't be read.
    #[error(transparent)]
    Trust(#[from] platform::StoreError),
}

/// What the handlers share.
pub(crate) struct Shared {
    pub(crate) networks: Vec<Network>,
    pub(crate) hosts: Vec<String>,
    pub(crate) http: Arc<dyn Http>,
    pub(crate) sockets: Arc<dyn Sockets>,
    pub(crate) gateway: Arc<dyn Gateway>,
    pub(crate) transfer: Arc<dyn Transfer>,
    dist: PathBuf,
}

impl Shared {
    pub(crate) fn network(&self, id: &str) -> Option<&Network> {
        self.networks.iter().find(|n| n.id == id)
    }
}

/// A running server.
pub struct Running {
    /// Address to open in a browser.
    pub url: String,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Running {
    /// Ends the server; connections that are still open after two seconds are dropped.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        let ended = tokio::time::timeout(Duration::from_secs(2), &mut self.server).await;
        if ended.is_err() {
            self.server.abort();
        }
    }
}

/// Starts the server.
///
/// # Errors
/// [`WebError`].
pub async fn serve(config: WebConfig) -> Result<Running, WebError> {
    if !config.dist.join("index.html").is_file() {
        return Err(WebError::NotBuilt(config.dist));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut ids = std::collections::BTreeSet::new();
    if let Some(bad) = config
        .networks
        .iter()
        .find(|n| n.id.is_empty() || !n.id.chars().all(plain) || !ids.insert(&n.id))
    {
        return Err(WebError::NetworkId(bad.id.clone()));
    }
    let shared = Arc::new(Shared {
        networks: config.networks,
        hosts: config.hosts,
        http: Arc::new(platform::native::http()?),
        sockets: Arc::new(platform::native::NativeSockets),
        gateway: Arc::new(platform::native::NativeGateway::default()),
        transfer: Arc::new(platform::native::transfer()?),
        dist: config.dist,
    });
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    let address = listener.local_addr()?;
    // A browser treats `localhost` as a safe place; a plain address would do for IPv4 only.
    let url = if address.ip().is_loopback() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    };
    let (stop, mut stopped) = watch::channel(false);
    let app = router(shared);
    let server = tokio::spawn(async move {
        axum::serve(listener, app)
            .with_graceful_shutdown(async move {
                // An error means the sender is gone, which ends the server too.
                stopped.wait_for(|s| *s).await.ok();
            })
            .await
    });
    Ok(Running { url, stop, server })
}

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let relays = shared.networks.iter().filter_map(|n| n.relay.as_deref());
    let policy = headers::policy(relays);
    let index = get(page).with_state(Arc::clone(&shared));
    let files = ServeDir::new(&shared.dist)
        .precompressed_br()
        .append_index_html_on_directories(true)
        .fallback(index);
    // Outside the compression: layers are packed already, and their lengths count.
    let registries = Router::new()
        .route("/registry/{network}/{*path}", any(registries::any))
        .layer(middleware::from_fn(guard::same_origin))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&shared),
            guard::known_host,
        ));
    Router::new()
        .route("/networks.json", get(networks))
        .route("/rpc/{network}", post(proxy::rpc))
        .route("/rpc/{network}/websocket", any(blocks::any))
        .route("/faucet/{network}", post(proxy::faucet))
        .route("/provider/{network}/{owner}/{*path}", any(bridge::any))
        .layer(middleware::from_fn(guard::same_origin))
        .fallback_service(files)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&shared),
            guard::known_host,
        ))
        .layer(
            CompressionLayer::new()
                .br(true)
                .quality(CompressionLevel::Fastest),
        )
        .merge(registries)
        .layer(middleware::from_fn_with_state(policy, headers::strict))
        .with_state(shared)
}

async fn networks(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let all = shared.networks.iter().map(|n| {
        json!({
            "id": n.id,
            "name": n.name,
            "rpc": format!("/rpc/{}", n.id),
            "faucet": n.faucet.as_ref().map(|_| format!("/faucet/{}", n.id)),
            "simulated": n.simulated,
            "relay": n.relay,
            "registry": n.registry,
        })
    });
    Json(all.collect())
}

/// The page for addresses that its own navigation made; a missing file stays missing.
async fn page(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let is_file = uri
        .path()
        .rsplit('/')
        .next()
        .is_some_and(|l| l.contains('.'));
    if is_file {
        return StatusCode::NOT_FOUND.into_response();
    }
    match tokio::fs::read(shared.dist.join("index.html")).await {
        Ok(page) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A refusal in the words of a provider's own errors, so that clients read both alike.
pub(crate) fn refused(status: StatusCode, words: &str) -> Response {
    (status, Json(json!({ "message": words }))).into_response()
}

#[cfg(test)]
mod parity_tests;
#[cfg(test)]
mod tests;
