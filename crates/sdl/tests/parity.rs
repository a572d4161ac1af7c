//! Every file of the reference sets, against the reference's answers.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;

use serde_json::Value;

/// Differences between our answer and the expected line.
fn compare(bytes: &[u8], expected: &Value) -> Vec<String> {
    let document = sdl::Document::parse_bytes(bytes);
    let refused = document.refused();
    let mut differences = Vec::new();
    let mut differ = |what: &str, got: String, want: String| {
        if got != want {
            differences.push(format!("{what}: got {got}, want {want}"));
        }
    };
    let stage = expected["stage"].as_str();
    differ(
        "ok",
        refused.is_none().to_string(),
        expected["ok"].to_string(),
    );
    if let (Some(refused), Some(stage)) = (&refused, stage)
        && stage != "panic"
    {
        differ(
            "stage",
            format!("{} ({refused})", refused.stage.as_str()),
            format!("{stage} ({refused})"),
        );
    }
    if refused.is_some() || stage.is_some() {
        return differences;
    }
    let groups = document.groups().unwrap();
    let json: Value = serde_json::from_str(&document.groups_json().unwrap()).unwrap();
    differ("groups", text(json), text(expected["groups"].clone()));
    let proto: Vec<Value> = groups
        .iter()
        .map(|group| hex(&group.to_proto_bytes()).into())
        .collect();
    differ(
        "proto",
        Value::from(proto).to_string(),
        expected["groups_proto_hex"].to_string(),
    );
    let manifest: Value = serde_json::from_str(&document.canonical_json().unwrap()).unwrap();
    differ(
        "manifest",
        text(manifest),
        text(expected["manifest"].clone()),
    );
    differ(
        "version",
        hex(&document.version_hash().unwrap()),
        expected["version_hex"].as_str().unwrap().to_owned(),
    );
    let window = document
        .reclamation_nanos()
        .map_or(Value::Null, Value::from);
    differ(
        "reclamation",
        window.to_string(),
        expected["reclamation_min_window_ns"].to_string(),
    );
    differences
}

/// The value as text with sorted keys: another crate may switch serde_json to keep the order of insertion.
fn text(mut value: Value) -> String {
    value.sort_all_objects();
    value.to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn check_set(name: &str, count: usize) {
    let Some(folder) = fixtures::folder("sdl") else {
        return;
    };
    let lines = std::fs::read_to_string(folder.join(format!("{name}-expected.jsonl"))).unwrap();
    let mut checked = 0;
    let mut wrong = 0;
    for line in lines.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let file = expected["file"].as_str().unwrap();
        let bytes = std::fs::read(folder.join(name).join(file)).unwrap();
        let differences = compare(&bytes, &expected);
        checked += 1;
        if !differences.is_empty() {
            wrong += 1;
            println!(
                "{file}: {}",
                differences.join("; ").chars().take(600).collect::<String>()
            );
        }
    }
    println!("{name}: {checked} files, {wrong} differences");
    assert_eq!(checked, count);
    assert_eq!(wrong, 0);
}

#[test]
fn every_corpus_file_answers_like_the_reference() {
    check_set("corpus", 360);
}

#[test]
fn every_edge_file_answers_like_the_reference() {
    check_set("edge", 695);
}

#[test]
fn the_parity_fixtures_give_their_groups_and_manifests() {
    let Some(folder) = fixtures::folder("sdl") else {
        return;
    };
    let mut checked = 0;
    for (version, count) in [("v2.0", 10), ("v2.1", 5)] {
        let mut names: Vec<_> = std::fs::read_dir(folder.join("input").join(version))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names.len(), count);
        for name in names {
            let input = folder.join("input").join(version).join(&name);
            let text = std::fs::read_to_string(input.join("input.yaml")).unwrap();
            let document = sdl::Document::parse(&text);
            let output = folder.join("output-fixtures").join(version).join(&name);
            let read = |file: &str| -> Value {
                serde_json::from_str(&std::fs::read_to_string(output.join(file)).unwrap()).unwrap()
            };
            let groups: Value = serde_json::from_str(&document.groups_json().unwrap()).unwrap();
            assert_eq!(groups, read("group-specs.json"), "{name:?}");
            let manifest: Value =
                serde_json::from_str(&document.canonical_json().unwrap()).unwrap();
            assert_eq!(manifest, read("manifest.json"), "{name:?}");
            checked += 1;
        }
    }
    assert_eq!(checked, 15);
}

#[test]
fn invalid_fixtures_are_refused_and_schema_only_ones_warned() {
    let Some(folder) = fixtures::folder("sdl") else {
        return;
    };
    let read = |name: &str| {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("input").join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        files
    };
    let invalid = read("invalid");
    assert_eq!(invalid.len(), 21);
    for file in invalid {
        let document = sdl::Document::parse(&std::fs::read_to_string(&file).unwrap());
        assert!(document.refused().is_some(), "{file:?}");
    }
    let warned = read("schema-only-invalid");
    assert_eq!(warned.len(), 6);
    for file in warned {
        let document = sdl::Document::parse(&std::fs::read_to_string(&file).unwrap());
        let diagnostics = document.diagnose();
        assert!(
            diagnostics
                .iter()
                .any(|one| one.severity == sdl::Severity::Warning),
            "{file:?} {:?}",
            document.refused()
        );
    }
}
