//! Rules that the compiler can't hold: what the content policy forbids, and that features stand on the kit.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn all(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .map(|p| (p.display().to_string(), fs::read_to_string(&p).unwrap()))
        .collect()
}

#[test]
fn no_view_sets_a_style_attribute() {
    for (name, text) in all("src") {
        // `style:prop=` sets a property and passes the policy; `style=` is an attribute and doesn't.
        assert!(!text.contains(" style="), "{name}");
        assert!(!text.contains("set_attribute(\"style\""), "{name}");
    }
}

#[test]
fn only_the_sprite_is_markup_from_text() {
    for (name, text) in all("src") {
        let allowed = name.ends_with("kit/icon.rs");
        assert!(
            allowed || !(text.contains("inner_html=") || text.contains("set_inner_html")),
            "{name}"
        );
    }
}

#[test]
fn features_make_no_buttons_of_their_own() {
    for (name, text) in all("src/features") {
        assert!(!text.contains("<button"), "{name}");
        assert!(
            !text.contains("<input") || name.ends_with("palette/view.rs"),
            "{name}"
        );
    }
}

#[test]
fn colours_are_literals_only_in_the_tokens() {
    let css = Path::new(env!("CARGO_MANIFEST_DIR")).join("css");
    for entry in fs::read_dir(css).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("tokens.css") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for word in ["oklch(", "rgb(", "hsl("] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}
