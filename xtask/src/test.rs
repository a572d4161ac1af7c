//! Everything that is checked, in one run, counted.

use std::io::{BufRead, BufReader};
use std::process::{ExitCode, Stdio};

use crate::shell::{command, run};
use crate::{setup, ui};

/// Crates of the browser: their lints run for wasm, their tests natively.
const WASM: [&str; 4] = ["-p", "ui", "-p", "worker"];

#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// Sets up and runs the checks and tests whose name holds `filter`.
pub fn all(filter: Option<&str>) -> ExitCode {
    if let Err(message) = setup::all().and_then(|()| ui::build(false)) {
        eprintln!("xtask: {message}");
        println!("0 passed, 1 failed, 0 skipped");
        return ExitCode::FAILURE;
    }
    let mut count = Count::default();
    let wasm = [
        &[
            "clippy",
            "--locked",
            "--target",
            "wasm32-unknown-unknown",
            "--profile",
            "wasm-dev",
        ],
        &WASM[..],
        &["--", "-D", "warnings"],
    ]
    .concat();
    let checks: [(&str, &str, &[&str]); 4] = [
        ("fmt", "cargo", &["fmt", "--all", "--check"]),
        (
            "clippy",
            "cargo",
            &[
                "clippy",
                "--locked",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ],
        ),
        ("clippy-wasm", "cargo", &wasm),
        ("parts", "npm", &["test", "--prefix", "ui/js"]),
    ];
    for (name, program, arguments) in checks {
        if filter.is_some_and(|f| !name.contains(f)) {
            continue;
        }
        match run(program, arguments) {
            Ok(()) => count.passed += 1,
            Err(message) => {
                eprintln!("check {name}: {message}");
                count.failed += 1;
            }
        }
    }
    // The command and the desktop program are started by tests; with the tests in one build, nothing is built twice.
    let programs = ["build", "--locked", "--workspace", "--bins", "--tests"];
    if let Err(message) = run("cargo", &programs) {
        eprintln!("{message}");
        count.failed += 1;
    }
    tests(filter, &mut count);
    println!(
        "{} passed, {} failed, {} skipped",
        count.passed, count.failed, count.skipped
    );
    if count.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs all tests and adds up what each test program says at its end.
fn tests(filter: Option<&str>, count: &mut Count) {
    let mut arguments = vec!["test", "--locked", "--workspace", "--no-fail-fast"];
    arguments.extend(filter);
    println!("$ cargo {}", arguments.join(" "));
    let mut child = match command("cargo", &arguments).stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(e) => {
            eprintln!("cargo test: {e}");
            count.failed += 1;
            return;
        }
    };
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            println!("{line}");
            add(&line, count);
        }
    }
    let failed = !child.wait().is_ok_and(|status| status.success());
    if failed && count.failed == 0 {
        count.failed += 1;
    }
}

/// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
fn add(line: &str, count: &mut Count) {
    let Some(rest) = line.strip_prefix("test result: ") else {
        return;
    };
    for part in rest.split(['.', ';']) {
        let mut words = part.split_whitespace();
        let (Some(Ok(number)), Some(what)) = (words.next().map(str::parse::<u64>), words.next())
        else {
            continue;
        };
        match what {
            "passed" => count.passed += number,
            "failed" => count.failed += number,
            "ignored" => count.skipped += number,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_what_test_programs_say() {
        let mut count = Count::default();
        add(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.1s",
            &mut count,
        );
        add(
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
            &mut count,
        );
        add("something else", &mut count);
        assert_eq!((count.passed, count.failed, count.skipped), (4, 2, 1));
    }
}
