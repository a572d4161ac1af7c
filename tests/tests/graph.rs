//! The crate graph stays inside its layers.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What each crate of the workspace may use of the others, directly.
const ALLOWED: &[(&str, &[&str])] = &[
    ("types", &[]),
    ("fixtures", &[]),
    ("mlock", &[]),
    ("proto", &["types"]),
    ("platform", &["types"]),
    ("sdl", &["types", "proto"]),
    ("chain", &["types", "proto", "platform"]),
    ("vault", &["types", "proto", "platform", "mlock"]),
    ("provider", &["types", "proto", "platform"]),
    ("registry", &["types", "platform"]),
    ("walletconnect", &["types", "proto", "platform"]),
    ("contract", &["types", "sdl"]),
    ("registry-server", &["types", "proto", "sdl"]),
    ("relay", &["types", "proto", "sdl"]),
    (
        "devnet",
        &["types", "proto", "sdl", "relay", "registry-server"],
    ),
    ("ui", &["contract", "types", "sdl"]),
    (
        "slipway-core",
        &[
            "types",
            "proto",
            "platform",
            "sdl",
            "chain",
            "vault",
            "provider",
            "registry",
            "walletconnect",
            "contract",
        ],
    ),
    ("worker", &["types", "platform", "contract", "slipway-core"]),
    (
        "web",
        &[
            "types",
            "proto",
            "platform",
            "chain",
            "provider",
            "contract",
            "slipway-core",
            "devnet",
            "registry-server",
        ],
    ),
    (
        "cli",
        &[
            "types",
            "proto",
            "platform",
            "sdl",
            "chain",
            "vault",
            "provider",
            "contract",
            "slipway-core",
            "devnet",
            "registry-server",
            "relay",
            "web",
            "mlock",
        ],
    ),
    (
        "slipway-desktop",
        &[
            "types",
            "platform",
            "contract",
            "slipway-core",
            "devnet",
            "relay",
            "web",
            "mlock",
        ],
    ),
    (
        "fuzz",
        &[
            "types",
            "proto",
            "platform",
            "sdl",
            "chain",
            "vault",
            "provider",
            "registry",
            "registry-server",
            "walletconnect",
            "contract",
        ],
    ),
    ("xtask", &[]),
    ("bindgen", &[]),
];

#[test]
fn crates_use_only_what_stands_below_them() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let out = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--locked"])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&out.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let names: BTreeSet<&str> = packages
        .iter()
        .map(|p| p["name"].as_str().unwrap())
        .collect();
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        // The end-to-end tests may look at anything.
        if name == "tests" {
            continue;
        }
        let Some(may) = allowed.get(name) else {
            wrong.push(format!("{name} has no layer"));
            continue;
        };
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            let for_tests = dependency["kind"].as_str() == Some("dev");
            if names.contains(used) && used != name && !for_tests && !may.contains(&used) {
                wrong.push(format!("{name} uses {used}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    for name in allowed.keys() {
        assert!(names.contains(name), "{name} is not in the workspace");
    }
}
