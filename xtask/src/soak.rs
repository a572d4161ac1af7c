//! Hours of looking for inputs that break a target of `fuzz/`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{command, has, root};

/// Lets rustc count the branches taken, as libFuzzer reads them; all of it works on a stable compiler.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks";

const USAGE: &str = "usage: cargo xtask soak [TARGET] [--minutes N]";

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    target: Option<String>,
    minutes: u64,
}

fn wish(arguments: &[String]) -> Result<Wish, String> {
    let mut wish = Wish {
        target: None,
        minutes: 60,
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--minutes" => {
                let number = words.next().and_then(|n| n.parse().ok());
                wish.minutes = number.filter(|&n| n > 0).ok_or(USAGE)?;
            }
            name if !name.starts_with('-') && wish.target.is_none() => {
                wish.target = Some(name.to_owned());
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(wish)
}

/// Runs one target, or each in turn. What breaks a target is kept in its corpus, where the test run finds it.
pub fn start(arguments: &[String]) -> Result<(), String> {
    let wish = wish(arguments)?;
    if !has("c++") {
        return Err("a C++ compiler is missing: cargo xtask setup installs one".to_owned());
    }
    let corpora = root().join("tests/corpora");
    let names = match wish.target {
        Some(name) if corpora.join(&name).is_dir() => vec![name],
        Some(name) => {
            let known = folders(&corpora)?.join(" ");
            return Err(format!("no target {name}; there are: {known}"));
        }
        None => folders(&corpora)?,
    };
    let engine = build()?;
    let mut broken = Vec::new();
    for name in &names {
        if !fuzz(&engine, name, wish.minutes, &corpora)? {
            broken.push(name.as_str());
        }
    }
    if broken.is_empty() {
        println!(
            "clean: {} for {} minutes each",
            names.join(" "),
            wish.minutes
        );
        Ok(())
    } else {
        Err(format!(
            "findings in tests/corpora for {}: mend them and keep the files",
            broken.join(" ")
        ))
    }
}

fn folders(path: &Path) -> Result<Vec<String>, String> {
    let fault = |e: std::io::Error| format!("{}: {e}", path.display());
    let mut names = fs::read_dir(path)
        .map_err(fault)?
        .map(|entry| {
            Ok(entry
                .map_err(fault)?
                .file_name()
                .to_string_lossy()
                .into_owned())
        })
        .collect::<Result<Vec<_>, String>>()?;
    names.sort();
    Ok(names)
}

/// The place of the built program.
fn build() -> Result<PathBuf, String> {
    let version = command("rustc", &["-vV"])
        .output()
        .map_err(|e| format!("rustc: {e}"))?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or("rustc -vV names no host")?;
    let target = root().join("target/soak");
    let folder = target.to_string_lossy().into_owned();
    let arguments = [
        "build",
        "--locked",
        "--release",
        "-p",
        "fuzz",
        "--features",
        "engine",
        "--bin",
        "soak",
        "--target",
        host,
        "--target-dir",
        &folder,
    ];
    println!("$ cargo {}", arguments.join(" "));
    // With a target named, the flags stay away from build scripts and macros.
    let status = command("cargo", &arguments)
        .env("RUSTFLAGS", COVERAGE)
        .status()
        .map_err(|e| format!("cargo: {e}"))?;
    if !status.success() {
        return Err("the fuzz targets don't build".to_owned());
    }
    Ok(target.join(host).join("release/soak"))
}

/// Whether nothing was found. New inputs that reach new code stay under `target/soak`, for the next time.
fn fuzz(engine: &Path, name: &str, minutes: u64, corpora: &Path) -> Result<bool, String> {
    let grown = root().join("target/soak/corpus").join(name);
    fs::create_dir_all(&grown).map_err(|e| format!("{}: {e}", grown.display()))?;
    let kept = corpora.join(name);
    let before = folders(&kept)?.len();
    let seconds = minutes * 60;
    let seeds = [&grown, &kept].map(|p| p.to_string_lossy().into_owned());
    let findings = format!("-artifact_prefix={}/found-", kept.display());
    let time = format!("-max_total_time={seconds}");
    let words = [
        &seeds[0],
        &seeds[1],
        &findings,
        &time,
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
        "-max_len=8192",
        "-reload=0",
    ];
    println!(
        "$ SLIPWAY_FUZZ_TARGET={name} {} {}",
        engine.display(),
        words.join(" ")
    );
    let status = command(&engine.to_string_lossy(), &words)
        .env("SLIPWAY_FUZZ_TARGET", name)
        .status()
        .map_err(|e| format!("{}: {e}", engine.display()))?;
    let new = folders(&kept)?.len().saturating_sub(before);
    println!("{name}: {new} findings");
    Ok(status.success() && new == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn reads_what_is_asked_for() {
        let all = wish(&[]).ok();
        assert_eq!(
            all,
            Some(Wish {
                target: None,
                minutes: 60
            })
        );
        let one = wish(&words("sdl_read --minutes 5")).ok();
        assert_eq!(
            one,
            Some(Wish {
                target: Some("sdl_read".into()),
                minutes: 5
            })
        );
        for bad in ["--minutes", "--minutes 0", "--minutes x", "a b", "--fast"] {
            assert!(wish(&words(bad)).is_err(), "{bad}");
        }
    }
}
