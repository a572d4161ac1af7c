//! The server of the web build with a demo network.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{Group, program};

/// A running `slipway devnet` that keeps nothing.
#[derive(Debug)]
pub struct Network {
    /// Address of its RPC.
    pub rpc: String,
    /// Address of its faucet.
    pub faucet: String,
    _group: Group,
}

impl Network {
    /// Starts with a block each 150 ms.
    ///
    /// # Panics
    /// When it can't be started.
    #[must_use]
    pub fn start() -> Self {
        let mut command = Command::new(program("slipway"));
        command.args(["devnet", "--listen", "127.0.0.1:0", "--in-memory"]);
        command.args(["--block-time", "150ms"]);
        let mut group = Group::start(&mut command);
        let (rpc, faucet) = group.line(|line| {
            let first: Value = serde_json::from_str(line).ok()?;
            let text = |key: &str| Some(first[key].as_str()?.to_owned());
            Some((text("rpc")?, text("faucet")?))
        });
        Self {
            rpc,
            faucet,
            _group: group,
        }
    }
}

/// A running `slipway web`.
#[derive(Debug)]
pub struct Server {
    /// Address of the page.
    pub url: String,
    /// Address of its demo network's RPC.
    pub rpc: String,
    /// Address of that network's faucet.
    pub faucet: String,
    /// Address of that network's relay.
    pub relay: String,
    group: Group,
}

impl Server {
    /// Starts on a free port with its data in `folder`.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        Self::listen(folder, "127.0.0.1:0")
    }

    /// Starts on a free port with further arguments.
    #[must_use]
    pub fn with(folder: &Path, more: &[&str]) -> Self {
        Self::run(folder, "127.0.0.1:0", more)
    }

    /// Starts on `listen`, such as the address of a server that was killed.
    #[must_use]
    pub fn listen(folder: &Path, listen: &str) -> Self {
        Self::run(folder, listen, &[])
    }

    fn run(folder: &Path, listen: &str, more: &[&str]) -> Self {
        let mut command = Command::new(program("slipway"));
        command
            .args(["web", "--listen", listen, "--dist"])
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/dist"))
            .arg("--data")
            .arg(folder)
            .args(more);
        let mut group = Group::start(&mut command);
        let first = group.line(|line| serde_json::from_str::<Value>(line).ok());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            url: text(&first["urls"][0]),
            rpc: text(&first["rpc"]),
            faucet: text(&first["faucet"]),
            relay: text(&first["relay"]),
            group,
        }
    }

    /// Ends server and demo network as a crash would.
    pub fn kill(&mut self) {
        self.group.kill();
    }
}
