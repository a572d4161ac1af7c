//! Sizes, first paint, idle memory and the client's own time in the deploy flow, from release builds.

use crate::shell::run;
use crate::{setup, ui};

/// Builds for release and measures; the program prints the lines.
pub(super) fn measure() -> Result<(), String> {
    setup::all()?;
    ui::build(true)?;
    let packages = ["-p", "cli", "-p", "tests", "-p", "slipway-desktop"];
    let build = [&["build", "--locked", "--release", "--bins"], &packages[..]].concat();
    run("cargo", &build)?;
    run("target/release/bench", &[])
}
