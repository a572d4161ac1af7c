//! Hardening changes the whole process, so it has a test binary of its own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

/// INV-12.
#[test]
fn a_hardened_process_leaves_no_core_and_can_not_be_read() {
    let done = mlock::harden_process();
    assert!(done.no_core && done.not_dumpable);
    let limits = std::fs::read_to_string("/proc/thread-self/limits").unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let numbers: Vec<_> = core.split_whitespace().skip(4).take(2).collect();
    assert_eq!(numbers, ["0", "0"]);
}
