//! What is built in from elsewhere: licences, sources, and crates that must stay out.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;

use serde_json::Value;

/// What `cargo deny` reads; here its lists stand for themselves, so that the command is not needed.
const DENY: &str = include_str!("../../deny.toml");

/// The texts in the list that begins with `start`.
fn listed(start: &str) -> Vec<&'static str> {
    let (_, rest) = DENY.split_once(start).unwrap();
    let (list, _) = rest.split_once("\n]").unwrap();
    let quoted: Vec<_> = list.split('"').skip(1).step_by(2).collect();
    assert!(quoted.len() > 3, "{start} {quoted:?}");
    quoted
}

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
    let licences = listed("\nallow = [");
    expression
        .replace(['(', ')'], "")
        .split(" AND ")
        .all(|part| {
            part.replace('/', " OR ")
                .split(" OR ")
                .any(|licence| licences.contains(&licence.trim()))
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
    let out = listed("\ndeny = [");
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        assert!(!out.contains(&name), "{name}");
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
