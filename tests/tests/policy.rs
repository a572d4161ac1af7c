//! What the desktop window may do, as it is configured.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

fn read(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn config() -> Value {
    serde_json::from_str(&read("tauri.conf.json")).unwrap()
}

/// Written down twice on purpose: a change of the window's policy is made here, too.
const POLICY: [&str; 14] = [
    "base-uri 'none'",
    "connect-src ipc: http://ipc.localhost 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'none'",
    "frame-src 'none'",
    "img-src 'self' data: blob:",
    "manifest-src 'self'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "trusted-types default",
    "worker-src 'self'",
];

#[test]
fn the_windows_content_policy_is_the_one_written_down() {
    let config = config();
    let policy = config["app"]["security"]["csp"].as_str().unwrap();
    let found: BTreeSet<&str> = policy.split(';').map(str::trim).collect();
    assert_eq!(found, POLICY.into_iter().collect());
}

#[test]
fn pages_get_no_global_and_no_way_to_patch_what_they_share() {
    let app = &config()["app"];
    assert_eq!(app["withGlobalTauri"], json!(false));
    assert_eq!(app["security"]["freezePrototype"], json!(true));
    assert_eq!(app["windows"], json!([]), "the one window is made in code");
    assert_eq!(app["security"]["capabilities"], json!(["main"]));
    assert!(
        app["security"]
            .get("dangerousDisableAssetCspModification")
            .is_none()
    );
}

#[test]
fn the_one_window_has_three_commands_and_no_other_origin_has_any() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../capabilities");
    let files: Vec<_> = std::fs::read_dir(root).unwrap().collect();
    assert_eq!(files.len(), 1);
    let main: Value = serde_json::from_str(&read("capabilities/main.json")).unwrap();
    assert_eq!(main["windows"], json!(["main"]));
    assert_eq!(main["local"], json!(true));
    assert!(main.get("remote").is_none());
    assert_eq!(
        main["permissions"],
        json!(["allow-call", "allow-subscribe", "allow-open-link"])
    );
}

#[test]
fn release_programs_that_open_vaults_are_hardened_first() {
    for (path, main) in [
        ("src-tauri/src/lib.rs", "pub fn main()"),
        ("crates/cli/src/main.rs", "fn main()"),
    ] {
        let source = read(path);
        let body = source.split(main).nth(1).unwrap();
        let harden = body
            .find("mlock::harden_process()")
            .unwrap_or_else(|| panic!("{path}"));
        for later in ["tauri::Builder", "Core::start", "parse()"] {
            assert!(
                body.find(later).is_none_or(|at| at > harden),
                "{path}: {later}"
            );
        }
        let before = body[..harden].lines().rev().nth(1).unwrap();
        assert_eq!(before.trim(), "#[cfg(not(debug_assertions))]", "{path}");
    }
}

/// Scripts, frames and requests of others have no way into the page as it is served.
#[test]
fn the_page_names_nothing_of_other_origins() {
    let page = read("ui/static/index.html");
    assert!(!page.contains("<iframe") && !page.contains("<object") && !page.contains("<embed"));
    for part in page.split("src=\"").chain(page.split("href=\"")).skip(1) {
        let address = part.split('"').next().unwrap();
        if !address.starts_with('<') {
            assert!(
                address.starts_with('/') && !address.starts_with("//"),
                "{address}"
            );
        }
    }
    assert!(!page.contains("<style") && !page.contains(" onload"));
    let inline = page.matches("<script").count();
    assert_eq!(
        inline,
        page.matches("<script type=\"module\" src=\"/").count()
    );
}
