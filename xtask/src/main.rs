//! Tasks of the project: `cargo xtask setup | ui | run | test | bench | bundle | shots | soak`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
mod bundle;
mod run;
mod setup;
mod shell;
mod soak;
mod test;
mod ui;

use std::env;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask TASK

  setup            install system packages, the wasm target and npm packages
  ui [--release]   build the user interface into ui/dist
  run [--web]      set up, build and start on the demo network
  bundle           a Debian package of the release build in target/release/bundle/deb
  shots            pictures of every screen at both widths, dark and light, into shots/
  test [FILTER]    set up and run all checks and tests (or those whose name holds FILTER)
  bench [NAME]     figures, one a line: name, value, unit, ratio
  soak [TARGET] [--minutes N]
                   look for inputs that break a fuzz target (each of them, an hour each)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|a| a == flag);
    let done = match arguments.first().map(String::as_str) {
        Some("setup") => setup::all(),
        Some("ui") => ui::build(has("--release")),
        Some("run") => run::start(has("--web")),
        Some("shots") => run::shots(),
        Some("bench") => bench::start(arguments.get(1).map(String::as_str)),
        Some("bundle") => bundle::deb(),
        Some("soak") => soak::start(&arguments[1..]),
        Some("test") => return test::all(arguments.get(1).map(String::as_str)),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
