//! Code and place of the first error of every refused file of the two sets.
//!
//! `UPDATE_SNAPSHOTS=1` writes the snapshot anew; read the difference before keeping it.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;

#[test]
fn refused_files_are_marked_where_a_person_would_look() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = crate_folder.join("../..");
    let folder = std::env::var_os("SLIPWAY_FIXTURES")
        .map_or_else(|| root.join("../shared/fixtures"), |path| root.join(path));
    let mut lines = Vec::new();
    for set in ["corpus", "edge"] {
        let Ok(entries) = std::fs::read_dir(folder.join("sdl").join(set)) else {
            assert!(
                std::env::var("SLIPWAY_FIXTURES_REQUIRED").as_deref() != Ok("1"),
                "fixtures are required"
            );
            println!("1 skipped");
            return;
        };
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let document = sdl::Document::parse_bytes(&std::fs::read(&path).unwrap());
            if document.refused().is_none() {
                continue;
            }
            let first = &document.diagnose()[0];
            let name = path.file_name().unwrap().to_string_lossy();
            let marked = document.text()[first.start.offset..first.end.offset]
                .chars()
                .take(30)
                .collect::<String>();
            let (start, end) = (first.start, first.end);
            lines.push(format!(
                "{set}/{name} {} {}:{}-{}:{} {} {marked:?}",
                first.code, start.line, start.column, end.line, end.column, first.path
            ));
        }
    }
    assert!(lines.len() >= 150, "{}", lines.len());
    let text = lines.join("\n") + "\n";
    let snapshot = crate_folder.join("tests/snapshots/spans.txt");
    if std::env::var("UPDATE_SNAPSHOTS").as_deref() == Ok("1") {
        std::fs::write(&snapshot, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&snapshot).unwrap();
    for (got, want) in text.lines().zip(kept.lines()) {
        assert_eq!(got, want);
    }
    assert_eq!(text.lines().count(), kept.lines().count());
}
