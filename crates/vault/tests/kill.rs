//! SIGKILL during saves: whatever happens, the vault opens with the old or the new password.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use platform::native::FileStore;
use support::files::{load, save};
use support::{CHEAP, PASSWORD, bounds};
use vault::{Entropy, Name, Opener, OsEntropy, Password, StrongPassword, UnlockedVault, VaultFile};

const FOLDER: &str = "SLIPWAY_TEST_KILL_FOLDER";
const OTHER: &str = "battery staple 2";

/// Opens with whichever of the two passwords holds.
fn open(file: &VaultFile) -> (UnlockedVault, &'static str) {
    for text in [PASSWORD, OTHER] {
        let password = Password::new(text);
        if let Ok(vault) = file.unlock(&Opener::Password(&password), bounds()) {
            return (vault, text);
        }
    }
    panic!("neither the old nor the new password opens the vault");
}

/// The child: changes name, password and data key and saves, for ever, saying each time how far it
/// came. Does nothing unless it was started by the test below.
#[test]
fn child_saves_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = FileStore::open(Path::new(&folder)).unwrap();
    let (mut vault, mut password) = open(&load(&store));
    for round in 0_u64.. {
        let current = Password::new(password);
        match round % 3 {
            0 => vault.rename(Name::new(&format!("Round {round}")).unwrap()),
            1 => {
                let next = if password == PASSWORD {
                    OTHER
                } else {
                    PASSWORD
                };
                let new = StrongPassword::new(Password::new(next)).unwrap();
                vault
                    .change_password(&current, &new, CHEAP, &mut OsEntropy)
                    .unwrap();
                password = next;
            }
            _ => {
                vault.rekey(&current, &mut OsEntropy).unwrap();
            }
        }
        save(&store, &mut vault);
        let mut out = std::io::stdout().lock();
        writeln!(out, "saved {}", vault.head().generation).unwrap();
        out.flush().unwrap();
    }
}

/// INV-8. The number of kills: 50 here, more in the long run by `SLIPWAY_KILLS`.
#[test]
fn killed_saves_leave_the_old_or_the_new_vault() {
    let kills: u32 = std::env::var("SLIPWAY_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(50);
    let folder = tempfile::tempdir().unwrap();
    let mut vault = support::vault(&mut OsEntropy);
    save(&FileStore::open(folder.path()).unwrap(), &mut vault);
    let (mut last, mut reopened) = (vault.head().generation, 0);
    for _ in 0..kills {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_saves_until_it_is_killed", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let reader = std::thread::spawn(move || {
            lines
                .lines()
                .map_while(Result::ok)
                .filter_map(|line| line.strip_prefix("saved ")?.parse::<u64>().ok())
                .last()
        });
        let mut byte = [0; 1];
        OsEntropy.fill(&mut byte).unwrap();
        std::thread::sleep(Duration::from_micros(5_000 + u64::from(byte[0]) * 300));
        child.kill().unwrap();
        child.wait().unwrap();
        let told = reader.join().unwrap().unwrap_or(last);
        let store = FileStore::open(folder.path()).unwrap();
        assert!(!store.is_read_only());
        let (vault, _) = open(&load(&store));
        let found = vault.head().generation;
        assert!(
            found >= told && found >= last,
            "{found}, told {told}, last {last}"
        );
        last = found;
        reopened += 1;
    }
    assert_eq!(reopened, kills);
    assert!(last > u64::from(kills) / 2, "the child did save: {last}");
}
