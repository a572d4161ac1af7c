//! Secrets stay where they belong: not in logs, events, errors or files.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine;
use contract::*;
use support::desk::{Desk, PASSWORD, WORDS};

/// The seed of [`WORDS`] without a passphrase, and the key of its first account.
fn derived() -> (Vec<u8>, Vec<u8>) {
    let words = bip39::Mnemonic::parse(WORDS).unwrap();
    let seed = words.to_seed("");
    let path = "m/44'/118'/0'/0/0".parse().unwrap();
    let key = bip32::XPrv::derive_from_path(seed, &path).unwrap();
    (seed.to_vec(), key.to_bytes().to_vec())
}

/// Everything a log would hold, at its most talkative.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn contains(place: &[u8], form: &[u8]) -> bool {
    place.windows(form.len()).any(|w| w == form)
}

/// The forms in which a secret could lie about.
fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let base64 = base64::engine::general_purpose::STANDARD.encode(secret);
    vec![
        secret.to_vec(),
        secret.iter().flat_map(|b| [*b, 0]).collect(),
        hex::encode(secret).into_bytes(),
        hex::encode_upper(secret).into_bytes(),
        base64.as_bytes()[..base64.len() - 4].to_vec(),
    ]
}

fn files(folder: &Path, into: &mut Vec<u8>) -> usize {
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            count += files(&path, into);
        } else {
            into.extend(path.display().to_string().into_bytes());
            into.extend(std::fs::read(&path).unwrap());
            count += 1;
        }
    }
    count
}

const NEW: &str = "battery staple 22";
const WRONG: &str = "a wrong password 3";

#[tokio::test]
async fn a_whole_session_leaves_no_secret_behind() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::in_folder(folder.path()).await;
    let mut events = desk.core.subscribe();
    let mut said = String::new();

    desk.import().await;
    said += &desk
        .unlock(WRONG)
        .await
        .map_or_else(|e| format!("{e:?}"), |v| format!("{v:?}"));
    desk.core.vault_lock(Empty {}).await.unwrap();
    said += &format!("{:?}", desk.unlock(WRONG).await.unwrap_err());
    said += &format!("{:?}", desk.unlock(PASSWORD).await.unwrap());
    let change = ChangePasswordRequest {
        old: Hidden(PASSWORD.into()),
        new: Hidden(NEW.into()),
    };
    said += &format!("{change:?}");
    desk.core.vault_change_password(change).await.unwrap();
    let reveal = WordsRevealRequest {
        password: Hidden(NEW.into()),
    };
    let words = desk.core.words_reveal(reveal).await.unwrap();
    said += &format!("{words:?}");
    said += &format!("{:?}", desk.add_keychain(NEW).await.unwrap());
    desk.copy(WORDS).await.unwrap();
    desk.core.vault_lock(Empty {}).await.unwrap();
    said += &format!("{:?}", desk.unlock_with(LockKind::Keychain).await.unwrap());
    let again = FreshPasswordRequest {
        password: Hidden(NEW.into()),
    };
    said += &format!("{:?}", desk.core.vault_rekey(again).await.unwrap());
    let bad = VaultImportRequest {
        key: support::net::words_of(&format!("{WORDS} zebra"), "canary passphrase"),
        password: Hidden(NEW.into()),
        account_name: "Other".into(),
        vault_name: None,
        present: PresentVault::Replaced,
    };
    said += &format!(
        "{bad:?} {:?}",
        desk.core.vault_import(bad.clone()).await.unwrap_err()
    );
    // Something that is logged, so that the log is known to be read.
    desk.signals.say(platform::SystemSignal::ScreenLock);
    while desk.core.app_state(Empty {}).await.unwrap().vault == VaultState::Open {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    desk.core.leave().await;
    while let Ok(event) = events.try_recv() {
        said += &serde_json::to_string(&event).unwrap();
    }

    let mut everything = log.0.lock().unwrap().clone();
    assert!(!everything.is_empty(), "the log was written");
    everything.extend(said.into_bytes());
    assert!(
        files(folder.path(), &mut everything) >= 3,
        "files were written"
    );
    let (seed, key) = derived();
    let texts = [
        PASSWORD,
        NEW,
        WRONG,
        WORDS,
        "canary passphrase",
        "sausage worth",
    ];
    let secrets = texts
        .iter()
        .map(|t| t.as_bytes().to_vec())
        .chain([seed, key]);
    for secret in secrets {
        for form in forms(&secret) {
            assert!(
                !contains(&everything, &form),
                "{}",
                String::from_utf8_lossy(&secret)
            );
        }
    }
    // The search does find what is there: the account's name.
    assert!(contains(&everything, b"Main"));
}
