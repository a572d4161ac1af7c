//! Editing an SDL: any text takes any edit or refuses it unchanged, and going back gives the very text.
//!
//! The first line of an input picks the edit, the rest is the text.

use sdl::draft::{Draft, Edit};

/// An edit picked by two bytes; `word` is what it writes.
fn edit(pick: u8, word: &str) -> Edit {
    let words = || vec![word.to_owned(), "b".to_owned()];
    match pick % 12 {
        0 => Edit::Image(word.to_owned()),
        1 => Edit::Cpu(word.to_owned()),
        2 => Edit::Memory(word.to_owned()),
        3 => Edit::Count(7),
        4 => Edit::Env(words()),
        5 => Edit::Args(words()),
        6 => Edit::Command(Vec::new()),
        7 => Edit::Cap(word.to_owned()),
        8 => Edit::Rename(word.to_owned()),
        9 => Edit::Remove,
        10 => Edit::Add,
        _ => Edit::Place,
    }
}

pub(crate) fn run(bytes: &[u8]) {
    let Ok(all) = std::str::from_utf8(bytes) else {
        return;
    };
    let (line, text) = all.split_once('\n').unwrap_or(("", all));
    let mut draft = Draft::new(text);
    let _ = draft.check();
    let names: Vec<String> = draft
        .outline()
        .map(|outline| outline.services.into_iter().map(|s| s.name).collect())
        .unwrap_or_default();
    let pick = line.bytes().next().unwrap_or_default();
    let word = line.get(1..).unwrap_or("x");
    for name in names.iter().map(String::as_str).chain([word]) {
        let before = draft.text().to_owned();
        if draft.edit(name, &edit(pick, word)).is_err() {
            assert_eq!(draft.text(), before);
        } else if draft.text() != before {
            let after = draft.text().to_owned();
            assert!(draft.outline().is_some(), "an edit broke the text");
            draft.undo();
            draft.redo();
            assert_eq!(draft.text(), after);
        }
    }
    while draft.can_undo() {
        draft.undo();
    }
    assert_eq!(draft.text(), text);
}
