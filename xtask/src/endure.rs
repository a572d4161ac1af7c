//! Tests that are short in every run, at full length.

use crate::shell::command;

/// A long run: a test with a number that is small otherwise.
pub struct Long {
    /// What it is called at the command line.
    pub name: &'static str,
    test: &'static str,
    /// The variable that holds the number, and the number.
    variable: (&'static str, &'static str),
}

/// Every long run.
pub static LONG: [Long; 4] = [
    Long {
        name: "vault_kills",
        test: "kill",
        variable: ("SLIPWAY_KILLS", "1000"),
    },
    Long {
        name: "vault_cycles",
        test: "endurance",
        variable: ("SLIPWAY_CYCLES", "10000"),
    },
    Long {
        name: "vault_consent",
        test: "consent",
        variable: ("SLIPWAY_WALKS", "5000"),
    },
    Long {
        name: "walletconnect_matrix",
        test: "walletconnect",
        variable: ("SLIPWAY_MATRIX", "3"),
    },
];

/// Runs one to its end.
pub fn run(long: &Long) -> Result<(), String> {
    let arguments = [
        "test",
        "--locked",
        // As the test run builds it.
        "--workspace",
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
