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

const GOOD: &str = include_str!("../../../tests/corpora/sdl_read/small.yaml");

/// Runs `slipway sdl` in a folder of its own that holds these files.
fn run(files: &[(&str, &str)], arguments: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_slipway"))
        .current_dir(folder.path())
        .arg("sdl")
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), text)
}

#[test]
fn check_describes_an_accepted_and_a_refused_file_whole() {
    let bad = GOOD.replace("size: 1Gi }, storage", "size: 1gi }, storage");
    let files = [("good.yaml", GOOD), ("bad.yaml", bad.as_str())];
    let (code, out) = run(&files, &["check", "--json", "good.yaml", "bad.yaml"]);
    assert_eq!(code, Some(1));
    let lines: Vec<Value> = out
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut good = keys(&lines[0]);
    good.sort();
    let all = [
        "diagnostics",
        "file",
        "groups",
        "groups_proto_hex",
        "manifest",
        "ok",
        "sha256",
        "version_hex",
    ];
    assert_eq!(good, all);
    assert_eq!(lines[0]["diagnostics"], Value::Array(Vec::new()));
    assert_eq!(lines[0]["groups_proto_hex"].as_array().unwrap().len(), 1);
    assert_eq!(lines[0]["version_hex"].as_str().unwrap().len(), 64);
    let mut refused = keys(&lines[1]);
    refused.sort();
    assert_eq!(
        refused,
        ["diagnostics", "error", "file", "ok", "sha256", "stage"]
    );
    let found = &lines[1]["diagnostics"][0];
    assert_eq!(
        (&found["code"], &found["severity"]),
        (&"quantity".into(), &"error".into())
    );
    assert_eq!(found["path"], "profiles.compute.web.resources.memory.size");
    let (start, end) = (&found["start"], &found["end"]);
    let offset = bad.find("1gi").unwrap();
    assert_eq!(
        (start["offset"].as_u64(), start["line"].as_u64()),
        (Some(offset as u64), Some(8))
    );
    assert_eq!(end["offset"].as_u64(), Some(offset as u64 + 3));
    assert_eq!(
        end["column"].as_u64(),
        start["column"].as_u64().map(|c| c + 3)
    );
    assert!(!found["message"].as_str().unwrap().is_empty());
    assert_eq!(found["fix"]["text"], "1Gi");
    assert_eq!(found["fix"]["start"], start["offset"]);
    assert_eq!(found["fix"]["end"], end["offset"]);
}

#[test]
fn check_says_by_its_exit_code_what_was_found() {
    let files = [("good.yaml", GOOD), ("bad.yaml", "services: [")];
    assert_eq!(run(&files, &["check", "good.yaml"]).0, Some(0));
    assert_eq!(run(&files, &["check", "good.yaml", "bad.yaml"]).0, Some(1));
    assert_eq!(run(&files, &["check", "bad.yaml", "none.yaml"]).0, Some(2));
    assert_eq!(run(&files, &["check"]).0, Some(2));
    assert_eq!(run(&files, &["hash", "bad.yaml"]).0, Some(1));
}

#[test]
fn print_groups_manifest_and_hash() {
    let files = [("good.yaml", GOOD)];
    let (code, groups) = run(&files, &["groups", "good.yaml"]);
    let groups: Value = serde_json::from_str(&groups).unwrap();
    assert_eq!((code, &groups[0]["name"]), (Some(0), &"dc".into()));
    let (_, manifest) = run(&files, &["manifest", "good.yaml"]);
    assert!(manifest.starts_with("[{\"name\":\"dc\",\"services\":[{\"args\":null,"));
    let (_, hash) = run(&files, &["hash", "good.yaml"]);
    let (_, described) = run(&files, &["check", "--json", "good.yaml"]);
    let described: Value = serde_json::from_str(&described).unwrap();
    assert_eq!(hash.trim(), described["version_hex"]);
}
