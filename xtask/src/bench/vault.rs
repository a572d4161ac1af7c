//! Unlocking a vault, and approving and signing beside CosmJS in the same run.

use super::line;
use crate::shell::{command, root, run as run_program};

/// A figure that a program printed as `name value unit`.
#[derive(Debug, PartialEq)]
struct Figure {
    name: String,
    value: f64,
    unit: String,
}

/// Reads the figures; all else is talk.
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

/// The ratio is how many times more than the peer we sign in the same time.
pub(super) fn run() -> Result<(), String> {
    let folder = "xtask/peers/cosmjs";
    if !root().join(folder).join("node_modules").exists() {
        run_program(
            "npm",
            &["ci", "--prefix", folder, "--no-audit", "--no-fund"],
        )?;
    }
    let bench = ["bench", "--locked", "-p", "vault", "--bench", "vault"];
    let ours = measured("cargo", &bench)?;
    let peer = measured("node", &["xtask/peers/cosmjs/sign.mjs"])?;
    for figure in &ours {
        let beside = peer.iter().find(|p| p.name == figure.name);
        let ratio = beside.map(|p| figure.value / p.value);
        line(&figure.name, figure.value, &figure.unit, ratio);
    }
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
