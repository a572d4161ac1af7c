//! A passkey of other people's making: the Python package `soft-webauthn`.

use std::path::Path;
use std::process::Command;

use super::process::{Registry, folder};

#[test]
fn soft_webauthn_signs_up_and_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join("target/python/bin/python");
    if !python.exists() {
        let required = std::env::var("SLIPWAY_FIXTURES_REQUIRED").as_deref() == Ok("1");
        assert!(
            !required,
            "the Python packages are required: cargo xtask setup"
        );
        println!("1 skipped");
        return;
    }
    let folder = folder();
    let registry = Registry::start(folder.path(), &[]);
    let output = Command::new(python)
        .arg(root.join("crates/cli/tests/registry/passkey.py"))
        .arg(format!("http://{}", registry.host))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    assert_eq!(said.trim(), "signed in twice");
}
