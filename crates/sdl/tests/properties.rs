//! What holds for every edit of every file: untouched lines stay, the inverse edit gives the first text, going back and
//! forth gives the very bytes.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use proptest::prelude::*;
use sdl::Document;
use sdl::draft::{Change, Draft, Edit, EditError, Outline, Service};

/// A change of the document or of one service.
#[derive(Debug, Clone)]
enum Step {
    Edit(String, Edit),
    Change(Change),
}

fn make(draft: &mut Draft, step: &Step) -> Result<(), EditError> {
    match step {
        Step::Edit(name, edit) => draft.edit(name, edit),
        Step::Change(change) => draft.change(change),
    }
}

/// An edit of this service, the edit that takes it back, and how many lines the edit may write or take.
fn pair(service: &Service, pick: usize, word: &str) -> Option<(Edit, Edit, usize)> {
    let one = |edit, back| Some((edit, back, 1));
    let list = |old: &Vec<String>| {
        let mut new = old.clone();
        new.push(word.into());
        (!old.is_empty()).then_some(new)
    };
    let placed = service.placements.len().max(1);
    match pick {
        0 => one(Edit::Image(word.into()), Edit::Image(service.image.clone())),
        1 => one(Edit::Cpu("3".into()), Edit::Cpu(service.cpu.clone())),
        2 => one(
            Edit::Memory("7Gi".into()),
            Edit::Memory(service.memory.clone()),
        ),
        3 => Some((Edit::Count(9), Edit::Count(service.count), placed)),
        4 => {
            let (old, new) = (service.env.clone(), list(&service.env)?);
            one(Edit::Env(new), Edit::Env(old))
        }
        5 => {
            let (old, new) = (service.args.clone(), list(&service.args)?);
            one(Edit::Args(new), Edit::Args(old))
        }
        6 => {
            let (amount, _) = service.cap.clone()?;
            Some((Edit::Cap("77".into()), Edit::Cap(amount), placed))
        }
        7 => {
            let mut ports = service.ports.clone();
            ports.first_mut()?.port = 4242;
            one(Edit::Ports(ports), Edit::Ports(service.ports.clone()))
        }
        8 => {
            let mut disks = service.disks.clone();
            disks.last_mut()?.size = "9Gi".into();
            one(Edit::Disks(disks), Edit::Disks(service.disks.clone()))
        }
        _ => {
            let mut ports = service.ports.clone();
            let first = ports.first_mut()?;
            first.accept.last()?;
            first.accept.push(format!("{word}.example"));
            one(Edit::Ports(ports), Edit::Ports(service.ports.clone()))
        }
    }
}

/// A rename and its inverse.
fn rename(outline: &Outline, pick: usize) -> Option<(Step, Step)> {
    let fresh = || "renamed-here".to_owned();
    let both = |name: &String, of: fn(String, String) -> Change| {
        let forth = Step::Change(of(name.clone(), fresh()));
        Some((forth, Step::Change(of(fresh(), name.clone()))))
    };
    match pick {
        0 => {
            let name = outline.services.first()?.name.clone();
            let forth = Step::Edit(name.clone(), Edit::Rename(fresh()));
            Some((forth, Step::Edit(fresh(), Edit::Rename(name))))
        }
        1 => both(outline.profiles.first()?, Change::RenameProfile),
        2 => both(&outline.places.first()?.name, Change::RenamePlacement),
        _ => both(outline.endpoints.first()?, Change::RenameEndpoint),
    }
}

/// Lines of one text that the other doesn't have, counted.
fn lost(before: &str, after: &str) -> usize {
    let mut left: Vec<&str> = after.split('\n').collect();
    let gone = |line: &&str| match left.iter().position(|l| l == line) {
        Some(at) => {
            left.swap_remove(at);
            false
        }
        None => true,
    };
    before.split('\n').filter(gone).count()
}

#[test]
fn reading_and_printing_is_the_identity_on_every_file() {
    let files = common::files();
    for (file, bytes) in &files {
        let document = Document::parse_bytes(bytes);
        if let Ok(text) = std::str::from_utf8(bytes) {
            assert_eq!(document.text(), text, "{file}");
            let mut draft = Draft::new(text);
            assert_eq!(draft.text(), text, "{file}");
            draft.set_text(&format!("{text}#"));
            draft.undo();
            assert_eq!(draft.text(), text, "{file}");
        }
    }
    println!("{} files", files.len());
}

#[test]
fn an_edit_keeps_all_other_lines_and_its_inverse_gives_the_first_text() {
    let files = common::accepted();
    let (mut made, mut refused) = (0, 0);
    for (file, text) in &files {
        let outline = Draft::new(text).outline().unwrap();
        for service in outline.services.iter().take(2) {
            for pick in 0..10 {
                let Some((edit, back, lines)) = pair(service, pick, "some word") else {
                    continue;
                };
                let image = text[service.image_at.clone()].matches('\n').count();
                let lines = lines + if pick == 0 { image } else { 0 };
                let mut draft = Draft::new(text);
                match draft.edit(&service.name, &edit) {
                    Ok(()) => {}
                    Err(EditError::Shared(_) | EditError::Missing(_) | EditError::Shape(_)) => {
                        assert_eq!(draft.text(), text, "{file} {edit:?}");
                        refused += 1;
                        continue;
                    }
                    Err(e) => panic!("{file} {edit:?}: {e}"),
                }
                let after = draft.text().to_owned();
                // A list that came by a merge, or that has items of nothing, is written out whole.
                let written = match &edit {
                    Edit::Args(list) | Edit::Env(list) => list.len(),
                    _ => 0,
                };
                let (removed, added) = (lost(text, &after), lost(&after, text));
                assert!(removed <= lines + written, "{file} {edit:?}\n{after}");
                assert!(added <= lines + written, "{file} {edit:?}\n{after}");
                draft.undo();
                assert_eq!(draft.text(), text, "{file} {edit:?}");
                draft.redo();
                assert_eq!(draft.text(), after, "{file} {edit:?}");
                // A cap is written in every placement, whatever they had before.
                let one_price =
                    !matches!(edit, Edit::Cap(_)) || text.matches("amount:").count() == 1;
                // What wasn't there before, or only by default, is left written. The odd files also write values in
                // ways that no edit writes back, such as one and a half replicas; there undo is what gives them back.
                let whole =
                    after.lines().count() == text.lines().count() || matches!(pick, 4 | 5 | 9);
                if whole
                    && one_price
                    && added.max(removed) <= lines
                    && file.starts_with("corpus/")
                    && draft.edit(&service.name, &back).is_ok()
                    && !folded(text, service, pick)
                {
                    assert_eq!(draft.text(), text, "{file} {edit:?}");
                }
                made += 1;
            }
        }
    }
    println!("{made} edits, {refused} refused, {} files", files.len());
    assert!(
        made > 15 * refused && (files.is_empty() || made > 4000),
        "{made} {refused}"
    );
}

/// Whether the value is written in a way that no value of one line can give back.
fn folded(text: &str, service: &Service, pick: usize) -> bool {
    let value = match pick {
        0 => service.image.as_str(),
        1 => service.cpu.as_str(),
        2 => service.memory.as_str(),
        6 => service.cap.as_ref().map_or("", |c| c.0.as_str()),
        8 => service.disks.last().map_or("", |d| d.size.as_str()),
        3 | 7 => {
            return !text.contains(&format!(
                ": {}",
                service.ports.first().map_or(0, |p| p.port)
            )) || pick == 3 && !text.contains(&format!("count: {}", service.count));
        }
        _ => return false,
    };
    !text.contains(value) || value.contains('\n')
}

#[test]
fn a_rename_follows_its_references_and_goes_back_to_the_first_text() {
    let files = common::accepted();
    let mut made = [0; 4];
    for (file, text) in &files {
        let outline = Draft::new(text).outline().unwrap();
        let before = Document::parse(text);
        for (pick, made) in made.iter_mut().enumerate() {
            let Some((forth, back)) = rename(&outline, pick) else {
                continue;
            };
            // A name that we would quote comes back with quotes.
            let plain = |name: &str| {
                name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
                    && !matches!(
                        name,
                        "yes" | "no" | "on" | "off" | "y" | "n" | "true" | "false" | "null" | ""
                    )
            };
            let old = match &back {
                Step::Edit(_, Edit::Rename(name))
                | Step::Change(
                    Change::RenameProfile(_, name)
                    | Change::RenamePlacement(_, name)
                    | Change::RenameEndpoint(_, name),
                ) => name.clone(),
                _ => String::new(),
            };
            let mut draft = Draft::new(text);
            make(&mut draft, &forth).unwrap_or_else(|e| panic!("{file} {forth:?}: {e}"));
            assert_eq!(draft.text().lines().count(), text.lines().count(), "{file}");
            let after = Document::parse(draft.text());
            // What the name is for decides whether the hash moves; it is accepted as before.
            assert!(
                after.refused().is_none(),
                "{file} {forth:?}: {:?}\n{}",
                after.refused(),
                draft.text()
            );
            if pick == 1 {
                assert_eq!(after.version_hash(), before.version_hash(), "{file}");
            }
            make(&mut draft, &back).unwrap();
            assert!(
                draft.text() == text || !plain(&old),
                "{file} {forth:?}\n{}",
                draft.text()
            );
            *made += 1;
        }
    }
    println!("{made:?} renames in {} files", files.len());
    assert!(files.is_empty() || made.iter().all(|&n| n >= 5), "{made:?}");
}

/// A word that a form can hold: any character that YAML takes, with those that need quotes often among them.
fn word() -> impl Strategy<Value = String> {
    let tricky = prop::sample::select(vec![
        ": ",
        " #",
        "'",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "~",
        "- ",
        "\t",
        "\n",
        "\u{e9}",
        "\u{2028}",
        "\u{85}",
        "\u{a0}",
        "\u{feff}",
        "yes",
        "null",
        "0x1",
        "1e3",
        "=",
        "a",
        " ",
        "\u{1f680}",
    ]);
    prop::collection::vec(tricky, 0..6).prop_map(|parts| parts.concat())
}

const FORM: &str = include_str!("../src/draft/good.yaml");

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_a_form_writes_reads_back_and_writing_it_again_changes_nothing(
        image in word(), env in prop::collection::vec(word(), 1..4), key in "[a-z]{1,5}", value in word(),
    ) {
        let mut draft = Draft::new(FORM);
        draft.edit("vllm", &Edit::Image(image.clone())).unwrap();
        draft.edit("gateway", &Edit::Env(env.clone())).unwrap();
        let pairs = vec![(key, value)];
        draft.change(&Change::Attributes("anywhere".into(), pairs.clone())).unwrap();
        let outline = draft.outline().unwrap();
        let service = |name: &str| outline.services.iter().find(|s| s.name == name).unwrap().clone();
        prop_assert_eq!(&service("vllm").image, &image);
        prop_assert_eq!(&service("gateway").env, &env);
        prop_assert_eq!(&outline.places[0].attributes, &pairs);
        let text = draft.text().to_owned();
        draft.edit("vllm", &Edit::Image(image)).unwrap();
        draft.edit("gateway", &Edit::Env(env)).unwrap();
        draft.change(&Change::Attributes("anywhere".into(), pairs)).unwrap();
        prop_assert_eq!(draft.text(), &text);
        while draft.can_undo() {
            draft.undo();
        }
        prop_assert_eq!(draft.text(), FORM);
        while draft.can_redo() {
            draft.redo();
        }
        prop_assert_eq!(draft.text(), &text);
    }

    #[test]
    fn the_engine_reads_what_a_form_writes_as_the_form_does(words in prop::collection::vec(word(), 1..4)) {
        let mut draft = Draft::new(FORM);
        draft.edit("vllm", &Edit::Args(words.clone())).unwrap();
        let document = Document::parse(draft.text());
        prop_assert!(document.refused().is_none(), "{:?}\n{}", document.refused(), draft.text());
        let services = &document.manifest().unwrap()[0].services;
        let args = &services.iter().find(|s| s.name == "vllm").unwrap().args;
        prop_assert_eq!(args.as_deref().unwrap_or_default(), words.as_slice());
    }
}
