//! One edit of a document with twenty services to new diagnostics, groups, manifest and hash: half and 95 of 100 within.
//!
//! `cargo xtask bench sdl` runs it natively and as wasm in Node.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::hint::black_box;
use std::time::Instant;

use sdl::draft::{Draft, Edit};
use sdl::{Document, GroupSpec};

/// A document with so many services, each with a profile of its own.
fn text(services: usize) -> String {
    let all = |part: &dyn Fn(usize) -> String| (0..services).map(part).collect::<String>();
    let runs = all(&|n| {
        format!(
            "  s{n}:\n    image: example/app:{n}\n    env:\n      - NAME=value {n}\n      - OTHER=\"x\"\n    expose:\n      - port: 80{n:02}\n        to:\n          - global: true\n          - service: s0\n"
        )
    });
    let profiles = all(&|n| {
        format!(
            "    s{n}:\n      resources:\n        cpu:\n          units: {n}.5\n        memory:\n          size: 512Mi\n        storage:\n          - size: 1Gi\n"
        )
    });
    let prices =
        all(&|n| format!("        s{n}:\n          denom: uact\n          amount: 100{n}\n"));
    let places = all(&|n| format!("  s{n}:\n    dc:\n      profile: s{n}\n      count: 1\n"));
    format!(
        "version: \"2.1\"\nservices:\n{runs}profiles:\n  compute:\n{profiles}  placement:\n    dc:\n      pricing:\n{prices}deployment:\n{places}"
    )
}

fn main() {
    let mut draft = Draft::new(&text(20));
    let mut times: Vec<f64> = Vec::new();
    for round in 0..1000 {
        let edit = match round % 3 {
            0 => Edit::Image(format!("example/other:{round}")),
            1 => Edit::Env(vec![format!("NAME=value {round}"), "OTHER=y".into()]),
            _ => Edit::Cpu(format!("{}", 1 + round % 9)),
        };
        let start = Instant::now();
        draft.edit(&format!("s{}", round % 20), &edit).unwrap();
        let document = Document::parse(draft.text());
        black_box(document.diagnose());
        black_box(
            document
                .groups()
                .unwrap()
                .iter()
                .map(GroupSpec::to_proto_bytes)
                .collect::<Vec<_>>(),
        );
        black_box(document.version_hash().unwrap());
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let home = if cfg!(target_family = "wasm") {
        "wasm"
    } else {
        "native"
    };
    let (half, most) = (times[times.len() / 2], times[times.len() * 95 / 100]);
    println!("sdl.edit.{home}.p50 {half:.2} ms");
    println!("sdl.edit.{home}.p95 {most:.2} ms {:.1}x", 8.0 / most);
}
