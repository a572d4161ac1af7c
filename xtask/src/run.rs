//! Starting the app on the demo network.

use crate::shell::run;
use crate::{setup, ui};

/// Opens the window, or serves the web build where there is no display or `--web` is given.
pub fn start(web: bool) -> Result<(), String> {
    setup::to_build()?;
    ui::build(false)?;
    let display = cfg!(not(target_os = "linux"))
        || std::env::var_os("DISPLAY").is_some()
        || std::env::var_os("WAYLAND_DISPLAY").is_some();
    if web || !display {
        return run("cargo", &["run", "--locked", "-p", "cli", "--", "web"]);
    }
    run("cargo", &["run", "--locked", "--bin", "slipway-desktop"])
}

/// Takes pictures of every screen.
pub fn shots() -> Result<(), String> {
    setup::all()?;
    ui::build(false)?;
    run(
        "cargo",
        &["build", "--locked", "-p", "cli", "-p", "slipway-desktop"],
    )?;
    run(
        "cargo",
        &["run", "--locked", "-p", "tests", "--bin", "shots"],
    )
}
