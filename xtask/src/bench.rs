//! Figures by name, from release builds: one line each with name, value, unit and ratio.

mod registry;
mod sdl;
mod spine;
mod vault;

use crate::setup;
use crate::shell::run;

/// A set of figures, each printed as a line of its own.
struct Bench {
    name: &'static str,
    what: &'static str,
    run: fn() -> Result<(), String>,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "sdl",
        what: "a file read beside the network's TypeScript reader, an edit as wasm, memory",
        run: sdl::run,
    },
    Bench {
        name: "spine",
        what: "sizes, first paint, idle memory, the client's own time in the deploy flow",
        run: spine::run,
    },
    Bench {
        name: "vault",
        what: "unlocking, and approving and signing beside CosmJS",
        run: vault::run,
    },
    Bench {
        name: "registry",
        what: "push, pull and memory of the registry's server beside docker-registry",
        run: registry::run,
    },
    Bench {
        name: "walletconnect",
        what: "a signature over our relay beside walletkit, and 1,000 sessions restored",
        run: walletconnect,
    },
];

/// Runs the bench with that name, or all.
pub fn start(name: Option<&str>) -> Result<(), String> {
    let wanted: Vec<&Bench> = BENCHES
        .iter()
        .filter(|bench| name.is_none_or(|name| name == bench.name))
        .collect();
    if wanted.is_empty() {
        let known: Vec<String> = BENCHES
            .iter()
            .map(|bench| format!("{}: {}", bench.name, bench.what))
            .collect();
        return Err(format!("no such bench; there are\n{}", known.join("\n")));
    }
    setup::all()?;
    for bench in wanted {
        println!("# {}: {}", bench.name, bench.what);
        (bench.run)()?;
    }
    Ok(())
}

fn walletconnect() -> Result<(), String> {
    let restore = [
        "bench",
        "--locked",
        "-q",
        "-p",
        "walletconnect",
        "--bench",
        "restore",
    ];
    run("cargo", &restore)?;
    let sign = [
        "run",
        "--locked",
        "--release",
        "-q",
        "-p",
        "tests",
        "--bin",
        "bench_walletconnect",
    ];
    run("cargo", &sign)
}

/// Prints a figure; `ratio` is left out where there is nothing to compare with.
fn line(name: &str, value: f64, unit: &str, ratio: Option<f64>) {
    match ratio {
        Some(ratio) => println!("{name} {value:.2} {unit} {ratio:.2}"),
        None => println!("{name} {value:.2} {unit} -"),
    }
}

/// The middle one of some measurements.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_found() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn an_unknown_name_is_told_the_known_ones() {
        assert!(start(Some("none")).is_err_and(|said| said.contains("spine: sizes")));
    }
}
