//! Two processes on one vault: the second one reads and never writes.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures::executor::block_on;
use platform::native::FileStore;
use platform::{Store, StoreError};
use support::files::{load, save};
use support::{PASSWORD, bounds};
use vault::{CURRENT_KEY, Name, Opener, OsEntropy, Password, VAULT_BUCKET};

const FOLDER: &str = "SLIPWAY_TEST_TWO_FOLDER";
const TRIES: usize = 200;

/// The child: owns the folder and saves for ever.
#[test]
fn child_owns_the_vault() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = FileStore::open(Path::new(&folder)).unwrap();
    assert!(!store.is_read_only());
    let password = Password::new(PASSWORD);
    let opener = Opener::Password(&password);
    let mut vault = load(&store).unlock(&opener, bounds()).unwrap();
    for round in 0_u64.. {
        vault.rename(Name::new(&format!("Round {round}")).unwrap());
        save(&store, &mut vault);
        if round == 0 {
            let mut out = std::io::stdout().lock();
            writeln!(out, "owns it").unwrap();
            out.flush().unwrap();
        }
    }
}

struct Owner(Child);

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// INV-8, bar 6.
#[test]
fn two_hundred_tries_of_a_second_process_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = support::vault(&mut OsEntropy);
    save(&FileStore::open(folder.path()).unwrap(), &mut vault);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_owns_the_vault", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let owner = Owner(child);
    assert!(lines.any(|line| line.unwrap().ends_with("owns it")));
    let (mut last, mut moved) = (0, 0);
    let (begun, mut tries) = (Instant::now(), 0);
    // The disk decides how fast the owner saves: it goes on until the owner was seen to.
    while tries < TRIES || moved < 10 {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "the owner saved {moved} times"
        );
        tries += 1;
        let second = FileStore::open(folder.path()).unwrap();
        assert!(second.is_read_only());
        let put = second.put(VAULT_BUCKET, CURRENT_KEY, b"other".to_vec());
        assert_eq!(block_on(put), Err(StoreError::ReadOnly));
        let found = load(&second).head().generation;
        assert!(found >= last, "{found} after {last}");
        moved += usize::from(found > last);
        last = found;
    }
    drop(owner);
    let password = Password::new(PASSWORD);
    let store = FileStore::open(folder.path()).unwrap();
    assert!(!store.is_read_only(), "the dead owner's lock is gone");
    let opener = Opener::Password(&password);
    assert!(load(&store).unlock(&opener, bounds()).is_ok());
}
