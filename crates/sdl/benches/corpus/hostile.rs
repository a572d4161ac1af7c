//! 512 KiB of text that means harm: how long an answer takes, the best of 15 tries of each.

use std::hint::black_box;
use std::time::Instant;

use sdl::Document;

const SIZE: usize = 512 * 1024;

fn repeat(part: &str) -> String {
    part.repeat(SIZE / part.len())
}

/// Lines of a growing number until the size is reached.
fn lines(head: &str, line: impl Fn(usize) -> String) -> String {
    let mut text = head.to_owned();
    let mut number = 0;
    while text.len() < SIZE {
        text.push_str(&line(number));
        number += 1;
    }
    text
}

const HEAD: &str = "version: \"2.0\"\nservices:\n";

/// So many unknown fields of a flow mapping.
fn fields(count: usize) -> String {
    (0..count).map(|n| format!("x{n}: 1, ")).collect()
}

/// A service for each of so many placements and profiles, each placed in all.
fn placements(count: usize) -> String {
    let all = |line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let runs = all(&|n| {
        format!("  s{n}: {{image: a:1, expose: [{{port: 80, to: [{{global: true}}]}}]}}\n")
    });
    let profiles = all(&|n| {
        format!(
            "    p{n}: {{resources: {{cpu: {{units: 1}}, memory: {{size: 1Gi}}, storage: {{size: 1Gi}}}}}}\n"
        )
    });
    let prices = all(&|n| format!("        p{n}: {{denom: uact, amount: 1}}\n"));
    let places = (0..count / 20)
        .map(|n| format!("    d{n}:\n      pricing:\n{prices}"))
        .collect::<String>();
    let deploys = (0..count)
        .map(|n| {
            let in_all = (0..count / 20).map(|d| format!("d{d}: {{profile: p{n}, count: 1}}, "));
            format!("  s{n}: {{{}}}\n", in_all.collect::<String>())
        })
        .collect::<String>();
    format!(
        "{HEAD}{runs}profiles:\n  compute:\n{profiles}  placement:\n{places}deployment:\n{deploys}"
    )
}

/// A service with so many volumes, all mounted.
fn volumes(count: usize) -> String {
    let mounts = (0..count)
        .map(|n| format!("        v{n}: {{mount: /v{n}}}\n"))
        .collect::<String>();
    let list = (0..count)
        .map(|n| format!("          - {{name: v{n}, size: 1Gi}}\n"))
        .collect::<String>();
    format!(
        "{HEAD}  a:\n    image: a:1\n    params:\n      storage:\n{mounts}profiles:\n  compute:\n    p:\n      resources:\n        cpu: {{units: 1}}\n        memory: {{size: 1Gi}}\n        storage:\n{list}  placement:\n    d:\n      pricing:\n        p: {{denom: uact, amount: 1}}\ndeployment:\n  a: {{d: {{profile: p, count: 1}}}}\n"
    )
}

fn cases() -> Vec<(&'static str, String)> {
    let steep = (0..1000).map(|n| format!("{}a:\n", " ".repeat(n)));
    let bomb = format!(
        "{HEAD}  web: &w\n    image: x\n    env:\n{}",
        "      - A=b\n".repeat(20_000)
    );
    vec![
        ("flow-depth", repeat("[")),
        (
            "closed-depth",
            format!("{HEAD}  x: {}{}", "[".repeat(9000), "]".repeat(9000)),
        ),
        ("block-depth", steep.collect()),
        ("long-plain", repeat("x")),
        (
            "long-quoted",
            format!("{HEAD}  a:\n    image: \"{}\"\n", repeat("x")),
        ),
        (
            "long-literal",
            format!("{HEAD}  a:\n    image: |\n{}", repeat("      x\n")),
        ),
        (
            "escapes",
            format!("{HEAD}  a:\n    image: \"{}\"\n", repeat("\\u00e9")),
        ),
        ("many-keys", lines("", |n| format!("k{n:05}: 1\n"))),
        (
            "many-services",
            lines(HEAD, |n| format!("  s{n}:\n    image: a:1\n")),
        ),
        (
            "duplicate-keys",
            lines(HEAD, |_| "  a: {image: b}\n".into()),
        ),
        (
            "unknown-keys",
            lines(HEAD, |n| format!("  s{n}: {{x{n}: 1}}\n")),
        ),
        (
            "many-errors",
            lines(HEAD, |n| {
                format!("  s{n}: {{image: [], env: 1, expose: x}}\n")
            }),
        ),
        (
            "many-ports",
            lines(&format!("{HEAD}  a:\n    expose:\n"), |n| {
                format!("      - port: {n}\n")
            }),
        ),
        (
            "many-secrets",
            lines(&format!("{HEAD}  a:\n    env:\n"), |n| {
                format!("      - TOKEN{n}=x\n")
            }),
        ),
        ("aliases", format!("a: &a [x]\nb: [{}]\n", repeat("*a,"))),
        (
            "alias-chain",
            lines("a0: &a0 [x]\n", |n| {
                format!("a{}: &a{} [*a{n},*a{n}]\n", n + 1, n + 1)
            }),
        ),
        ("alias-bomb", lines(&bomb, |n| format!("  s{n}: *w\n"))),
        (
            "merge-chain",
            lines(&format!("{HEAD}  s0: &s0 {{image: a}}\n"), |n| {
                format!("  s{}: &s{} {{<<: *s{n}}}\n", n + 1, n + 1)
            }),
        ),
        ("colons", repeat(":\n")),
        ("dashes", repeat("- ")),
        ("quotes", repeat("\"\n")),
        ("comments", repeat("# x\n")),
        ("questions", repeat("? ")),
        ("flow-mapping", repeat("{a: ")),
        (
            "flow-keys",
            format!("{HEAD}  a: {{{}}}\n", lines("", |n| format!("k{n}: 1, "))),
        ),
        (
            "one-line-errors",
            format!(
                "{HEAD}  a: {{expose: [{}]}}\n",
                lines("", |n| format!("{{port: x{n}}}, "))
            ),
        ),
        (
            "one-line-characters",
            format!(
                "{HEAD}  a: {{env: [{}]}}\n",
                lines("", |n| format!("\"{n}é=\", "))
            ),
        ),
        (
            "anchors",
            lines(HEAD, |n| format!("  s{n}: &a{n} {{image: a}}\n")),
        ),
        (
            "merge-fan",
            format!(
                "{HEAD}  a: &a {{image: a}}\n  b: {{<<: [{}]}}\n",
                repeat("*a,")
            ),
        ),
        (
            "merge-many",
            lines(&format!("{HEAD}  a: &a {{{}}}\n", fields(500)), |n| {
                format!("  s{n}: {{<<: *a}}\n")
            }),
        ),
        (
            "folded",
            format!("{HEAD}  a:\n    image: >\n{}", repeat("      x\n\n")),
        ),
        (
            "plain-lines",
            format!("{HEAD}  a:\n    image: x\n{}", repeat("      x\n")),
        ),
        ("tabs", repeat("\t")),
        ("tab-lines", format!("{HEAD}{}", repeat("\t\n"))),
        (
            "crlf",
            lines(HEAD, |n| format!("  s{n}:\r\n    image: a\r\n")),
        ),
        (
            "returns",
            lines(HEAD, |n| format!("  s{n}:\r    image: a\r")),
        ),
        ("not-ascii", lines(HEAD, |n| format!("  é{n}: {{ü: ö}}\n"))),
        ("placements", placements(350)),
        ("volumes", volumes(8000)),
        (
            "hosts",
            lines(
                &format!("{HEAD}  a:\n    expose:\n      - port: 80\n        accept:\n"),
                |n| format!("          - Host{n}.example.com\n"),
            ),
        ),
        (
            "targets",
            lines(
                &format!("{HEAD}  a:\n    expose:\n      - port: 80\n        to:\n"),
                |n| format!("          - service: x{n}\n"),
            ),
        ),
        ("tags", lines(HEAD, |n| format!("  s{n}: !!str !<x> y\n"))),
    ]
}

/// One line for each case; an answer is due within 50 ms.
pub(crate) fn report() {
    let mut worst: f64 = 0.0;
    for (name, text) in cases() {
        let mut best = f64::INFINITY;
        let mut count = 0;
        for _ in 0..15 {
            let start = Instant::now();
            count = black_box(Document::parse(&text).diagnose()).len();
            best = best.min(start.elapsed().as_secs_f64() * 1e3);
        }
        worst = worst.max(best);
        println!("sdl.hostile.{name} {best:.1} ms {count} problems");
    }
    println!("sdl.hostile.worst {worst:.1} ms {:.1}x", 50.0 / worst);
}
