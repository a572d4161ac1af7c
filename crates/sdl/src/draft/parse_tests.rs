use super::*;

fn value<'a>(tree: &'a Tree, path: &[&str]) -> &'a str {
    tree.at(path).and_then(Node::text).unwrap_or("<none>")
}

#[test]
fn scalars_of_every_style_read_as_written() {
    let text = "a: plain text # comment\nb: 'it''s'\nc: \"x\\ny \\u00e9\"\nd: |\n  one\n  two\ne: >-\n  f\n  g\nh:\ni: http://x:80/a#b\nj: two\n  lines\n";
    let tree = parse(text).unwrap();
    assert_eq!(value(&tree, &["a"]), "plain text");
    assert_eq!(value(&tree, &["b"]), "it's");
    assert_eq!(value(&tree, &["c"]), "x\ny é");
    assert_eq!(value(&tree, &["d"]), "one\ntwo\n");
    assert_eq!(value(&tree, &["e"]), "f g");
    assert!(tree.at(&["h"]).unwrap().is_null());
    assert_eq!(value(&tree, &["i"]), "http://x:80/a#b");
    assert_eq!(value(&tree, &["j"]), "two lines");
}

#[test]
fn places_cover_exactly_what_is_written() {
    let text = "services:\n  web: # note\n    image: \"nginx\"\n    env:\n    - A=1\n    - B=2 # two\nend: x\n";
    let tree = parse(text).unwrap();
    let cut = |path: &[&str]| &text[tree.at(path).unwrap().at.clone()];
    assert_eq!(cut(&["services", "web", "image"]), "\"nginx\"");
    assert_eq!(cut(&["services", "web", "env"]), "- A=1\n    - B=2");
    assert_eq!(cut(&["end"]), "x");
    assert_eq!(tree.at(&["services", "web", "env"]).unwrap().column, 4);
}

#[test]
fn lists_and_maps_nest_in_each_other() {
    let text = "- a: 1\n  b:\n    - x\n    -   c: 2\n        d: 3\n-\n  e: 4\n- - f\n  - g\n";
    let tree = parse(text).unwrap();
    let items = tree.root.items();
    assert_eq!(items.len(), 3);
    assert_eq!(
        items[0].value.own("b").unwrap().value.items()[1]
            .value
            .entries()
            .len(),
        2
    );
    assert_eq!(items[1].value.own("e").unwrap().value.text(), Some("4"));
    assert_eq!(items[2].value.items().len(), 2);
}

#[test]
fn brackets_may_span_lines() {
    let text = "a: { units: 16, b: [x, \"y, z\", { service: web }] }\nc: [\n  one, # first\n  two,\n]\nd: {}\ne: [a: 1]\n";
    let tree = parse(text).unwrap();
    assert_eq!(value(&tree, &["a", "units"]), "16");
    assert_eq!(
        tree.at(&["a", "b"]).unwrap().items()[1].value.text(),
        Some("y, z")
    );
    assert_eq!(tree.at(&["c"]).unwrap().items().len(), 2);
    assert!(tree.at(&["d"]).unwrap().entries().is_empty());
    assert_eq!(
        tree.at(&["e"]).unwrap().items()[0]
            .value
            .own("a")
            .unwrap()
            .value
            .text(),
        Some("1")
    );
}

#[test]
fn anchors_aliases_and_merges_lead_to_their_values() {
    let text = "base: &b\n  cpu: 1\n  mem: 2\none:\n  <<: *b\n  cpu: 3\ntwo: *b\nlist: &l [a]\nthree: *l\n";
    let tree = parse(text).unwrap();
    assert_eq!(value(&tree, &["one", "cpu"]), "3");
    assert_eq!(value(&tree, &["one", "mem"]), "2");
    assert_eq!(value(&tree, &["two", "cpu"]), "1");
    assert_eq!(tree.at(&["three"]).unwrap().items().len(), 1);
    let keys: Vec<_> = tree
        .pairs(tree.at(&["one"]).unwrap())
        .into_iter()
        .map(|p| p.0.to_string())
        .collect();
    assert_eq!(keys, ["cpu", "mem"]);
}

#[test]
fn a_circle_of_aliases_ends() {
    let tree = parse("a: &a\n  <<: *a\nb: &b [*b]\n").unwrap();
    assert!(tree.at(&["a", "x"]).is_none());
    assert!(tree.at(&["b", "x"]).is_none());
}

#[test]
fn marks_line_ends_and_an_empty_text_are_read() {
    assert!(parse("").unwrap().root.is_null());
    assert!(parse("# only a comment\n").unwrap().root.is_null());
    let tree = parse("\u{feff}---\r\na: 1\r\nb:\r\n  - x\r\n...\r\nrest of it: [\r\n").unwrap();
    assert_eq!(value(&tree, &["a"]), "1");
    assert_eq!(tree.at(&["b"]).unwrap().items()[0].value.text(), Some("x"));
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    for (text, line) in [
        ("a: 1\n b: 2\n", 2),
        ("a: \"open\nb: 2\n", 1),
        ("a: [1, 2\nb: 2\n", 1),
        ("a: b: c\n", 1),
        ("a:\n  - x\n y: 1\n", 3),
        ("a: @x\n", 1),
        ("a: {b: 1]\n", 1),
        ("a:\n\t- x\n", 2),
        ("just words\nand: more\n", 2),
    ] {
        let error = parse(text).expect_err(text);
        assert_eq!(
            crate::draft::line_of(text, error.at.start),
            line,
            "{text:?}: {error}"
        );
        assert!(error.message.ends_with('.'));
    }
}

#[test]
fn explicit_keys_and_anchored_keys_have_their_places() {
    let text = "? a\n: b\n? &k c\n: d\n&x e : f\n";
    let tree = parse(text).unwrap();
    assert_eq!(value(&tree, &["a"]), "b");
    assert_eq!(value(&tree, &["c"]), "d");
    assert_eq!(value(&tree, &["e"]), "f");
    let starts: Vec<_> = tree
        .root
        .entries()
        .iter()
        .map(|e| &text[e.from..=e.from])
        .collect();
    assert_eq!(starts, ["?", "?", "&"]);
}

#[test]
fn block_texts_end_with_their_last_line() {
    for (text, end) in [
        ("a: |\n  x  \n\n\nb: 1\n", "|\n  x  "),
        ("a: |+\n  x\n\n\nb: 1\n", "|+\n  x\n\n"),
        ("a: >-\r\n  x\r\n\r\nb: 1\r\n", ">-\r\n  x"),
        ("a: | # note\nb: 1\n", "| # note"),
    ] {
        let tree = parse(text).unwrap();
        assert_eq!(&text[tree.at(&["a"]).unwrap().at.clone()], end);
        assert_eq!(value(&tree, &["b"]), "1");
    }
}

#[test]
fn sections_of_one_name_are_read_together() {
    let tree = parse("s: {a: 1, b: 2}\nt: 1\ns:\n  b: 3\n  c: 4\n").unwrap();
    let all: Vec<_> = tree
        .pairs_at("s", &[])
        .into_iter()
        .map(|(k, v)| (k, v.text().unwrap()))
        .collect();
    assert_eq!(all, [("a", "1"), ("b", "3"), ("c", "4")]);
    assert_eq!(value(&tree, &["s", "a"]), "1");
    assert_eq!(value(&tree, &["s", "b"]), "3");
}

#[test]
fn deep_nesting_is_cut_off_not_a_crash() {
    assert!(parse(&"[".repeat(100_000)).is_err());
    let deep = format!("a: {}{}\nb: 1\n", "[".repeat(2000), "]".repeat(2000));
    let tree = parse(&deep).unwrap();
    assert_eq!(value(&tree, &["b"]), "1");
    let steep: String = (0..900).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
    let tree = parse(&steep).unwrap();
    assert!(tree.at(&["a"; 100]).is_some());
    assert_eq!(tree.at(&["a"; 128]).map(|n| &n.kind), Some(&Kind::Deep));
}
