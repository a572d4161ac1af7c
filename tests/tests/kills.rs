//! A process that is killed at every step of a deployment's life, and what is left of it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use contract::Outcome;
use serde_json::Value;
use tests::journey::{Report, used};
use tests::{Group, program};

/// Longest time for one life of the process: a step never takes that long.
const LIFE: Duration = Duration::from_secs(60);

/// Moments that must have been among those at which the process died; before and after each.
const STEPS: [&str; 26] = [
    "deploy drafted",
    "deploy transaction pending",
    "deploy signed",
    "deploy transaction included",
    "deploy bidding",
    "lease transaction pending",
    "deploy leasing",
    "lease transaction included",
    "deploy sending to 0",
    "deploy sending to 1",
    "deploy starting",
    "deploy running",
    "deposit transaction pending",
    "deposit transaction included",
    "update drafted",
    "update transaction pending",
    "update signed",
    "update transaction included",
    "update sending to 0",
    "update sending to 1",
    "update starting",
    "update running",
    "close transaction pending",
    "close transaction included",
    "deploy ended",
    "update ended",
];

fn network() -> (Group, String, String) {
    let mut command = Command::new(program("slipway"));
    command.args(["devnet", "--listen", "127.0.0.1:0", "--in-memory"]);
    command.args(["--block-time", "150"]);
    let mut group = Group::start(&mut command);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (rpc, faucet) = group.line(move |line| {
        let first: Value = serde_json::from_str(line).ok()?;
        Some((text(&first["rpc"]), text(&first["faucet"])))
    });
    (group, rpc, faucet)
}

/// One life of the process, to its end or to its death.
fn live(part: &str, data: &Path, network: &(Group, String, String)) -> Output {
    let mut child = Command::new(program("journey"))
        .arg(part)
        .arg(data)
        .args([&network.1, &network.2])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > LIFE {
            child.kill().unwrap();
            panic!("stands still after {:?}", used(&moments(data)).last());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().unwrap()
}

fn moments(data: &Path) -> std::path::PathBuf {
    data.with_extension("moments")
}

#[test]
fn killed_at_every_step_it_ends_with_one_deployment_and_one_lease() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let network = network();
    let begun = live("begin", &data, &network);
    assert!(begun.status.success());
    let before: u128 = String::from_utf8(begun.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap();

    let mut deaths = 0;
    let report: Report = loop {
        let life = live("go", &data, &network);
        if life.status.success() {
            break serde_json::from_slice(&life.stdout).unwrap();
        }
        assert_eq!(life.status.signal(), Some(9), "it died of something else");
        deaths += 1;
        assert_eq!(used(&moments(&data)).len(), deaths, "a moment twice");
    };

    let died_at = used(&moments(&data));
    for step in STEPS {
        for when in ["before", "after"] {
            let moment = format!("{when} writing: {step}");
            assert!(
                died_at.contains(&moment),
                "never died {moment}: {died_at:#?}"
            );
        }
    }
    let count = |start: &str| died_at.iter().filter(|m| m.starts_with(start)).count();
    for (what, times) in [
        ("before sending", 5),
        ("after sending", 5),
        ("before the manifest", 2),
        ("after the manifest", 2),
        ("an approval waits", 5),
    ] {
        assert_eq!(count(what), times, "{what}: {died_at:#?}");
    }

    assert_eq!((report.deployments, report.leases), (1, 1), "{report:?}");
    assert_eq!(report.unfinished, 0, "{report:?}");
    assert_eq!(report.signed.len(), 5, "{report:?}");
    for (sentence, outcome) in &report.signed {
        let included = matches!(outcome, Outcome::Included { .. });
        assert!(included, "{sentence}: {outcome:?}");
    }
    assert!(
        report.escrow.is_zero(),
        "something is left in escrow: {report:?}"
    );
    // The deposit and the top-up came back but for the rent, which is rounded down to whole uact.
    let paid = before - report.act;
    assert_eq!(
        i128::try_from(paid).unwrap(),
        report.spent.trunc(),
        "{report:?}"
    );
    assert!(paid > 0, "no rent was paid");
}
