//! The demo network as one thing: node, RPC, faucet, providers.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::chain::{Genesis, Node, NodeConfig, rpc};
use crate::provider::{FleetConfig, FleetHandle, SpawnError, spawn_all};

/// How the demo network runs.
#[derive(Debug, Clone)]
pub struct DevnetConfig {
    /// Address of the RPC; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder; nothing is kept without one.
    pub data_dir: Option<PathBuf>,
    /// First state.
    pub genesis: Genesis,
    /// Time between blocks.
    pub block_time: Duration,
}

impl DevnetConfig {
    /// The built-in demo network with a block a second, on a free port of this machine.
    #[must_use]
    pub fn demo(data_dir: Option<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data_dir,
            genesis: Genesis::demo(),
            block_time: Duration::from_secs(1),
        }
    }
}

/// Why the demo network can't start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The journal or the address can't be used.
    #[error("the demo network can't start: {0}")]
    Io(#[from] std::io::Error),
    /// The providers can't start.
    #[error(transparent)]
    Fleet(#[from] SpawnError),
}

/// A running demo network. Dropping it stops the RPC and the blocks.
pub struct Devnet {
    /// The node.
    pub node: Node,
    /// Its providers.
    pub fleet: FleetHandle,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Devnet {
    /// Address of the RPC.
    #[must_use]
    pub fn rpc(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Address of the faucet.
    #[must_use]
    pub fn faucet(&self) -> String {
        format!("{}/faucet", self.rpc())
    }

    /// Stops providers, blocks and RPC.
    pub async fn stop(self) {
        self.fleet.stop().await;
        self.node.stop();
        self.server.abort();
    }
}

/// Starts the demo network.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(config: DevnetConfig) -> Result<Devnet, ServeError> {
    let node = Node::start(NodeConfig {
        genesis: config.genesis,
        data_dir: config.data_dir.clone(),
        block_time: Some(config.block_time),
    })?;
    let listener = TcpListener::bind(config.listen).await?;
    let address = listener.local_addr()?;
    let router = rpc::router(node.clone());
    let server = tokio::spawn(async move {
        if let Err(e) = axum::serve(listener, router).await {
            tracing::error!("the RPC stopped: {e}");
        }
    });
    let fleet = spawn_all(Arc::new(node.clone()), FleetConfig::new(config.data_dir)).await?;
    Ok(Devnet {
        node,
        fleet,
        address,
        server,
    })
}
