//! A Debian package, by Tauri's own bundler.

use crate::shell::run;
use crate::{setup, ui};

/// Tauri's command; from npm it comes built, from crates.io it takes minutes.
const TAURI: &str = "ui/js/node_modules/.bin/tauri";

/// Builds the program for release and packs it.
pub fn deb() -> Result<(), String> {
    setup::to_build()?;
    ui::build(true)?;
    run(
        "cargo",
        &["build", "--locked", "--release", "--bin", "slipway-desktop"],
    )?;
    run(TAURI, &["bundle", "--bundles", "deb", "--ci"])
}
