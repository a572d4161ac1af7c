//! What is built in from elsewhere: licences, sources, and crates that must stay out.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;

use serde_json::Value;

/// Licences that may be built into an Apache-2.0 program. MPL-2.0 binds its own files only, which are unchanged; NCSA is
/// the fuzz engine's, which no program that is given away holds.
const LICENCES: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "NCSA",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// One TLS with one cryptography, ring, and tokens signed in the vault.
const OUT: [&str; 6] = [
    "openssl",
    "openssl-sys",
    "native-tls",
    "aws-lc-rs",
    "aws-lc-sys",
    "jsonwebtoken",
];

fn packages() -> Vec<Value> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .unwrap();
    assert!(out.status.success());
    let all: Value = serde_json::from_slice(&out.stdout).unwrap();
    all["packages"].as_array().unwrap().clone()
}

/// Whether one choice of each part is allowed.
fn allowed(expression: &str) -> bool {
    expression
        .replace(['(', ')'], "")
        .split(" AND ")
        .all(|part| {
            part.replace('/', " OR ")
                .split(" OR ")
                .any(|licence| LICENCES.contains(&licence.trim()))
        })
}

#[test]
fn every_licence_is_allowed() {
    for package in packages() {
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(allowed(licence), "{}: {licence}", package["name"]);
    }
}

#[test]
fn everything_comes_from_the_registry() {
    for package in packages() {
        let source = package["source"].as_str();
        let known =
            source.is_none_or(|s| s == "registry+https://github.com/rust-lang/crates.io-index");
        assert!(known, "{}: {source:?}", package["name"]);
    }
}

#[test]
fn banned_crates_stay_out() {
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        assert!(!OUT.contains(&name), "{name}");
    }
}

#[test]
fn expressions_are_read_as_meant() {
    for good in [
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
    ] {
        assert!(allowed(good), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "none"] {
        assert!(!allowed(bad), "{bad}");
    }
}
