//! Figures: one line for each, `name value unit`, with the ratio where a peer was measured beside it.

use crate::shell::{command, root, run};

/// A set of figures.
struct Bench {
    name: &'static str,
    run: fn() -> Result<(), String>,
}

static BENCHES: [Bench; 1] = [Bench {
    name: "vault",
    run: vault,
}];

/// Measures the named set, or all.
pub fn start(name: Option<&str>) -> Result<(), String> {
    let wanted: Vec<&Bench> = BENCHES
        .iter()
        .filter(|bench| name.is_none_or(|n| n == bench.name))
        .collect();
    if wanted.is_empty() {
        let known: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(format!("no such bench; there are: {}", known.join(" ")));
    }
    wanted.iter().try_for_each(|bench| (bench.run)())
}

/// A figure that a program printed.
#[derive(Debug, Clone, PartialEq)]
struct Figure {
    name: String,
    value: f64,
    unit: String,
}

/// Reads lines of `name value unit`; all else is talk.
fn figures(text: &str) -> Vec<Figure> {
    let figure = |line: &str| {
        let mut parts = line.splitn(3, ' ');
        let (name, value) = (parts.next()?, parts.next()?.parse().ok()?);
        Some(Figure {
            name: name.to_owned(),
            value,
            unit: parts.next()?.to_owned(),
        })
    };
    text.lines().filter_map(figure).collect()
}

fn measured(program: &str, arguments: &[&str]) -> Result<Vec<Figure>, String> {
    let out = command(program, arguments)
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|e| format!("{program}: {e}"))?;
    if !out.status.success() {
        return Err(format!("{program} {} failed", arguments.join(" ")));
    }
    Ok(figures(&String::from_utf8_lossy(&out.stdout)))
}

/// A line for each figure; one that a peer has, too, with how many times ours is faster (per second) or slower.
fn print(ours: &[Figure], peer: &[Figure]) {
    for figure in ours {
        let beside = peer.iter().find(|p| p.name == figure.name);
        let ratio = beside.map_or_else(String::new, |p| {
            format!(
                " ratio {:.1} (peer {} {})",
                figure.value / p.value,
                p.value,
                p.unit
            )
        });
        println!("{} {} {}{ratio}", figure.name, figure.value, figure.unit);
    }
}

/// Unlocking, and approving and signing beside CosmJS in the same run.
fn vault() -> Result<(), String> {
    let folder = "xtask/peers/cosmjs";
    if !root().join(folder).join("node_modules").exists() {
        run(
            "npm",
            &["ci", "--prefix", folder, "--no-audit", "--no-fund"],
        )?;
    }
    let ours = measured(
        "cargo",
        &["bench", "--locked", "-p", "vault", "--bench", "vault"],
    )?;
    let peer = measured("node", &["xtask/peers/cosmjs/sign.mjs"])?;
    print(&ours, &peer);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_from_talk() {
        let found =
            figures("   Running benches\nvault_unlock 171 ms\nvault_sign 5210 per second\n");
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].unit, "per second");
        assert!((found[0].value - 171.0).abs() < f64::EPSILON);
    }
}
