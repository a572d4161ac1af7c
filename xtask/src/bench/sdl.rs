//! Figures of the SDL engine.

use crate::setup::npm_in;
use crate::shell::{self, command, root};

/// The SDL engine, beside the network's TypeScript reader, and one edit as wasm in Node.
pub fn run() -> Result<(), String> {
    let peer = "crates/sdl/benches/peer";
    npm_in(peer)?;
    for bench in ["corpus", "memory", "edit"] {
        shell::run(
            "cargo",
            &[
                "bench", "--quiet", "--locked", "-p", "sdl", "--bench", bench,
            ],
        )?;
    }
    let node = root().join(peer).join("node_modules/.bin/node");
    let runner = root().join("crates/vault/tests/wasm/run.mjs");
    let runner = format!("{} --no-warnings {}", node.display(), runner.display());
    let arguments = [
        "bench",
        "--quiet",
        "--locked",
        "-p",
        "sdl",
        "--bench",
        "edit",
        "--target",
        "wasm32-wasip1",
    ];
    let status = command("cargo", &arguments)
        .env("CARGO_TARGET_WASM32_WASIP1_RUNNER", runner)
        .status()
        .map_err(|e| format!("cargo: {e}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("the wasm bench failed".to_owned())
    }
}
