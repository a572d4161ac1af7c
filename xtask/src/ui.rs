//! Building the user interface and the worker into `ui/dist`.

use std::fs;
use std::path::Path;

use crate::shell::{root, run};

/// Builds with the development or the release profile.
pub fn build(release: bool) -> Result<(), String> {
    let profile = if release { "wasm-release" } else { "wasm-dev" };
    let target = "wasm32-unknown-unknown";
    // Both packages in one call: apart, their features would be unified differently and built twice.
    run(
        "cargo",
        &[
            "build",
            "--locked",
            "--profile",
            profile,
            "--target",
            target,
            "-p",
            "ui",
            "-p",
            "worker",
        ],
    )?;
    let dist = root().join("ui/dist");
    if release && dist.exists() {
        // Chunks carry hashes in their names: those of earlier builds would be shipped too.
        fs::remove_dir_all(&dist).map_err(|e| format!("ui/dist: {e}"))?;
    }
    fs::create_dir_all(&dist).map_err(|e| format!("ui/dist: {e}"))?;
    let built = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    let wasm = |name: &str| format!("{built}/{target}/{profile}/{name}.wasm");
    run(
        "cargo",
        &[
            "run",
            "--quiet",
            "--locked",
            "-p",
            "bindgen",
            "--",
            "ui/dist",
            &wasm("ui"),
            &wasm("worker"),
        ],
    )?;
    let mut bundle = vec!["ui/js/build.mjs", "ui/dist"];
    if release {
        bundle.push("--minify");
    }
    crate::setup::npm()?;
    run("node", &bundle)?;
    copy(&root().join("ui/static"), &dist)?;
    copy(&root().join("ui/css"), &dist.join("css"))?;
    // Packed copies are served instead of the files, so old ones may not stay beside newer files.
    let mut pack = vec!["ui/js/compress.mjs", "ui/dist"];
    if !release {
        pack.push("--clear");
    }
    run("node", &pack)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let fault = |e: std::io::Error| format!("{}: {e}", from.display());
    fs::create_dir_all(to).map_err(fault)?;
    for entry in fs::read_dir(from).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(fault)?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).map_err(fault)?;
        }
    }
    Ok(())
}
