//! `slipway sdl check --json` over both reference sets.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn check(set: &str, count: usize) {
    let Some(folder) = fixtures::folder("sdl") else {
        return;
    };
    let lines = std::fs::read_to_string(folder.join(format!("{set}-expected.jsonl"))).unwrap();
    let expected: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let files: Vec<PathBuf> = expected
        .iter()
        .map(|one| folder.join(set).join(one["file"].as_str().unwrap()))
        .collect();
    let output = Command::new(env!("CARGO_BIN_EXE_slipway"))
        .args(["sdl", "check", "--json"])
        .args(&files)
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "some files of the set are refused"
    );
    let answers: Vec<Value> = std::str::from_utf8(&output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!((expected.len(), answers.len()), (count, count));
    for ((want, got), file) in expected.iter().zip(&answers).zip(&files) {
        assert_eq!(got["file"], file.display().to_string());
        for key in [
            "sha256",
            "ok",
            "groups",
            "groups_proto_hex",
            "manifest",
            "version_hex",
            "reclamation_min_window_ns",
        ] {
            assert_eq!(got[key], want[key], "{key} of {}", file.display());
        }
        if want["stage"] != "panic" {
            assert_eq!(got["stage"], want["stage"], "{}", file.display());
        }
        assert_eq!(
            got["ok"] == false,
            got["diagnostics"]
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one["severity"] == "error")
        );
    }
}

#[test]
fn check_corpus_equals_the_reference() {
    check("corpus", 360);
}

#[test]
fn check_edge_equals_the_reference() {
    check("edge", 695);
}

#[test]
fn check_answers_in_order_even_for_what_cannot_be_read() {
    let output = Command::new(env!("CARGO_BIN_EXE_slipway"))
        .args([
            "sdl",
            "check",
            "--json",
            "/nonexistent/a.yaml",
            "/nonexistent/b.yaml",
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout.iter().filter(|&&c| c == b'\n').count(), 2);
}
