//! Server of the web build: static files, RPC proxy, bridges to providers and registries.
//!
//! It holds no key and keeps nothing. It reaches only the networks of its own configuration, and of
//! providers only those registered on them, with host and certificates read from the chain.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod blocks;
mod bridge;
mod door;
mod files;
mod guard;
mod headers;
mod pipe;
mod proxy;
mod registries;
mod relay;
mod token;

pub use door::Door;
pub use files::Pages;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
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
    /// The built user interface.
    pub pages: Pages,
    /// Networks that pages may use.
    pub networks: Vec<Network>,
    /// Names under which the server may be reached, besides `localhost` and plain addresses.
    pub hosts: Vec<String>,
    /// Only who has its token comes in, for a while: a share on the local network. None lets everybody in.
    pub door: Option<Door>,
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
    pub(crate) pages: Pages,
    pub(crate) door: Option<door::Guarded>,
    pub(crate) phones: Arc<AtomicUsize>,
    stopped: watch::Receiver<bool>,
}

impl Shared {
    pub(crate) fn network(&self, id: &str) -> Option<&Network> {
        self.networks.iter().find(|n| n.id == id)
    }

    /// Ends when the server does: sockets outlive the requests that opened them.
    pub(crate) async fn stopped(&self) {
        // An error means the sender is gone, which ends the server too.
        self.stopped.clone().wait_for(|s| *s).await.ok();
    }
}

/// A running server.
pub struct Running {
    /// Address to open in a browser; with a door, the address that opens it.
    pub url: String,
    /// Where it listens.
    pub at: SocketAddr,
    phones: Arc<AtomicUsize>,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Running {
    /// How many pages are connected to a relay through this server.
    #[must_use]
    pub fn phones(&self) -> usize {
        self.phones.load(Ordering::Relaxed)
    }

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
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    serve_on(listener, config).await
}

/// Starts the server on a listener that is there already; the configured address plays no part.
///
/// # Errors
/// [`WebError`].
pub async fn serve_on(
    listener: tokio::net::TcpListener,
    config: WebConfig,
) -> Result<Running, WebError> {
    config.pages.check()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut ids = std::collections::BTreeSet::new();
    if let Some(bad) = config
        .networks
        .iter()
        .find(|n| n.id.is_empty() || !n.id.chars().all(plain) || !ids.insert(&n.id))
    {
        return Err(WebError::NetworkId(bad.id.clone()));
    }
    let at = listener.local_addr()?;
    let (stop, mut stopped) = watch::channel(false);
    let phones = Arc::new(AtomicUsize::new(0));
    let door = config.door.map(|door| door::Guarded::new(door, at));
    let shared = Arc::new(Shared {
        networks: config.networks,
        hosts: config.hosts,
        http: Arc::new(platform::native::http()?),
        sockets: Arc::new(platform::native::NativeSockets),
        gateway: Arc::new(platform::native::NativeGateway::default()),
        transfer: Arc::new(platform::native::transfer()?),
        pages: config.pages,
        door,
        phones: Arc::clone(&phones),
        stopped: stopped.clone(),
    });
    // A browser treats `localhost` as a safe place; a plain address would do for IPv4 only.
    let url = match &shared.door {
        Some(door) => door.address(at),
        None if at.ip().is_loopback() => format!("http://localhost:{}", at.port()),
        None => format!("http://{at}"),
    };
    let app = router(shared);
    let server = tokio::spawn(async move {
        axum::serve(listener, app)
            .with_graceful_shutdown(async move {
                // An error means the sender is gone, which ends the server too.
                stopped.wait_for(|s| *s).await.ok();
            })
            .await
    });
    Ok(Running {
        url,
        at,
        phones,
        stop,
        server,
    })
}

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    // Behind a door the relay is reached through this server, and so is everything else.
    let direct = shared.networks.iter().filter(|_| shared.door.is_none());
    let policy = headers::policy(direct.filter_map(|n| n.relay.as_deref()));
    let strict = headers::Strict {
        policy,
        plain: shared.door.is_some(),
    };
    // Outside the compression: layers are packed already, and their lengths count.
    let registries = Router::new()
        .route("/registry/{network}/{*path}", any(registries::any))
        .layer(middleware::from_fn(guard::same_origin))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&shared),
            guard::known_host,
        ));
    let app = Router::new()
        .route("/networks.json", get(networks))
        .route("/rpc/{network}", post(proxy::rpc))
        .route("/rpc/{network}/websocket", any(blocks::any))
        .route("/faucet/{network}", post(proxy::faucet))
        .route("/provider/{network}/{owner}/{*path}", any(bridge::any))
        .route("/relay/{network}", any(relay::any))
        .layer(middleware::from_fn(guard::same_origin));
    let app = match &shared.pages {
        Pages::Folder(dist) => {
            let index = get(files::index).with_state(Arc::clone(&shared));
            let folder = ServeDir::new(dist)
                .precompressed_br()
                .append_index_html_on_directories(true)
                .fallback(index);
            app.fallback_service(folder)
        }
        Pages::Embedded(_) => app.fallback(files::embedded),
    };
    app.layer(middleware::from_fn_with_state(
        Arc::clone(&shared),
        guard::known_host,
    ))
    .layer(
        CompressionLayer::new()
            .br(true)
            .quality(CompressionLevel::Fastest),
    )
    .merge(registries)
    .layer(middleware::from_fn_with_state(
        Arc::clone(&shared),
        door::opened,
    ))
    .layer(middleware::from_fn_with_state(strict, headers::strict))
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
            "relay": match (&n.relay, &shared.door) {
                (Some(_), Some(_)) => Some(format!("/relay/{}", n.id)),
                (relay, _) => relay.clone(),
            },
            "registry": n.registry,
            "companion": shared.door.is_some(),
        })
    });
    Json(all.collect())
}

/// A refusal in the words of a provider's own errors, so that clients read both alike.
pub(crate) fn refused(status: StatusCode, words: &str) -> Response {
    (status, Json(json!({ "message": words }))).into_response()
}

#[cfg(test)]
mod parity_tests;
#[cfg(test)]
mod tests;
