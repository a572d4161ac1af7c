//! Build script of the desktop shell: embeds the built user interface and declares the window's commands.

use std::path::Path;

/// Shown when the user interface was not built before the program.
const PLACEHOLDER: &str = "<!doctype html><meta charset=\"utf-8\"><title>Slipway</title>\
    <p>The user interface is not built. Run: cargo xtask ui</p>";

fn main() {
    let dist = Path::new("ui/dist");
    // The context macro refuses a folder that is not there, as on a fresh checkout.
    if !dist.join("index.html").exists() {
        let made = std::fs::create_dir_all(dist)
            .and_then(|()| std::fs::write(dist.join("index.html"), PLACEHOLDER));
        if let Err(error) = made {
            println!("cargo:warning=ui/dist can't be made: {error}");
        }
    }
    println!("cargo:rerun-if-changed=ui/dist");
    let manifest = tauri_build::AppManifest::new().commands(&["call", "subscribe", "open_link"]);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
