//! `slipway relay`: the WalletConnect relay as a process of its own.

use std::net::SocketAddr;
use std::path::PathBuf;

use ::relay::{Limits, RelayConfig};
use clap::Args;
use serde_json::json;

use crate::devnet::asked_to_end;
use crate::fail::{Failure, line};

/// Options of `slipway relay`.
#[derive(Debug, Args)]
pub struct RelayArguments {
    /// Address to listen on; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:5555")]
    listen: SocketAddr,
    /// Folder where messages wait over a restart; else `relay` in the data folder.
    #[arg(long)]
    data: Option<PathBuf>,
    /// An origin whose pages may connect, such as https://app.example; may be repeated.
    #[arg(long)]
    allow_origin: Vec<String>,
    /// An address that clients know this relay by, such as wss://relay.example; may be repeated.
    #[arg(long)]
    name: Vec<String>,
}

/// Runs the relay until SIGTERM or Ctrl-C.
///
/// # Errors
/// [`Failure::Refused`] when it can't start.
pub fn run(arguments: RelayArguments, folder: &std::path::Path) -> Result<(), Failure> {
    let config = RelayConfig {
        listen: arguments.listen,
        data_dir: Some(arguments.data.unwrap_or_else(|| folder.join("relay"))),
        origins: arguments.allow_origin,
        names: arguments.name,
        limits: Limits::default(),
    };
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::refused)?;
    runtime.block_on(async {
        let running = ::relay::serve(config).await.map_err(Failure::refused)?;
        line(json!({"urls": [running.url]}))?;
        let asked = asked_to_end().await;
        running.stop().await;
        asked
    })
}
