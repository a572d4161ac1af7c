//! `slipway web`: the web build on an address of this machine, with the demo network beside it.
//!
//! Its pages reach the networks of this server only: the demo network, and those given by `--network`.

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
    /// A further network, which pages reach through this server: name, address of its RPC and, if it has one, of its
    /// faucet. Can be given several times.
    #[arg(long = "network", value_name = "NAME,RPC[,FAUCET]", value_parser = network)]
    networks: Vec<Network>,
}

/// The network of a text such as `Test,https://rpc.example,https://faucet.example`.
fn network(text: &str) -> Result<Network, String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let (name, rpc, faucet) = match parts[..] {
        [name, rpc] => (name, rpc, None),
        [name, rpc, faucet] => (name, rpc, Some(faucet)),
        _ => return Err("name, address of the RPC and perhaps of the faucet, with commas".into()),
    };
    let id = name
        .to_lowercase()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    if id.trim_matches('-').is_empty() || id == DEMO {
        return Err(format!("“{name}” can't be the name of a further network"));
    }
    for address in [Some(rpc), faucet].into_iter().flatten() {
        let url: url::Url = address.parse().map_err(|e| format!("{address}: {e}"))?;
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() {
            return Err(format!(
                "{address}: an address begins with https:// or http://"
            ));
        }
    }
    Ok(Network {
        id,
        name: name.to_owned(),
        rpc: rpc.trim_end_matches('/').to_owned(),
        faucet: faucet.map(|f| f.trim_end_matches('/').to_owned()),
        simulated: false,
        relay: None,
        registry: None,
    })
}

/// Id of the demo network.
const DEMO: &str = "demo";

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
    let of_demo = Network {
        id: DEMO.into(),
        name: "Demo network".into(),
        rpc: demo.rpc.clone(),
        faucet: Some(demo.faucet.clone()),
        simulated: true,
        relay: Some(demo.relay.clone()),
        registry: demo.registry.clone(),
    };
    let served = ::web::serve(WebConfig {
        listen: command.listen,
        pages: ::web::Pages::Folder(command.dist.unwrap_or_else(::web::source_dist)),
        networks: [of_demo].into_iter().chain(command.networks).collect(),
        hosts: command.hosts,
        door: None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_a_name_and_addresses() {
        let all =
            network("My chain, http://127.0.0.1:26657/, http://127.0.0.1:1317/faucet").unwrap();
        assert_eq!(
            (all.id.as_str(), all.name.as_str()),
            ("my-chain", "My chain")
        );
        assert_eq!(all.rpc, "http://127.0.0.1:26657");
        assert_eq!(all.faucet.as_deref(), Some("http://127.0.0.1:1317/faucet"));
        assert_eq!(network("a,https://rpc.example").unwrap().faucet, None);
        for bad in [
            "a",
            "a,b",
            "a,ftp://b",
            "a,https://u@b",
            ",https://b",
            "Demo,https://b",
            "a,https://b,c",
            "a,https://b,https://c,d",
        ] {
            assert!(network(bad).is_err(), "{bad}");
        }
    }
}
