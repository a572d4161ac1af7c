//! The JavaScript side of a WalletConnect test: a process that speaks lines of JSON.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Longest silence of a peer.
const PATIENCE: Duration = Duration::from_secs(90);

/// A running peer; it ends with this value.
pub struct Peer {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/js/walletconnect"))
}

/// Whether the npm packages are installed; says so when they are not.
#[must_use]
pub fn installed() -> bool {
    let there = folder().join("node_modules/sign-new").exists();
    if !there {
        assert!(
            std::env::var_os("SLIPWAY_FIXTURES_REQUIRED").is_none(),
            "run cargo xtask setup"
        );
    }
    there
}

impl Peer {
    /// Starts `script` with these arguments, without a way to any verify or telemetry service.
    ///
    /// # Panics
    /// When Node can't be started.
    #[must_use]
    pub fn start(script: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new("node")
            .arg(script)
            .args(arguments)
            .current_dir(folder())
            .env("IS_VITEST", "true")
            .env("DISABLE_GLOBAL_CORE", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|e| panic!("node: {e}"));
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            _child: child,
            input,
            output,
        }
    }

    /// Sends one line.
    ///
    /// # Panics
    /// When the peer has ended.
    pub async fn tell(&mut self, value: &Value) {
        let line = format!("{value}\n");
        self.input.write_all(line.as_bytes()).await.unwrap();
    }

    /// The next line that has this field; gives the whole line. SDKs print much of their own.
    ///
    /// # Panics
    /// When the peer failed, ended, or was silent for long.
    pub async fn next(&mut self, field: &str) -> Value {
        loop {
            let line = tokio::time::timeout(PATIENCE, self.output.next_line()).await;
            let line = line.unwrap_or_else(|_| panic!("silence instead of {field}"));
            let line = line
                .unwrap()
                .unwrap_or_else(|| panic!("the end instead of {field}"));
            let Ok(value) = serde_json::from_str::<Value>(&line) else {
                continue;
            };
            assert!(value["failed"].is_null(), "{field}: {}", value["failed"]);
            if !value[field].is_null() {
                return value;
            }
        }
    }
}
