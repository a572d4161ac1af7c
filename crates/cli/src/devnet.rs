//! `slipway devnet`: the demo network as a process of its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ::devnet::{DevnetConfig, Running, chain::Genesis};
use clap::Args;
use serde_json::{Value, json};

use crate::fail::{Failure, line};

/// Options of `slipway devnet`.
#[derive(Debug, Args)]
pub struct DevnetArguments {
    /// Address of the RPC; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:26657")]
    listen: SocketAddr,
    /// Folder for chain, relay, registry and providers; else `devnet` in the data folder.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Chain id, accounts and parameters of a new chain.
    #[arg(long)]
    genesis: Option<PathBuf>,
    /// Time between blocks: milliseconds, or with a unit (`250ms`, `6s`); 10 ms to an hour.
    #[arg(long, default_value = "1s", value_parser = span)]
    block_time: Duration,
    /// Keep nothing; there is no image registry then.
    #[arg(long)]
    in_memory: bool,
    /// Leave the simulated providers out.
    #[arg(long)]
    no_providers: bool,
}

/// Runs the demo network until SIGTERM or Ctrl-C.
///
/// # Errors
/// [`Failure::Input`] for options and genesis, [`Failure::Refused`] when it can't start.
pub fn run(arguments: DevnetArguments, folder: &std::path::Path) -> Result<(), Failure> {
    let mut genesis = match &arguments.genesis {
        None => Genesis::demo(),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(Failure::input)?;
            Genesis::parse(&text).map_err(Failure::input)?
        }
    };
    if arguments.genesis.is_some() && !arguments.no_providers {
        fund_providers(&mut genesis);
    }
    let accounts = accounts(&genesis);
    let config = DevnetConfig {
        listen: arguments.listen,
        data_dir: (!arguments.in_memory)
            .then(|| arguments.data.unwrap_or_else(|| folder.join("devnet"))),
        genesis,
        block_time: arguments.block_time,
        providers: !arguments.no_providers,
    };
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::refused)?;
    runtime.block_on(async {
        let running = ::devnet::serve(config).await.map_err(Failure::refused)?;
        line(first_line(&running, accounts))?;
        let asked = asked_to_end().await;
        running.stop().await;
        asked
    })
}

/// A span as `250`, `250ms` or `6s`.
fn span(text: &str) -> Result<Duration, String> {
    let (number, unit) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _) => (number, 1),
        (None, Some(number)) => (number, 1000),
        (None, None) => (text, 1),
    };
    number
        .trim()
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(unit))
        .filter(|millis| (10..=3_600_000).contains(millis))
        .map(Duration::from_millis)
        .ok_or_else(|| "10 ms to an hour, such as 250, 250ms or 6s".to_owned())
}

/// The simulated providers need coins on a chain of the user's own genesis too.
fn fund_providers(genesis: &mut Genesis) {
    for account in Genesis::demo().accounts {
        if !genesis
            .accounts
            .iter()
            .any(|a| a.address == account.address)
        {
            genesis.accounts.push(account);
        }
    }
}

fn accounts(genesis: &Genesis) -> Value {
    genesis
        .accounts
        .iter()
        .map(|a| json!({"role": a.role, "address": a.address.as_str()}))
        .collect()
}

fn first_line(running: &Running, accounts: Value) -> Value {
    json!({
        "urls": running.urls(),
        "chain_id": running.node.chain_id(),
        "rpc": running.rpc,
        "faucet": running.faucet,
        "relay": running.relay,
        "registry": running.registry,
        "genesis_accounts": accounts,
    })
}

#[cfg(unix)]
pub(crate) async fn asked_to_end() -> Result<(), Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate()).map_err(Failure::refused)?;
    tokio::select! {
        _ = term.recv() => Ok(()),
        pressed = tokio::signal::ctrl_c() => pressed.map_err(Failure::refused),
    }
}

#[cfg(not(unix))]
pub(crate) async fn asked_to_end() -> Result<(), Failure> {
    tokio::signal::ctrl_c().await.map_err(Failure::refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_units() {
        let millis = |text| span(text).map(|d| d.as_millis()).ok();
        assert_eq!(millis("250"), Some(250));
        assert_eq!(millis("250ms"), Some(250));
        assert_eq!(millis("6s"), Some(6_000));
        for bad in ["0", "9ms", "2h", "s", "", "99999999999999999999s", "-1s"] {
            assert_eq!(millis(bad), None, "{bad}");
        }
    }
}
