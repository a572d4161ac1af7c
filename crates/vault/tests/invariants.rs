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

/// Every invariant has a test, every named test exists.
#[test]
fn every_invariant_names_a_test_that_exists() {
    let text = std::fs::read_to_string(root().join("docs/security.md")).unwrap();
    let mut tests: BTreeMap<u32, usize> = BTreeMap::new();
    let mut current = 0;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("**INV-") {
            let number = rest.split_once("**").unwrap().0;
            current = number.parse().unwrap();
            assert_eq!(
                tests.insert(current, 0),
                None,
                "INV-{current} is twice there"
            );
        } else if let Some(rest) = line.strip_prefix("- `crates/") {
            let (file, name) = rest.split_once("` `").unwrap();
            let name = name.strip_suffix('`').unwrap();
            let path = root().join("crates").join(file);
            let source = std::fs::read_to_string(&path)
                .unwrap_or_else(|e| panic!("INV-{current}: {}: {e}", path.display()));
            let lines: Vec<&str> = source.lines().map(str::trim).collect();
            let start = format!("fn {name}(");
            let at = lines
                .iter()
                .position(|l| l.starts_with(&start) || l.starts_with(&format!("async {start}")))
                .unwrap_or_else(|| panic!("INV-{current}: {file} has no {name}"));
            let is_test = lines[at.saturating_sub(3)..at]
                .iter()
                .any(|l| *l == "#[test]" || *l == "#[tokio::test]");
            assert!(is_test, "INV-{current}: {name} is no test");
            *tests.get_mut(&current).unwrap() += 1;
        }
    }
    let numbers: Vec<_> = tests.keys().copied().collect();
    assert_eq!(
        numbers,
        (1..=18).collect::<Vec<_>>(),
        "numbered without a gap"
    );
    assert!(tests.values().all(|count| *count > 0), "{tests:?}");
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
