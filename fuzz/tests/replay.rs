//! Every kept input of every target, in every test run.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use fuzz::{TARGETS, corpora};

#[test]
fn every_kept_input_is_taken() {
    for target in TARGETS {
        let corpus = target.corpus().unwrap();
        assert!(!corpus.is_empty(), "{} has no inputs", target.name);
        for (path, bytes) in corpus {
            assert!(
                bytes.len() <= 64 * 1024,
                "{}: keep inputs small",
                path.display()
            );
            if std::panic::catch_unwind(|| (target.run)(&bytes)).is_err() {
                panic!("{} panics on {}", target.name, path.display());
            }
        }
    }
}

#[test]
fn every_folder_of_inputs_has_its_target() {
    let folders: BTreeSet<String> = std::fs::read_dir(corpora())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let names: BTreeSet<String> = TARGETS.iter().map(|t| t.name.to_owned()).collect();
    assert_eq!(folders, names);
    assert!(TARGETS.is_sorted_by(|a, b| a.name < b.name));
}
