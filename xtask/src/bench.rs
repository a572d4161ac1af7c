//! Figures: `cargo xtask bench [NAME]`, one line each with name, value, unit and ratio.

use crate::shell::{command, root, run};

/// Measures and prints.
type Measure = fn() -> Result<(), String>;

/// What can be measured, and how.
const BENCHES: &[(&str, Measure)] = &[("sdl", sdl)];

/// Runs one bench, or all.
pub fn start(name: Option<&str>) -> Result<(), String> {
    let chosen: Vec<_> = BENCHES
        .iter()
        .filter(|(known, _)| name.is_none_or(|n| n == *known))
        .collect();
    if chosen.is_empty() {
        let known: Vec<_> = BENCHES.iter().map(|(known, _)| *known).collect();
        return Err(format!("no such bench; there are: {}", known.join(" ")));
    }
    chosen.iter().try_for_each(|(_, measure)| measure())
}

/// The SDL engine, beside the network's TypeScript reader, and one edit as wasm in Node.
fn sdl() -> Result<(), String> {
    let peer = "crates/sdl/benches/peer";
    if !root().join(peer).join("node_modules/.bin/node").exists() {
        run("npm", &["ci", "--prefix", peer, "--no-audit", "--no-fund"])?;
    }
    for bench in ["corpus", "memory", "edit"] {
        run(
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
