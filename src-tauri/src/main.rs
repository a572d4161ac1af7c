//! Desktop program of Slipway.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    slipway_desktop::main()
}
