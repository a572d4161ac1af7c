//! In which order a value reaches the disk, and what is left when the disk fails. Watched from outside, by `strace`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

use futures::executor::block_on;
use platform::native::FileStore;
use platform::{Store, StoreError};

const FOLDER: &str = "SLIPWAY_TEST_ORDER_FOLDER";

/// The child: saves once, and says how that went.
#[test]
fn child_saves_once() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = FileStore::open(Path::new(&folder)).unwrap();
    let saved = block_on(store.put("vault", "current", b"the new value".to_vec()));
    let code = match saved {
        Ok(()) => 40,
        Err(StoreError::Full) => 41,
        Err(_) => 42,
    };
    std::process::exit(code);
}

fn traced(folder: &Path, arguments: &[&str]) -> Output {
    let out = Command::new("strace")
        .args(["-f", "-qq"])
        .args(arguments)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "child_saves_once", "--nocapture"])
        .env(FOLDER, folder)
        .output();
    out.expect("strace is there; run: cargo xtask setup")
}

/// A folder that holds an old value.
fn with_old_value() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::open(folder.path()).unwrap();
    block_on(store.put("vault", "current", b"the old value".to_vec())).unwrap();
    folder
}

fn value(folder: &Path) -> Vec<u8> {
    let store = FileStore::open(folder).unwrap();
    block_on(store.get("vault", "current")).unwrap().unwrap()
}

/// Written beside with mode 0600, synced, renamed, the folder synced: in this order.
#[test]
fn a_value_is_synced_before_it_takes_its_place() {
    let folder = with_old_value();
    let calls = "trace=openat,write,fsync,fdatasync,rename,renameat,renameat2";
    let out = traced(folder.path(), &["-y", "-e", calls]);
    assert_eq!(out.status.code(), Some(40));
    let trace = String::from_utf8_lossy(&out.stderr).into_owned();
    let lines: Vec<&str> = trace.lines().collect();
    let find = |from: usize, parts: &[&str]| {
        let found = lines[from..]
            .iter()
            .position(|line| parts.iter().all(|part| line.contains(part)));
        from + found.unwrap_or_else(|| panic!("{parts:?} is not in\n{trace}"))
    };
    let open = find(0, &["openat(", "v-current.tmp", "O_CREAT", "0600"]);
    let write = find(open, &["write(", "v-current.tmp", "the new value"]);
    let sync = find(write, &["sync(", "v-current.tmp"]);
    let rename = find(sync, &["rename", "v-current.tmp", "v-current"]);
    find(rename, &["sync(", "/vault>"]);
    assert_eq!(value(folder.path()), b"the new value");
}

/// A disk that fails or is full at any of the steps leaves the old value.
#[test]
fn a_failing_disk_leaves_the_old_value() {
    for (inject, code) in [
        ("inject=fsync,fdatasync:error=EIO:when=1", 42),
        ("inject=fsync,fdatasync:error=ENOSPC:when=1", 41),
        ("inject=rename,renameat,renameat2:error=EIO:when=1", 42),
    ] {
        let folder = with_old_value();
        let out = traced(folder.path(), &["-e", inject, "-o", "/dev/null"]);
        assert_eq!(out.status.code(), Some(code), "{inject}");
        assert_eq!(value(folder.path()), b"the old value", "{inject}");
        let left = std::fs::read_dir(folder.path().join("vault")).unwrap();
        assert_eq!(left.count(), 1, "nothing half-written is left: {inject}");
    }
}

/// A disk that takes nothing more.
#[test]
fn a_full_disk_leaves_the_old_value() {
    let folder = with_old_value();
    let beside = folder.path().join("vault/v-current.tmp");
    let path = beside.display().to_string();
    let inject = "inject=write:error=ENOSPC";
    let arguments = ["-P", &path, "-e", inject, "-o", "/dev/null"];
    let out = traced(folder.path(), &arguments);
    assert_eq!(out.status.code(), Some(41));
    assert_eq!(value(folder.path()), b"the old value");
}
