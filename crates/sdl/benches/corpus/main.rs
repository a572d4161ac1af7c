//! Figures of the SDL engine, one a line: name, value, unit, ratio.
//!
//! Mean time per accepted corpus file (text to diagnostics, groups, manifest and hash), beside the network's TypeScript
//! reader on the same files in the same run where its package is installed; then 512 KiB of hostile text of many shapes.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use sdl::{Document, GroupSpec};

mod hostile;

/// Everything that follows from a text.
fn derive(text: &str) {
    let document = Document::parse(text);
    black_box(document.diagnose());
    let groups = document.groups().unwrap();
    black_box(
        groups
            .iter()
            .map(GroupSpec::to_proto_bytes)
            .collect::<Vec<_>>(),
    );
    black_box(document.version_hash().unwrap());
}

/// Best mean of many rounds, in microseconds a text.
fn mean(texts: &[String]) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..60 {
        let start = Instant::now();
        texts.iter().for_each(|text| derive(text));
        best = best.min(start.elapsed().as_secs_f64());
    }
    best * 1e6 / texts.len() as f64
}

/// Mean of the TypeScript reader and the files it accepts.
fn peer(folder: &Path, paths: &[PathBuf]) -> Option<(f64, Vec<PathBuf>)> {
    let node = folder.join("node_modules/.bin/node");
    let mut child = Command::new(node)
        .arg(folder.join("peer.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let list: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
    child
        .stdin
        .take()?
        .write_all(list.join("\n").as_bytes())
        .ok()?;
    let out = child.wait_with_output().ok()?;
    let answer: serde_json::Value = serde_json::from_slice(&out.stdout).ok()?;
    let files = answer["files"].as_array()?.iter();
    let files = files
        .filter_map(|f| f.as_str().map(PathBuf::from))
        .collect();
    Some((answer["mean"].as_f64()?, files))
}

fn corpus(folder: &Path) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| {
            let text = std::fs::read_to_string(path);
            text.is_ok_and(|text| Document::parse(&text).refused().is_none())
        })
        .collect();
    paths.sort();
    let read = |paths: &[PathBuf]| -> Vec<String> {
        paths
            .iter()
            .map(|p| std::fs::read_to_string(p).unwrap())
            .collect()
    };
    let texts = read(&paths);
    println!(
        "sdl.corpus.mean {:.1} us {} files",
        mean(&texts),
        texts.len()
    );
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer");
    match peer(&here, &paths) {
        Some((theirs, both)) => {
            let ours = mean(&read(&both));
            println!("sdl.corpus.typescript {theirs:.1} us {} files", both.len());
            println!("sdl.corpus.same {ours:.1} us {:.1}x", theirs / ours);
        }
        None => println!("sdl.corpus.typescript skipped: cargo xtask bench sdl installs it"),
    }
}

fn main() {
    if let Some(folder) = fixtures::folder("sdl/corpus") {
        corpus(&folder);
    }
    hostile::report();
}
