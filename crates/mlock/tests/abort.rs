//! A program that aborts leaves no core once it was hardened.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

const MODE: &str = "SLIPWAY_TEST_ABORT";

/// The child: aborts, hardened or not. Does nothing unless it was started by the test below.
#[test]
fn child_aborts() {
    let Ok(mode) = std::env::var(MODE) else {
        return;
    };
    if mode == "hardened" {
        let done = mlock::harden_process();
        assert!(done.no_core && done.not_dumpable);
    }
    std::process::abort();
}

/// Whether a core is left in `folder`; none when the limit can't be raised here.
fn leaves_core(mode: &str, folder: &Path) -> Option<bool> {
    let script = r#"ulimit -c unlimited 2>/dev/null || exit 77; exec "$0" --exact child_aborts"#;
    let status = Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .env(MODE, mode)
        .current_dir(folder)
        .status()
        .unwrap();
    assert!(!status.success());
    let cores = std::fs::read_dir(folder).unwrap().filter(|e| {
        e.as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with("core")
    });
    (status.code() != Some(77)).then(|| cores.count() > 0)
}

/// INV-12.
#[test]
fn an_aborting_hardened_program_leaves_no_core() {
    let folder = tempfile::tempdir().unwrap();
    assert_ne!(leaves_core("hardened", folder.path()), Some(true));
    // The control holds only where the system writes cores beside the program.
    let pattern = std::fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap();
    if pattern.starts_with("core")
        && let Some(left) = leaves_core("plain", folder.path())
    {
        assert!(left, "without hardening there is a core");
    }
}
