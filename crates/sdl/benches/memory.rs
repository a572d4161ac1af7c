//! Peak memory of reading, as a multiple of the text: the largest of the accepted corpus files, and a large document.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::hint::black_box;

use peak_alloc::PeakAlloc;
use sdl::{Document, GroupSpec};

#[global_allocator]
static COUNTED: PeakAlloc = PeakAlloc;

/// Bytes that deriving everything from a text takes at its peak.
fn peak(text: &str) -> usize {
    let before = COUNTED.current_usage();
    COUNTED.reset_peak_usage();
    let document = Document::parse(text);
    black_box(document.diagnose());
    if let Ok(groups) = document.groups() {
        black_box(
            groups
                .iter()
                .map(GroupSpec::to_proto_bytes)
                .collect::<Vec<_>>(),
        );
        black_box(document.version_hash().unwrap());
    }
    COUNTED.peak_usage() - before
}

fn say(name: &str, texts: &[String]) {
    let peaks: Vec<(usize, usize)> = texts.iter().map(|t| (peak(t), t.len())).collect();
    let worst = peaks
        .iter()
        .map(|(p, n)| *p as f64 / *n as f64)
        .fold(0.0, f64::max);
    let (sum, size) = peaks.iter().fold((0, 0), |(a, b), (p, n)| (a + p, b + n));
    println!(
        "sdl.memory.{name} {sum} bytes {:.1}x of the text, at most {worst:.1}x",
        sum as f64 / size as f64
    );
}

fn main() {
    if let Some(folder) = fixtures::folder("sdl/corpus") {
        let files = std::fs::read_dir(folder).unwrap();
        let texts = files.filter_map(|f| std::fs::read_to_string(f.ok()?.path()).ok());
        let accepted = |text: &String| Document::parse(text).refused().is_none();
        say("corpus", &texts.filter(accepted).collect::<Vec<_>>());
    }
    say("large", &[large(2000)]);
}

/// An accepted text with so many variables.
fn large(variables: usize) -> String {
    let env: String = (0..variables)
        .map(|n| format!("      - NAME_{n}=value number {n}\n"))
        .collect();
    format!(
        "version: \"2.0\"\nservices:\n  web:\n    image: nginx:1.27\n    env:\n{env}    expose:\n      - port: 80\n        to:\n          - global: true\nprofiles:\n  compute:\n    web:\n      resources:\n        cpu:\n          units: 1\n        memory:\n          size: 1Gi\n        storage:\n          size: 1Gi\n  placement:\n    dc:\n      pricing:\n        web:\n          denom: uact\n          amount: 1\ndeployment:\n  web:\n    dc:\n      profile: web\n      count: 1\n"
    )
}
