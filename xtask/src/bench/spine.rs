//! Figures of the whole client.

use crate::shell::run as command;
use crate::ui;

/// Sizes, first paint, idle memory and the client's own time in the deploy flow.
pub fn run() -> Result<(), String> {
    ui::build(true)?;
    let packages = ["-p", "cli", "-p", "tests", "-p", "slipway-desktop"];
    let build = [&["build", "--locked", "--release", "--bins"], &packages[..]].concat();
    command("cargo", &build)?;
    command("target/release/bench", &[])
}
