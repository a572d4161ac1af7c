//! Mean time per accepted corpus file: text to diagnostics, groups, manifest and hash.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::hint::black_box;
use std::time::Instant;

fn main() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = std::env::var_os("SLIPWAY_FIXTURES")
        .map_or_else(|| root.join("../shared/fixtures"), |path| root.join(path));
    let Ok(files) = std::fs::read_dir(folder.join("sdl/corpus")) else {
        println!("1 skipped");
        return;
    };
    let texts: Vec<String> = files
        .filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok())
        .collect();
    let accepted: Vec<&String> = texts
        .iter()
        .filter(|text| sdl::Document::parse(text).refused().is_none())
        .collect();
    let run = || {
        for text in &accepted {
            let document = sdl::Document::parse(text);
            black_box(document.diagnose());
            black_box(
                document
                    .groups()
                    .unwrap()
                    .iter()
                    .map(sdl::GroupSpec::to_proto_bytes)
                    .collect::<Vec<_>>(),
            );
            black_box(document.version_hash().unwrap());
        }
    };
    run();
    let mut best = f64::INFINITY;
    for _ in 0..20 {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let mean = best * 1e6 / accepted.len() as f64;
    println!("sdl.corpus.mean {mean:.1} us ({} files)", accepted.len());
    hostile();
}

fn hostile() {
    const SIZE: usize = 512 * 1024;
    let repeat = |part: &str| part.repeat(SIZE / part.len());
    let cases = [
        ("flow depth", repeat("[")),
        (
            "block depth",
            (0..1000)
                .map(|n| format!("{}a:\n", " ".repeat(n)))
                .collect::<String>(),
        ),
        ("long plain", repeat("x")),
        (
            "many keys",
            (0..SIZE / 8).map(|n| format!("k{n:05}: 1\n")).collect(),
        ),
        ("aliases", format!("a: &a [x]\nb: [{}]\n", repeat("*a,"))),
        ("colons", repeat(":\n")),
        ("dashes", repeat("- ")),
        ("quotes", repeat("\"\n")),
        ("comments", repeat("# x\n")),
        (
            "env",
            format!(
                "version: \"2.0\"\nservices:\n  web: &w\n    env:\n{}    image: x\n{}",
                "      - A=b\n".repeat(20000),
                (0..8000)
                    .map(|n| format!("  s{n}: *w\n"))
                    .collect::<String>()
            ),
        ),
    ];
    for (name, text) in cases {
        let start = Instant::now();
        let count = black_box(sdl::Document::parse(&text).diagnose()).len();
        println!(
            "sdl.hostile.{} {:.1} ms ({count} problems)",
            name.replace(' ', "-"),
            start.elapsed().as_secs_f64() * 1e3
        );
    }
}
