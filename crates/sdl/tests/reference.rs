//! The Go reference's answers for real and odd files, compared field by field.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use proto::Message;
use sdl::Document;
use serde_json::Value;

fn fixtures() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let place = std::env::var_os("SLIPWAY_FIXTURES")
        .map_or_else(|| root.join("../shared/fixtures"), PathBuf::from);
    if place.join("sdl").is_dir() {
        return Some(place.join("sdl"));
    }
    assert!(
        std::env::var_os("SLIPWAY_FIXTURES_REQUIRED").is_none(),
        "no fixtures at {}",
        place.display()
    );
    println!("2 skipped: no fixtures at {}", place.display());
    None
}

/// Count of files, and names of those that differ by what differs.
fn compare(set: &str) -> Option<(usize, BTreeMap<&'static str, Vec<String>>)> {
    let place = fixtures()?;
    let expected = std::fs::read_to_string(place.join(format!("{set}-expected.jsonl"))).unwrap();
    let mut differ: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    let mut count = 0;
    for line in expected.lines() {
        let truth: Value = serde_json::from_str(line).unwrap();
        let name = truth["file"].as_str().unwrap();
        let path = [place.join(name), place.join(set).join(name)]
            .into_iter()
            .find(|p| p.is_file())
            .unwrap();
        let bytes = std::fs::read(path).unwrap();
        count += 1;
        let document = Document::parse(&String::from_utf8_lossy(&bytes));
        let mut say = |what| differ.entry(what).or_default().push(name.to_owned());
        match (truth["ok"].as_bool().unwrap(), document.groups()) {
            (true, Err(_)) => say("refused, the reference accepts"),
            (false, Ok(_)) => say("accepted, the reference refuses"),
            (false, Err(_)) => {}
            (true, Ok(groups)) => {
                if hex::encode(document.version_hash().unwrap())
                    != truth["version_hex"].as_str().unwrap()
                {
                    say("hash");
                }
                let wanted: Vec<&str> = truth["groups_proto_hex"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|g| g.as_str().unwrap())
                    .collect();
                let made: Vec<String> = groups
                    .iter()
                    .map(|g| hex::encode(g.encode_to_vec()))
                    .collect();
                if made != wanted {
                    say("groups");
                }
            }
        }
    }
    Some((count, differ))
}

fn counts(set: &str) -> Option<(usize, Vec<(&'static str, usize)>)> {
    let (count, differ) = compare(set)?;
    if std::env::var_os("SLIPWAY_SDL_SHOW").is_some() {
        println!("{set}: {differ:#?}");
    }
    Some((
        count,
        differ
            .into_iter()
            .map(|(what, files)| (what, files.len()))
            .collect(),
    ))
}

#[test]
fn real_files_give_what_the_reference_gives() {
    let Some((count, differ)) = counts("corpus") else {
        return;
    };
    assert_eq!(count, 360);
    // Counts of docs/known-issues.md; they may only fall.
    assert_eq!(
        differ,
        [
            ("accepted, the reference refuses", 1),
            ("groups", 1),
            ("hash", 7)
        ]
    );
}

#[test]
fn odd_files_give_what_the_reference_gives() {
    let Some((count, differ)) = counts("edge") else {
        return;
    };
    assert_eq!(count, 695);
    let known = [
        ("accepted, the reference refuses", 31),
        ("groups", 7),
        ("hash", 16),
        ("refused, the reference accepts", 21),
    ];
    assert_eq!(differ, known);
}
