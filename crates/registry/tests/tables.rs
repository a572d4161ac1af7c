//! The tables of `docs/registry-quirks.md` name tests that are there.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;
use std::path::Path;

/// Names of all functions below a folder.
fn functions(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for part in text.split("fn ").skip(1) {
                let name = part.split(|c: char| !(c.is_alphanumeric() || c == '_'));
                into.extend(name.take(1).map(str::to_owned));
            }
        }
    }
}

#[test]
fn every_row_of_the_tables_names_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut there = BTreeSet::new();
    for folder in ["registry", "registry-server", "vault", "platform", "core"] {
        functions(&root.join("crates").join(folder), &mut there);
    }
    functions(&root.join("tests/tests"), &mut there);
    let tables = std::fs::read_to_string(root.join("docs/registry-quirks.md")).unwrap();
    let rows: Vec<&str> = tables
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| What"))
        .collect();
    assert!(rows.len() > 40, "{} rows", rows.len());
    for row in rows {
        let tests = row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap();
        let names: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test: {row}");
        for name in names {
            assert!(there.contains(name), "{name} is not there: {row}");
        }
    }
}
