//! Benches: one line for each figure.

use crate::shell::run;

/// Name, and the command whose output has the figures.
const BENCHES: &[(&str, &[&[&str]])] = &[(
    "walletconnect",
    &[
        &["bench", "-q", "-p", "walletconnect", "--bench", "restore"],
        &["run", "-q", "-p", "tests", "--bin", "bench_walletconnect"],
    ],
)];

/// Runs the bench of this name, or all.
///
/// # Errors
/// When there is none, or it fails.
pub fn start(name: Option<&str>) -> Result<(), String> {
    let chosen = BENCHES.iter().filter(|b| name.is_none_or(|n| n == b.0));
    let commands: Vec<_> = chosen.flat_map(|b| b.1).collect();
    if commands.is_empty() {
        let names: Vec<_> = BENCHES.iter().map(|b| b.0).collect();
        return Err(format!("no such bench; there are: {}", names.join(" ")));
    }
    crate::setup::npm()?;
    commands
        .into_iter()
        .try_for_each(|words| run("cargo", words))
}
