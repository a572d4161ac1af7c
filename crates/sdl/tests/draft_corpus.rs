//! The draft reader and its edits on real files: what the reference accepts is read, edits change what they should and
//! nothing else, and going back gives the very bytes.
#![allow(clippy::unwrap_used)]

mod common;

use sdl::draft::{Draft, Edit, EditError, Gravity, parse};

#[test]
fn what_the_reference_accepts_is_read() {
    let all = common::accepted();
    let failed: Vec<_> = all
        .iter()
        .filter_map(|(f, t)| parse(t).err().map(|e| format!("{f}: {e} at {:?}", e.at)))
        .collect();
    assert!(
        failed.is_empty(),
        "{} of {}:\n{}",
        failed.len(),
        all.len(),
        failed.join("\n")
    );
}

#[test]
fn every_service_has_its_parts() {
    let all = common::accepted();
    let mut odd = Vec::new();
    for (file, text) in all.iter().filter(|(f, _)| f.starts_with("corpus/")) {
        for s in Draft::new(text).outline().unwrap().services {
            let whole = !s.image.is_empty()
                && !s.cpu.is_empty()
                && !s.memory.is_empty()
                && !s.disks.is_empty()
                && s.cap.is_some();
            if !whole && !s.placements.is_empty() {
                odd.push(format!("{file}: {s:?}"));
            }
        }
    }
    assert!(odd.is_empty(), "{}:\n{}", odd.len(), odd.join("\n"));
}

#[test]
fn accepted_files_have_no_error_but_their_denom() {
    let all = common::accepted();
    let mut wrong = Vec::new();
    for (file, text) in &all {
        for p in Draft::new(text).check() {
            if p.gravity == Gravity::Error && !p.by_chain {
                wrong.push(format!("{file}: {}", p.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn edits_change_their_value_and_go_back_to_the_very_bytes() {
    let all = common::accepted();
    let (mut made, mut shared) = (0, 0);
    for (file, text) in &all {
        let outline = Draft::new(text).outline().unwrap();
        for s in &outline.services {
            for edit in [
                Edit::Image("example/other:1".into()),
                Edit::Cpu("3".into()),
                Edit::Memory("7Gi".into()),
                Edit::Count(9),
                Edit::Cap("123".into()),
                Edit::Env(
                    s.env
                        .iter()
                        .cloned()
                        .chain(["ADDED=one: two".to_string()])
                        .collect(),
                ),
                Edit::Args(vec!["--one".into(), "two three".into()]),
            ] {
                let mut draft = Draft::new(text);
                match draft.edit(&s.name, &edit) {
                    Ok(()) => {}
                    Err(EditError::Shared(_) | EditError::Missing(_) | EditError::Shape(_)) => {
                        shared += 1;
                        assert_eq!(draft.text(), text, "{file}");
                        continue;
                    }
                    Err(e) => panic!("{file} {} {edit:?}: {e}", s.name),
                }
                let now = draft.outline().unwrap();
                let t = now.services.iter().find(|x| x.name == s.name).unwrap();
                let right = match &edit {
                    Edit::Image(v) => t.image == *v,
                    Edit::Cpu(v) => t.cpu == *v,
                    Edit::Memory(v) => t.memory == *v,
                    Edit::Count(v) => t.count == *v,
                    Edit::Cap(v) => t.cap.as_ref().unwrap().0 == *v,
                    Edit::Env(v) => t.env == *v,
                    Edit::Args(v) => t.args == *v,
                    _ => true,
                };
                assert!(right, "{file} {} {edit:?}:\n{}", s.name, draft.text());
                let comments = |t: &str| t.matches(" #").count();
                assert!(
                    comments(draft.text()) >= comments(text) || matches!(edit, Edit::Args(_)),
                    "{file} {edit:?}"
                );
                draft.undo();
                assert_eq!(draft.text(), text, "{file}");
                made += 1;
            }
        }
    }
    assert!(
        all.is_empty() || made > shared * 20,
        "{made} made, {shared} refused"
    );
}
