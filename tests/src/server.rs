//! The server of the web build with a demo network.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{Group, program};

/// A running `slipway web`.
#[derive(Debug)]
pub struct Server {
    /// Address of the page.
    pub url: String,
    group: Group,
}

impl Server {
    /// Starts on a free port with its data in `folder`.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        Self::listen(folder, "127.0.0.1:0")
    }

    /// Starts on `listen`, such as the address of a server that was killed.
    #[must_use]
    pub fn listen(folder: &Path, listen: &str) -> Self {
        let mut command = Command::new(program("slipway"));
        command
            .args(["web", "--listen", listen, "--dist"])
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/dist"))
            .arg("--data")
            .arg(folder);
        let mut group = Group::start(&mut command);
        let url = group.line(|line| {
            let first: Value = serde_json::from_str(line).ok()?;
            Some(first["urls"][0].as_str()?.to_owned())
        });
        Self { url, group }
    }

    /// Ends server and demo network as a crash would.
    pub fn kill(&mut self) {
        self.group.kill();
    }
}
