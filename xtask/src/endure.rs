//! Tests that are short in every run, at full length.

use crate::shell::command;

/// A long run: a test with a number that is small otherwise.
pub struct Long {
    /// What it is called at the command line.
    pub name: &'static str,
    package: &'static str,
    test: &'static str,
    /// The variable that holds the number, and the number.
    variable: (&'static str, &'static str),
}

/// Every long run.
pub static LONG: [Long; 3] = [
    Long {
        name: "vault_kills",
        package: "vault",
        test: "kill",
        variable: ("SLIPWAY_KILLS", "1000"),
    },
    Long {
        name: "vault_cycles",
        package: "vault",
        test: "endurance",
        variable: ("SLIPWAY_CYCLES", "10000"),
    },
    Long {
        name: "vault_consent",
        package: "vault",
        test: "consent",
        variable: ("SLIPWAY_WALKS", "5000"),
    },
];

/// Runs one to its end.
pub fn run(long: &Long) -> Result<(), String> {
    let arguments = [
        "test",
        "--locked",
        "-p",
        long.package,
        "--test",
        long.test,
        "--",
        "--nocapture",
    ];
    let (variable, number) = long.variable;
    println!("$ {variable}={number} cargo {}", arguments.join(" "));
    let begun = std::time::Instant::now();
    let status = command("cargo", &arguments)
        .env(variable, number)
        .status()
        .map_err(|e| format!("cargo: {e}"))?;
    if status.success() {
        println!("{} {number} in {} s", long.name, begun.elapsed().as_secs());
        Ok(())
    } else {
        Err(format!("{} failed", long.name))
    }
}
