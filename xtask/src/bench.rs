//! Figures by name, from release builds: one line each with name, value, unit and share of the bar.

use crate::shell::run;
use crate::{setup, ui};

/// A bench: its name, what it measures, how.
type Bench = (&'static str, &'static str, fn() -> Result<(), String>);

const BENCHES: [Bench; 1] = [(
    "spine",
    "sizes, first paint, idle memory, the client's own time in the deploy flow",
    spine,
)];

/// Runs the bench with that name, or all.
pub fn start(name: Option<&str>) -> Result<(), String> {
    let wanted: Vec<&Bench> = BENCHES
        .iter()
        .filter(|bench| name.is_none_or(|name| name == bench.0))
        .collect();
    if wanted.is_empty() {
        let known: Vec<String> = BENCHES
            .iter()
            .map(|(n, w, _)| format!("{n}: {w}"))
            .collect();
        return Err(format!("no such bench; there are\n{}", known.join("\n")));
    }
    setup::all()?;
    for (name, what, measure) in wanted {
        println!("# {name}: {what}");
        measure()?;
    }
    Ok(())
}

fn spine() -> Result<(), String> {
    ui::build(true)?;
    let packages = ["-p", "cli", "-p", "tests", "-p", "slipway-desktop"];
    let build = [&["build", "--locked", "--release", "--bins"], &packages[..]].concat();
    run("cargo", &build)?;
    run("target/release/bench", &[])
}
