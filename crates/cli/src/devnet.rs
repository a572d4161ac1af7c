//! `slipway devnet`: the demo network on its own.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use devnet::chain::Genesis;
use devnet::{DevnetConfig, serve};
use serde_json::json;

use crate::fail::Failure;

/// Arguments of `slipway devnet`.
#[derive(Debug, Args)]
pub struct DevnetArguments {
    /// Address of the RPC; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:26657")]
    listen: SocketAddr,
    /// Folder of the chain; else `devnet` in the data folder.
    #[arg(long)]
    data: Option<std::path::PathBuf>,
    /// File with chain id, accounts and balances.
    #[arg(long)]
    genesis: Option<std::path::PathBuf>,
    /// Milliseconds between blocks.
    #[arg(long, default_value_t = 1000)]
    block_time: u64,
    /// Keep nothing.
    #[arg(long)]
    in_memory: bool,
}

/// Runs until it is told to stop.
pub fn run(arguments: DevnetArguments, folder: &Path) -> Result<(), Failure> {
    let genesis = match &arguments.genesis {
        None => Genesis::demo(),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?;
            Genesis::from_json(&text).ok_or_else(|| Failure::usage(format!("{} is no genesis file", path.display())))?
        }
    };
    let data_dir = (!arguments.in_memory).then(|| arguments.data.clone().unwrap_or_else(|| folder.join("devnet")));
    let accounts: Vec<String> = genesis.balances.iter().map(|(address, ..)| address.clone()).collect();
    let chain_id = genesis.chain_id.clone();
    let config = DevnetConfig {
        listen: arguments.listen,
        data_dir,
        genesis,
        block_time: Duration::from_millis(arguments.block_time.max(50)),
    };
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Failure::usage(e.to_string()))?;
    runtime.block_on(async {
        let running = serve(config).await.map_err(|e| Failure::usage(e.to_string()))?;
        let said = json!({
            "urls": { "rpc": running.rpc(), "faucet": running.faucet() },
            "chain_id": chain_id, "rpc": running.rpc(), "faucet": running.faucet(), "genesis_accounts": accounts,
        });
        crate::data::say(&said.to_string());
        crate::data::until_stopped().await;
        running.stop().await;
        Ok(())
    })
}
