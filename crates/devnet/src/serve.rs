//! The whole demo network: chain, RPC, faucet and providers.

use crate::chain::genesis::{Genesis, GenesisError};
use crate::node::{Config, JournalError, Node, Pace};
use crate::provider::{FleetConfig, FleetHandle, SpawnError, spawn_all};
use crate::{faucet, rpc};
use axum::middleware;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How the demo network runs.
#[derive(Clone, Debug)]
pub struct DevnetConfig {
    /// Where RPC and faucet listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder of chain and providers; without one nothing is kept.
    pub data_dir: Option<PathBuf>,
    /// Genesis; the built-in one when absent.
    pub genesis: Option<Genesis>,
    /// Time between blocks.
    pub block_time: Duration,
    /// Whether the simulated providers run. They need funded accounts of the built-in genesis.
    pub providers: bool,
}

impl Default for DevnetConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 26657)),
            data_dir: None,
            genesis: None,
            block_time: Duration::from_secs(1),
            providers: true,
        }
    }
}

/// Why the demo network can't start.
#[derive(Debug, thiserror::Error)]
pub enum DevnetError {
    /// The address can't be listened on, or a server failed.
    #[error("the demo network can't listen: {0}")]
    Listen(#[from] std::io::Error),
    /// Chain.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Genesis.
    #[error(transparent)]
    Genesis(#[from] GenesisError),
    /// Providers.
    #[error(transparent)]
    Providers(#[from] SpawnError),
}

/// A running demo network.
pub struct Running {
    /// The chain.
    pub node: Node,
    /// `http://127.0.0.1:PORT` of the RPC.
    pub rpc: String,
    /// URL of the faucet.
    pub faucet: String,
    /// Accounts of the genesis: role, address.
    pub accounts: Vec<(String, String)>,
    /// The providers.
    pub fleet: Option<FleetHandle>,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Running {
    /// What the command prints first.
    pub fn announcement(&self) -> Value {
        let account =
            |(role, address): &(String, String)| json!({ "role": role, "address": address });
        let providers = self.fleet.iter().flat_map(|f| &f.providers);
        json!({
            "urls": [self.rpc],
            "chain_id": self.node.chain_id(),
            "rpc": self.rpc,
            "faucet": self.faucet,
            "genesis_accounts": self.accounts.iter().map(account).collect::<Vec<_>>(),
            "providers": providers.map(|p| p.host_uri.clone()).collect::<Vec<_>>(),
        })
    }

    /// Ends everything and waits for it.
    pub async fn shutdown(self) {
        self.node.shutdown();
        self.stop.send_replace(true);
        if let Some(fleet) = self.fleet {
            fleet.stop().await;
        }
        // Open websockets end with the process; a caller that goes on isn't kept waiting for them.
        let ended = tokio::time::timeout(Duration::from_secs(2), self.server).await;
        if ended.is_err() {
            tracing::debug!("a connection was still open");
        }
    }
}

/// Starts the demo network.
///
/// # Errors
/// [`DevnetError`].
pub async fn serve(config: DevnetConfig) -> Result<Running, DevnetError> {
    let listener = TcpListener::bind(config.listen).await?;
    let listen = listener.local_addr()?.to_string();
    let genesis = config.genesis.unwrap_or_else(Genesis::demo);
    let accounts = genesis
        .accounts
        .iter()
        .map(|a| (a.role.clone(), a.address.as_str().to_owned()))
        .collect();
    let start = Config {
        genesis,
        data_dir: config.data_dir.clone(),
        pace: Pace::Every(config.block_time),
        start: None,
    };
    let node = Node::start(start)?;
    let fleet = if config.providers {
        let fleet = FleetConfig::new(config.data_dir);
        Some(spawn_all(Arc::new(node.clone()), fleet).await?)
    } else {
        None
    };
    let (stop, mut stopped) = watch::channel(false);
    let app = rpc::router(rpc::Rpc {
        node: node.clone(),
        listen: listen.clone(),
    })
    .merge(faucet::router(node.clone()))
    .layer(middleware::from_fn(rpc::cors));
    let server = tokio::spawn(async move {
        axum::serve(listener, app)
            .with_graceful_shutdown(async move {
                // An error means the sender is gone, which ends the server too.
                stopped.wait_for(|s| *s).await.ok();
            })
            .await
    });
    let rpc = format!("http://{listen}");
    Ok(Running {
        faucet: format!("{rpc}/faucet"),
        node,
        rpc,
        accounts,
        fleet,
        stop,
        server,
    })
}
