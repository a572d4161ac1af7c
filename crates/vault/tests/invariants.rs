//! Holds `docs/security.md` to the tests it names, and checks two invariants on the sources.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Bars of other work: reproducible builds, advisories, Ledger.
const OTHERS: [u32; 3] = [19, 20, 22];

/// `**INV-3** …` or `**BAR-3** …`: the kind and the number.
fn heading(line: &str) -> Option<(String, u32)> {
    let (name, _) = line.strip_prefix("**")?.split_once("**")?;
    let (kind, number) = name.split_once('-')?;
    Some((kind.to_owned(), number.parse().ok()?))
}

/// ``- `file` `test` ``.
fn named(line: &str) -> Option<(&str, &str)> {
    let (file, test) = line.strip_prefix("- `")?.split_once("` `")?;
    Some((file, test.strip_suffix('`')?))
}

/// Whether `file` has a test of this name.
fn is_test(file: &str, name: &str) -> bool {
    let Ok(source) = std::fs::read_to_string(root().join(file)) else {
        return false;
    };
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let start = format!("fn {name}(");
    let Some(at) = lines
        .iter()
        .position(|l| l.strip_prefix("async ").unwrap_or(l).starts_with(&start))
    else {
        return false;
    };
    lines[at.saturating_sub(4)..at]
        .iter()
        .any(|l| *l == "#[test]" || l.starts_with("#[tokio::test"))
}

/// What is wrong with a document that maps promises to tests.
fn faults(text: &str) -> Vec<String> {
    let mut tests: BTreeMap<(String, u32), usize> = BTreeMap::new();
    let mut current = None;
    let mut wrong = Vec::new();
    for line in text.lines() {
        if line.starts_with("## ") {
            current = None;
        } else if let Some(heading) = heading(line) {
            if tests.insert(heading.clone(), 0).is_some() {
                wrong.push(format!("{heading:?} is twice there"));
            }
            current = Some(heading);
        } else if let (Some((file, name)), Some(of)) = (named(line), &current) {
            if is_test(file, name) {
                *tests.entry(of.clone()).or_default() += 1;
            } else {
                wrong.push(format!("{of:?}: {file} has no test {name}"));
            }
        }
    }
    // Invariants are numbered without a gap; there were 25 when the check was written.
    let numbers = tests.keys().filter(|key| key.0 == "INV").map(|key| key.1);
    let last = numbers.max().unwrap_or_default().max(25);
    let wanted = (1..=last).map(|n| ("INV".to_owned(), n)).chain(
        (1..=24)
            .filter(|n| !OTHERS.contains(n))
            .map(|n| ("BAR".to_owned(), n)),
    );
    for want in wanted {
        if tests.remove(&want).unwrap_or_default() == 0 {
            wrong.push(format!("{want:?} has no test"));
        }
    }
    wrong.extend(tests.keys().map(|more| format!("{more:?} is not expected")));
    wrong
}

fn document() -> String {
    std::fs::read_to_string(root().join("docs/security.md")).unwrap()
}

/// Every invariant and every bar has a test, every named test exists.
#[test]
fn every_invariant_and_bar_names_a_test_that_exists() {
    assert_eq!(faults(&document()), Vec::<String>::new());
}

/// The check can fail: a renamed test, a promise without one, one that is missing.
#[test]
fn a_document_that_promises_too_much_is_noticed() {
    let good = document();
    let changed = [
        good.replace("`a_second_process_reads_only`", "`a_second_process_wins`"),
        good.replace("`crates/vault/src/idle.rs`", "`crates/vault/src/lazy.rs`"),
        good.replace("**BAR-17**", "**BAR-16**"),
        good.replace("**INV-19**", "**INV-99**"),
        good.replace(
            "- `crates/vault/tests/kill.rs`",
            "see `crates/vault/tests/kill.rs`",
        ),
        // A function that is there, and no test.
        good.replace("`a_planted_secret_is_found`", "`read_memory`"),
    ];
    for text in changed {
        assert_ne!(text, good);
        assert_ne!(faults(&text), Vec::<String>::new());
    }
}

/// INV-1: outside the crate there is no way to a private key, a seed or a plain record: what deals in
/// them is `pub(crate)` or less, and the two ways out are the known ones.
#[test]
fn no_public_call_gives_key_bytes() {
    let mut files = Vec::new();
    sources(&root().join("crates/vault/src"), &mut files);
    let secret = [
        "PrivateKey",
        "Zeroizing<",
        "PlainRecord",
        "SigningKey",
        "XPrv",
    ];
    let mut checked = 0;
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        let code = source.split("#[cfg(test)]\nmod tests").next().unwrap();
        let flat = code.split_whitespace().collect::<Vec<_>>().join(" ");
        for signature in flat.split("pub fn ").skip(1) {
            let end = signature.find('{').unwrap_or(signature.len());
            let answer = signature[..end].split_once("->").map_or("", |(_, a)| a);
            for word in secret {
                assert!(!answer.contains(word), "{}: {signature}", file.display());
            }
            checked += 1;
        }
    }
    assert!(checked > 80, "the signatures were read: {checked}");
}

/// INV-15.
#[test]
fn unsafe_code_lives_in_one_crate() {
    let cargo = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(cargo.contains("unsafe_code = \"forbid\""));
    for folder in ["crates", "web", "ui", "src-tauri", "xtask", "tests", "fuzz"] {
        let mut files = Vec::new();
        sources(&root().join(folder), &mut files);
        for file in files {
            if file.components().any(|c| c.as_os_str() == "mlock") {
                continue;
            }
            let source = std::fs::read_to_string(&file).unwrap();
            for line in source.lines().map(str::trim_start) {
                let opens = ["unsafe {", "unsafe fn ", "unsafe impl "];
                assert!(
                    !opens.iter().any(|o| line.starts_with(o)),
                    "{}: {line}",
                    file.display()
                );
            }
        }
    }
}
