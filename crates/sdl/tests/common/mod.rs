//! The two sets of files with the reference's answers.
#![allow(dead_code, clippy::unwrap_used)]

use serde_json::Value;

/// The expected answers of a set, with the bytes of their files.
pub fn answers(set: &str) -> Vec<(Value, Vec<u8>)> {
    let Some(folder) = fixtures::folder("sdl") else {
        return Vec::new();
    };
    let lines = std::fs::read_to_string(folder.join(format!("{set}-expected.jsonl"))).unwrap();
    lines
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let path = folder.join(set).join(line["file"].as_str().unwrap());
            (line, std::fs::read(path).unwrap())
        })
        .collect()
}

/// Every file of both sets, with its name.
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for set in ["corpus", "edge"] {
        all.extend(
            answers(set)
                .into_iter()
                .map(|(line, bytes)| (format!("{set}/{}", line["file"].as_str().unwrap()), bytes)),
        );
    }
    assert!(all.is_empty() || all.len() == 1055, "{}", all.len());
    all
}

/// Every file of both sets that the reference accepts and that is UTF-8.
pub fn accepted() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for set in ["corpus", "edge"] {
        for (line, bytes) in answers(set) {
            if line["ok"] == true
                && let Ok(text) = String::from_utf8(bytes)
            {
                all.push((format!("{set}/{}", line["file"].as_str().unwrap()), text));
            }
        }
    }
    assert!(all.is_empty() || all.len() == 648, "{}", all.len());
    all
}
