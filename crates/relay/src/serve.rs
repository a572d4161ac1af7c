//! The listening side: who may come in, start and end.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::mailbox::{Mailboxes, Written};
use crate::token::{self, TokenError};
use crate::{Limits, socket};

/// Between two sweeps and writings.
const HOUSEKEEPING: Duration = Duration::from_secs(30);
const FILE: &str = "mailboxes.json";

/// How a relay is started.
#[derive(Debug, Clone)]
pub struct RelayConfig {
    /// Where it listens; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Folder where messages wait over a restart; nothing is kept without one.
    pub data_dir: Option<PathBuf>,
    /// Origins whose pages may connect, besides those of this machine, such as `https://app.example`.
    pub origins: Vec<String>,
    /// Addresses that clients know it by, besides that of the listener, such as `wss://relay.example`.
    pub names: Vec<String>,
    /// How much it takes.
    pub limits: Limits,
}

impl RelayConfig {
    /// A relay for this machine alone.
    #[must_use]
    pub fn local(port: u16, data_dir: Option<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], port)),
            data_dir,
            origins: Vec::new(),
            names: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// Why a relay can't start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can't be listened on.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The folder, or what is in it, can't be read.
    #[error("can't read {}: {source}", path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What all sockets share.
pub(crate) struct Shared {
    boxes: Mutex<Mailboxes>,
    pub(crate) limits: Limits,
    pub(crate) next_socket: AtomicU64,
    pub(crate) stopped: watch::Receiver<bool>,
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Shared {
    pub(crate) fn boxes(&self) -> MutexGuard<'_, Mailboxes> {
        self.boxes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an address names this relay: its scheme is a websocket's and its host one of ours.
    fn is_own(&self, address: &str) -> bool {
        let rest = address
            .strip_prefix("ws://")
            .or_else(|| address.strip_prefix("wss://"));
        let host = rest.map(|rest| rest.split('/').next().unwrap_or_default());
        host.is_some_and(|host| self.hosts.iter().any(|own| own == host))
    }

    fn lets_in(&self, origin: &str) -> bool {
        let of_this_machine = url::Url::parse(origin)
            .is_ok_and(|url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")));
        of_this_machine || self.origins.iter().any(|allowed| allowed == origin)
    }
}

/// Milliseconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX))
}

/// A running relay.
pub struct Running {
    /// Its address, such as `ws://127.0.0.1:5555`.
    pub url: String,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    file: Option<PathBuf>,
    server: JoinHandle<io::Result<()>>,
    keeper: JoinHandle<()>,
}

impl Running {
    /// Says goodbye to all clients, writes what waits, ends.
    pub async fn stop(self) {
        self.keeper.abort();
        // All receivers live in tasks of this relay; none left is as good as all told.
        let _ = self.stop.send(true);
        let mut server = self.server;
        let ended = tokio::time::timeout(Duration::from_secs(2), &mut server).await;
        if ended.is_err() {
            server.abort();
        }
        write(self.file.as_deref(), &self.shared);
    }
}

/// Starts a relay.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(config: RelayConfig) -> Result<Running, ServeError> {
    let listen = |source| ServeError::Listen {
        address: config.listen,
        source,
    };
    let listener = TcpListener::bind(config.listen).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let mut boxes = Mailboxes::new(config.limits);
    let file = config.data_dir.map(|folder| folder.join(FILE));
    if let Some(path) = &file {
        boxes.restore(read(path)?);
        boxes.sweep(now());
    }
    let (stop, stopped) = watch::channel(false);
    let shared = Arc::new(Shared {
        boxes: Mutex::new(boxes),
        limits: config.limits,
        next_socket: AtomicU64::new(1),
        stopped: stopped.clone(),
        hosts: hosts(address, &config.names),
        origins: config.origins,
    });
    let app = Router::new()
        .route("/", get(enter))
        .with_state(Arc::clone(&shared));
    let mut ended = stopped.clone();
    let server = tokio::spawn(async move {
        axum::serve(listener, app)
            .with_graceful_shutdown(async move {
                // An error means the relay was dropped, which is as good as stopped.
                ended.wait_for(|s| *s).await.ok();
            })
            .await
    });
    let keeper = tokio::spawn(keep(file.clone(), Arc::clone(&shared)));
    Ok(Running {
        url: format!("ws://{address}"),
        shared,
        stop,
        file,
        server,
        keeper,
    })
}

fn hosts(address: SocketAddr, names: &[String]) -> Vec<String> {
    let mut hosts = vec![address.to_string()];
    if address.ip().is_loopback() {
        let port = address.port();
        hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}")));
    }
    let bare = names.iter().map(|name| {
        let rest = name.split("://").last().unwrap_or(name);
        rest.trim_end_matches('/').to_owned()
    });
    hosts.extend(bare);
    hosts
}

async fn keep(file: Option<PathBuf>, shared: Arc<Shared>) {
    let mut tick = tokio::time::interval(HOUSEKEEPING);
    loop {
        tick.tick().await;
        shared.boxes().sweep(now());
        write(file.as_deref(), &shared);
    }
}

fn read(path: &Path) -> Result<Written, ServeError> {
    let wrong = |source| ServeError::Data {
        path: path.to_owned(),
        source,
    };
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| wrong(e.into())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Written::default()),
        Err(e) => Err(wrong(e)),
    }
}

fn write(file: Option<&Path>, shared: &Shared) {
    let Some(path) = file else {
        return;
    };
    let written = serde_json::to_vec(&shared.boxes().written());
    let done = written.map_err(io::Error::from).and_then(|bytes| {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let beside = path.with_extension("new");
        std::fs::write(&beside, bytes)?;
        std::fs::rename(beside, path)
    });
    if let Err(e) = done {
        tracing::warn!("waiting messages can't be written: {e}");
    }
}

async fn enter(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    // A page that reached us under a foreign name has been led here (DNS rebinding).
    let host = text(header::HOST).unwrap_or_default();
    if !shared.hosts.iter().any(|own| own == host) {
        return (StatusCode::FORBIDDEN, "Unknown host\n").into_response();
    }
    if text(header::ORIGIN).is_some_and(|origin| !shared.lets_in(origin)) {
        return (StatusCode::FORBIDDEN, "Origin not allowed\n").into_response();
    }
    let Ok(upgrade) = upgrade else {
        return "A WalletConnect relay. Connect with a websocket.\n".into_response();
    };
    if shared.boxes().sockets() >= shared.limits.sockets {
        return (StatusCode::SERVICE_UNAVAILABLE, "Too many clients\n").into_response();
    }
    let bearer = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let given = query.get("auth").map(String::as_str).or(bearer);
    let client = given
        .ok_or(TokenError::Missing)
        .and_then(|given| token::check(given, |aud| shared.is_own(aud), now() / 1000));
    let upgrade = upgrade.max_message_size(2 * shared.limits.message);
    match client {
        Ok(client) => upgrade.on_upgrade(move |open| socket::serve(open, client, shared)),
        Err(e) => upgrade.on_upgrade(move |open| socket::refuse(open, e.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_has_three_names_and_more_by_choice() {
        let at = hosts(
            "127.0.0.1:5".parse().unwrap(),
            &["wss://relay.example/".into()],
        );
        assert!(at.contains(&"localhost:5".to_owned()) && at.contains(&"relay.example".to_owned()));
        let lan = hosts("192.168.1.2:5".parse().unwrap(), &[]);
        assert_eq!(lan, ["192.168.1.2:5"]);
    }
}
