//! Editing an SDL: any text takes any edit or refuses it unchanged, and going back gives the very text.
//!
//! The first line of an input picks the edit, the rest is the text.

use sdl::draft::{Change, Credentials, Draft, Edit, HttpOptions};

/// An edit picked by two bytes; `word` is what it writes.
fn edit(pick: u8, word: &str) -> Edit {
    let words = || vec![word.to_owned(), "b".to_owned()];
    match pick % 17 {
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
        11 => Edit::Place,
        12 => Edit::Tee(Some(word.to_owned())),
        13 => Edit::Permissions(words()),
        14 => Edit::Address(0, Some(word.to_owned())),
        15 => Edit::Http(
            0,
            HttpOptions {
                next_cases: words(),
                ..HttpOptions::default()
            },
        ),
        _ => Edit::Credentials(Some(Credentials {
            host: word.to_owned(),
            ..Credentials::default()
        })),
    }
}

/// A change of the document, about the first thing of its kind.
fn change(pick: u8, draft: &Draft, word: &str) -> Option<Change> {
    let outline = draft.outline()?;
    let new = || word.to_owned();
    let place = || outline.places.first().map(|p| p.name.clone());
    Some(match pick % 13 {
        0 => Change::Version(new()),
        1 => Change::Reclamation(Some(new())),
        2 => Change::AddEndpoint(new()),
        3 => Change::RenameEndpoint(outline.endpoints.first()?.clone(), new()),
        4 => Change::RemoveEndpoint(outline.endpoints.first()?.clone()),
        5 => Change::AddProfile(new()),
        6 => Change::RenameProfile(outline.profiles.first()?.clone(), new()),
        7 => Change::RemoveProfile(outline.profiles.first()?.clone()),
        8 => Change::AddPlacement(new()),
        9 => Change::RenamePlacement(place()?, new()),
        10 => Change::RemovePlacement(place()?),
        11 => Change::Attributes(place()?, vec![(new(), new())]),
        _ => Change::SignedBy(place()?, vec![new()], Vec::new()),
    })
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
    if let Some(change) = change(pick, &draft, word) {
        let before = draft.text().to_owned();
        if draft.change(&change).is_err() {
            assert_eq!(draft.text(), before);
        } else {
            assert!(draft.outline().is_some(), "a change broke the text");
        }
    }
    while draft.can_undo() {
        draft.undo();
    }
    assert_eq!(draft.text(), text);
}
