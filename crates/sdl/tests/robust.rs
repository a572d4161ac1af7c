//! Nothing panics: random text, random YAML-like text, damaged corpus files.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use proptest::prelude::*;
use sdl::Document;

/// Everything that can be asked of a document.
fn exercise(text: &str) {
    let document = Document::parse(text);
    for found in document.diagnose() {
        assert!(
            found.start.offset <= found.end.offset && found.end.offset <= text.len(),
            "{found:?}"
        );
        assert!(found.start.line >= 1 && found.start.column >= 1);
        if let Some(fix) = &found.fix {
            assert!(
                text.is_char_boundary(fix.edit.start) && text.is_char_boundary(fix.edit.end),
                "{found:?}"
            );
        }
    }
    assert_eq!(document.text(), text);
    if let Ok(groups) = document.groups() {
        assert!(
            groups
                .iter()
                .all(|group| !group.to_proto_bytes().is_empty())
        );
        document.canonical_json().unwrap();
        document.estimate().unwrap();
    }
}

/// A small generator: the same damage in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

#[test]
fn damaged_corpus_files_never_panic() {
    let files = common::files();
    let mut random = Random(0x5D1);
    let marks = [
        "\n",
        ":",
        "- ",
        "{",
        "[",
        "&a ",
        "*a",
        "\"",
        "'",
        "|",
        "~",
        "!!int ",
        "\u{2028}",
        "é",
        "<<: *a\n",
        "\t",
        "#",
        "---\n",
        "%YAML 1.1\n",
        "999999999999999999999999",
    ];
    for (_, bytes) in &files {
        let _ = Document::parse_bytes(bytes).diagnose();
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        for _ in 0..6 {
            let mut damaged = text.to_owned();
            for _ in 0..=random.below(3) {
                let mut at = random.below(damaged.len() + 1);
                while !damaged.is_char_boundary(at) {
                    at -= 1;
                }
                match random.below(3) {
                    0 => damaged.truncate(at),
                    1 => damaged.insert_str(at, marks[random.below(marks.len())]),
                    _ => {
                        let mut to = (at + random.below(12)).min(damaged.len());
                        while !damaged.is_char_boundary(to) {
                            to += 1;
                        }
                        damaged.replace_range(at..to, "");
                    }
                }
            }
            exercise(&damaged);
        }
    }
}

#[test]
fn random_bytes_never_panic() {
    let mut random = Random(7);
    for _ in 0..2000 {
        let bytes: Vec<u8> = (0..random.below(60))
            .map(|_| random.below(256) as u8)
            .collect();
        let _ = Document::parse_bytes(&bytes).diagnose();
        let wide = [&[0xFF, 0xFE][..], &bytes].concat();
        let _ = Document::parse_bytes(&wide).diagnose();
    }
}

/// The reference looks only at the keys that a node has where it wants a mapping of attributes; a text has none.
#[test]
fn a_text_has_no_keys_wherever_it_stands() {
    let text = "version: &v \"2.0\"\nservices:\n  web: {image: 'a:1', expose: [{port: 80, to: [{global: true}]}]}\nprofiles:\n  compute:\n    web:\n      resources:\n        cpu: {units: 1, attributes: *v}\n        memory: {size: 1Gi}\n        storage: {size: 1Gi}\n  placement:\n    dc:\n      pricing:\n        web: {denom: uact, amount: 1}\ndeployment:\n  web:\n    dc: {profile: web, count: 1}\n";
    let document = Document::parse(text);
    assert!(document.refused().is_none(), "{:?}", document.refused());
}

#[test]
fn hostile_texts_are_refused() {
    let deep = "[".repeat(200_000);
    assert_eq!(Document::parse(&deep).refused().unwrap().code, "yaml");
    let own = "version: \"2.0\"\nservices: &s\n  web: &w\n    <<: *w\n    image: x\n";
    assert_eq!(Document::parse(own).refused().unwrap().code, "merge");
    let mut bomb = "version: \"2.0\"\nservices:\n  web: &w\n    image: x\n    env:\n".to_owned();
    bomb.push_str(&"      - A=b\n".repeat(20_000));
    for n in 0..8000 {
        bomb.push_str(&format!("  s{n}: *w\n"));
    }
    assert_eq!(Document::parse(&bomb).refused().unwrap().code, "alias-bomb");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        exercise(&text);
    }

    #[test]
    fn any_yaml_like_text_is_read(parts in prop::collection::vec(prop::sample::select(vec![
        "version", ": ", "\"2.0\"", "\n", "  ", "- ", "services", "profiles", "[", "]", "{", "}", ",", "&a ", "*a", "<<", "|", ">", "? ", "!!binary ", "'", "~", "#", "web", "1",
    ]), 0..60)) {
        exercise(&parts.concat());
    }
}
