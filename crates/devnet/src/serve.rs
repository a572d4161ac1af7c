//! The whole demo network: chain, its RPC and faucet, relay, image registry, and the simulated providers.

use crate::chain::{Genesis, OpenError};
use crate::node::{Config, Node, Pace};
use crate::provider::{self, FleetConfig, FleetHandle, SpawnError};
use crate::{images, rpc};
use relay::RelayConfig;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How the demo network is started.
#[derive(Clone, Debug)]
pub struct DevnetConfig {
    /// Where the RPC listens; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Folder for chain, relay, registry and providers; nothing is kept without one, and there is no registry.
    pub data_dir: Option<PathBuf>,
    /// Genesis of a new chain.
    pub genesis: Genesis,
    /// Time between blocks.
    pub block_time: Duration,
    /// Whether the simulated providers run; their accounts need coins in the genesis.
    pub providers: bool,
}

impl DevnetConfig {
    /// The built-in network on a loopback port with a block a second.
    pub fn demo(port: u16, data_dir: Option<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], port)),
            data_dir,
            genesis: Genesis::demo(),
            block_time: Duration::from_secs(1),
            providers: true,
        }
    }
}

/// Why the demo network can't start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The chain.
    #[error(transparent)]
    Chain(#[from] OpenError),
    /// The address can't be listened on.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The relay.
    #[error(transparent)]
    Relay(#[from] relay::ServeError),
    /// The image registry.
    #[error(transparent)]
    Registry(#[from] registry_server::ServeError),
    /// The providers.
    #[error(transparent)]
    Providers(#[from] SpawnError),
}

/// The running demo network.
pub struct Running {
    /// Where the RPC listens, such as `http://127.0.0.1:26657`.
    pub rpc: String,
    /// Where `POST {"address"}` issues coins.
    pub faucet: String,
    /// Address of the WalletConnect relay, such as `ws://127.0.0.1:5555`.
    pub relay: String,
    /// Address of the image registry, such as `http://localhost:5000`; none where nothing is kept.
    pub registry: Option<String>,
    /// The node, for calls without the network.
    pub node: Node,
    /// The providers, if they run.
    pub fleet: Option<FleetHandle>,
    server: JoinHandle<io::Result<()>>,
    relay_server: relay::Running,
    registry_server: Option<registry_server::Running>,
}

impl Running {
    /// Addresses of everything that listens.
    pub fn urls(&self) -> Vec<String> {
        let mut urls = vec![self.rpc.clone(), self.relay.clone()];
        urls.extend(self.registry.clone());
        if let Some(fleet) = &self.fleet {
            urls.extend(fleet.providers.iter().map(|p| p.host_uri.clone()));
        }
        urls
    }

    /// Ends providers, block production and server.
    pub async fn stop(self) {
        if let Some(fleet) = self.fleet {
            fleet.stop().await;
        }
        self.relay_server.stop().await;
        if let Some(registry) = self.registry_server {
            registry.stop().await;
        }
        self.node.shutdown();
        // Open websockets end with the node; a client that keeps a plain connection open is cut.
        let mut server = self.server;
        if tokio::time::timeout(Duration::from_secs(2), &mut server)
            .await
            .is_err()
        {
            server.abort();
        }
    }
}

/// Starts the demo network.
///
/// # Errors
/// [`ServeError`] when folder, port or certificates can't be had.
pub async fn serve(config: DevnetConfig) -> Result<Running, ServeError> {
    let listen = |source| ServeError::Listen {
        address: config.listen,
        source,
    };
    let listener = TcpListener::bind(config.listen).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let node = Node::start(Config {
        genesis: config.genesis,
        data_dir: config.data_dir.as_ref().map(|d| d.join("chain")),
        pace: Pace::Every(config.block_time),
    })?;
    let mut stopped = node.stopped();
    let app = rpc::router(node.clone());
    let server = tokio::spawn(async move {
        axum::serve(listener, app)
            .with_graceful_shutdown(async move {
                // An error means the node is gone, which is as good as stopped.
                stopped.wait_for(|s| *s).await.ok();
            })
            .await
    });
    let folder = config.data_dir.as_ref().map(|d| d.join("relay"));
    let relay_server = same_relay(folder).await?;
    let registry_server = match &config.data_dir {
        Some(folder) => Some(images::serve(&folder.join("registry")).await?),
        None => None,
    };
    let fleet = if config.providers {
        let fleet = FleetConfig::new(config.data_dir);
        Some(provider::spawn_all(Arc::new(node.clone()), fleet).await?)
    } else {
        None
    };
    let rpc = format!("http://{address}");
    Ok(Running {
        faucet: format!("{rpc}/faucet"),
        rpc,
        relay: relay_server.url.clone(),
        relay_server,
        registry: registry_server.as_ref().map(|r| r.url.clone()),
        registry_server,
        node,
        fleet,
        server,
    })
}

/// File in the relay's folder with the port that it had.
const PORT: &str = "port";

/// Starts the relay on the port that it had before, so that connections outlive a restart; on a free one where
/// somebody else has that by now.
async fn same_relay(folder: Option<PathBuf>) -> Result<relay::Running, relay::ServeError> {
    let file = folder.as_ref().map(|f| f.join(PORT));
    let before = file.as_ref().and_then(|f| std::fs::read_to_string(f).ok());
    let before = before.and_then(|text| text.trim().parse::<u16>().ok());
    if let Some(port) = before
        && let Ok(running) = relay::serve(RelayConfig::local(port, folder.clone())).await
    {
        return Ok(running);
    }
    let running = relay::serve(RelayConfig::local(0, folder)).await?;
    let port = running.url.rsplit(':').next().unwrap_or_default();
    if let Some(file) = file
        && let Err(e) = std::fs::write(&file, port)
    {
        tracing::warn!("the relay's port can't be kept: {e}");
    }
    Ok(running)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_relay_keeps_its_port_unless_it_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let place = || Some(folder.path().to_owned());
        let first = same_relay(place()).await.unwrap();
        let url = first.url.clone();
        let beside = same_relay(place()).await.unwrap();
        assert_ne!(beside.url, url);
        beside.stop().await;
        first.stop().await;
        let file = folder.path().join(PORT);
        let port = url.rsplit(':').next().unwrap();
        std::fs::write(&file, port).unwrap();
        let again = same_relay(place()).await.unwrap();
        assert_eq!(again.url, url);
        again.stop().await;
    }
}
