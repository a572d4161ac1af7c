//! Code and place of the first error of every refused file of the two sets.
//!
//! `UPDATE_SNAPSHOTS=1` writes the snapshot anew; read the difference before keeping it.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::path::Path;

#[test]
fn refused_files_are_marked_where_a_person_would_look() {
    let snapshot = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/spans.txt");
    let mut files = common::files();
    files.sort();
    if files.is_empty() {
        return;
    }
    let mut lines = Vec::new();
    for (name, bytes) in files {
        let document = sdl::Document::parse_bytes(&bytes);
        if document.refused().is_none() {
            continue;
        }
        let first = &document.diagnose()[0];
        let marked = document.text()[first.start.offset..first.end.offset]
            .chars()
            .take(30)
            .collect::<String>();
        let (start, end) = (first.start, first.end);
        lines.push(format!(
            "{name} {} {}:{}-{}:{} {} {marked:?}",
            first.code, start.line, start.column, end.line, end.column, first.path
        ));
    }
    assert!(lines.len() >= 150, "{}", lines.len());
    let text = lines.join("\n") + "\n";
    if std::env::var("UPDATE_SNAPSHOTS").as_deref() == Ok("1") {
        std::fs::write(&snapshot, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&snapshot).unwrap();
    for (got, want) in text.lines().zip(kept.lines()) {
        assert_eq!(got, want);
    }
    assert_eq!(text.lines().count(), kept.lines().count());
}
