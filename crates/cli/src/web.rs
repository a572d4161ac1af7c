//! `slipway web`: the web build on an address of this machine, with the demo network beside it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ::web::{Network, WebConfig};
use devnet::DevnetConfig;
use serde_json::json;

use crate::fail::{Failure, line, note};

/// Options of `slipway web`.
#[derive(Debug, clap::Args)]
pub struct WebCommand {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8417")]
    listen: SocketAddr,
    /// Folder of the demo network; else `demo-web` in the data folder.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Folder of the built user interface; else `ui/dist` of the source tree.
    #[arg(long)]
    dist: Option<PathBuf>,
    /// A name under which the server is reached, besides `localhost` and plain addresses.
    #[arg(long = "host")]
    hosts: Vec<String>,
}

/// Serves until the process is asked to end.
///
/// # Errors
/// [`Failure`] when an address is taken or a folder can't be used.
pub fn run(command: WebCommand, folder: &Path) -> Result<(), Failure> {
    // An error means that it is set already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::refused)?;
    runtime.block_on(serve(command, folder))
}

async fn serve(command: WebCommand, folder: &Path) -> Result<(), Failure> {
    // Asked for before anything starts: an early signal is not lost.
    let end = end().map_err(Failure::refused)?;
    let data = command.data.unwrap_or_else(|| folder.join("demo-web"));
    let demo = devnet::serve(DevnetConfig::demo(0, Some(data)))
        .await
        .map_err(Failure::refused)?;
    let served = ::web::serve(WebConfig {
        listen: command.listen,
        dist: command.dist.unwrap_or_else(::web::source_dist),
        networks: vec![Network {
            id: "demo".into(),
            name: "Demo network".into(),
            rpc: demo.rpc.clone(),
            faucet: Some(demo.faucet.clone()),
            simulated: true,
            relay: Some(demo.relay.clone()),
            registry: demo.registry.clone(),
        }],
        hosts: command.hosts,
    })
    .await;
    let web = match served {
        Ok(web) => web,
        Err(error) => {
            demo.stop().await;
            return Err(Failure::refused(error));
        }
    };
    line(json!({
        "urls": [web.url], "rpc": demo.rpc, "faucet": demo.faucet, "relay": demo.relay,
        "registry": demo.registry,
    }))?;
    note(format!("Slipway is at {}", web.url));
    end.await;
    web.shutdown().await;
    demo.stop().await;
    Ok(())
}

/// Waits for the system or the person to end the process; signals count from this call on.
///
/// # Errors
/// When signals can't be heard.
#[cfg(unix)]
pub fn end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Waits for the person to end the process.
///
/// # Errors
/// None here.
#[cfg(not(unix))]
pub fn end() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
