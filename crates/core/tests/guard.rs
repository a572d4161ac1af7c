//! What guards an open vault: idle time, the system's signals, the clipboard, other ways to open it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::time::{Duration, Instant};

use contract::*;
use platform::{KeychainError, SystemSignal};
use support::desk::{Desk, PASSWORD};
use types::UnixMillis;

/// Waits for what the core does in the background.
async fn until(what: &str, wanted: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !wanted().await {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "waited for {what}"
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn state(desk: &Desk) -> VaultState {
    desk.core.app_state(Empty {}).await.unwrap().vault
}

/// Lets the watch look `seconds` times, a second apart.
async fn pass(desk: &Desk, seconds: u64) {
    for _ in 0..seconds {
        until("the watch to sleep", async || {
            desk.clock.sleepers() >= desk.watchers
        })
        .await;
        desk.clock.pass(1_000);
    }
    until("the watch to look", async || {
        desk.clock.sleepers() >= desk.watchers
    })
    .await;
}

#[tokio::test]
async fn five_minutes_without_use_lock() {
    let desk = Desk::with_vault().await;
    pass(&desk, 299).await;
    assert_eq!(state(&desk).await, VaultState::Open);
    pass(&desk, 2).await;
    until("the lock", async || {
        state(&desk).await == VaultState::Locked
    })
    .await;
}

#[tokio::test]
async fn a_clock_set_back_does_not_keep_the_vault_open() {
    let desk = Desk::with_vault().await;
    pass(&desk, 150).await;
    desk.clock.set(UnixMillis(1_000));
    pass(&desk, 151).await;
    assert_eq!(state(&desk).await, VaultState::Locked);
}

#[tokio::test]
async fn suspend_and_screen_lock_lock_at_once() {
    for signal in [SystemSignal::Suspend, SystemSignal::ScreenLock] {
        let desk = Desk::with_vault().await;
        assert_eq!(state(&desk).await, VaultState::Open);
        desk.signals.say(signal);
        until("the lock", async || {
            state(&desk).await == VaultState::Locked
        })
        .await;
        assert!(desk.unlock(PASSWORD).await.is_ok(), "and it opens again");
        desk.signals.say(signal);
        until("the second lock", async || {
            state(&desk).await == VaultState::Locked
        })
        .await;
    }
}

#[tokio::test]
async fn a_demo_vault_stays_open() {
    let desk = Desk::new().await;
    desk.core.demo_start(Empty {}).await.unwrap();
    desk.signals.say(SystemSignal::ScreenLock);
    pass(&desk, 301).await;
    assert_eq!(state(&desk).await, VaultState::Open);
}

#[tokio::test]
async fn a_machine_that_slept_without_a_word_finds_the_vault_locked() {
    let desk = Desk::with_vault().await;
    pass(&desk, 1).await;
    desk.clock.suspend(120_000);
    pass(&desk, 1).await;
    assert_eq!(state(&desk).await, VaultState::Locked);
}

#[tokio::test]
async fn a_copied_secret_is_gone_after_half_a_minute() {
    let desk = Desk::with_vault().await;
    let before = desk.clock.sleepers();
    assert_eq!(desk.copy("zoo zoo zoo").await.unwrap().seconds, 30);
    assert_eq!(desk.clipboard.content().as_deref(), Some("zoo zoo zoo"));
    until("the timer", async || desk.clock.sleepers() > before).await;
    desk.clock.pass(29_999);
    assert_eq!(desk.clipboard.content().as_deref(), Some("zoo zoo zoo"));
    desk.clock.pass(1);
    until("the clipboard", async || desk.clipboard.content().is_none()).await;
}

#[tokio::test]
async fn what_was_copied_since_stays() {
    let desk = Desk::with_vault().await;
    desk.copy("zoo zoo zoo").await.unwrap();
    desk.clipboard.copy("a shopping list");
    pass(&desk, 31).await;
    desk.core.leave().await;
    assert_eq!(desk.clipboard.content().as_deref(), Some("a shopping list"));
}

#[tokio::test]
async fn a_lock_and_the_end_take_a_copied_secret_along() {
    let desk = Desk::with_vault().await;
    desk.copy("zoo").await.unwrap();
    desk.core.vault_lock(Empty {}).await.unwrap();
    until("the clipboard", async || desk.clipboard.content().is_none()).await;
    desk.copy("zoo").await.unwrap();
    desk.core.leave().await;
    assert_eq!(desk.clipboard.content(), None);
}

#[tokio::test]
async fn without_a_clipboard_nothing_is_copied() {
    let desk = Desk::bare().await;
    let view = desk.core.security_get(Empty {}).await.unwrap();
    assert_eq!(
        (view.copy_seconds, view.keychain, view.signals),
        (None, false, false)
    );
    assert_eq!(desk.copy("zoo").await.unwrap_err().code, ErrorCode::Invalid);
}

#[tokio::test]
async fn the_keychain_opens_until_its_entry_is_removed() {
    let desk = Desk::with_vault().await;
    let wrong = desk.add_keychain("not the password").await.unwrap_err();
    assert_eq!(wrong.code, ErrorCode::WrongPassword);
    assert!(desk.keychain.names().is_empty());
    let view = desk.add_keychain(PASSWORD).await.unwrap();
    assert_eq!(view.locks.len(), 2);
    assert_eq!(desk.keychain.names().len(), 1);
    desk.core.vault_lock(Empty {}).await.unwrap();
    desk.unlock_with(LockKind::Keychain).await.unwrap();
    assert_eq!(state(&desk).await, VaultState::Open);
    // It opens the vault, but it is no fresh password.
    let asked = WordsRevealRequest {
        password: Hidden(String::new()),
    };
    assert!(desk.core.words_reveal(asked).await.is_err());
    let id = view.locks[1].id.clone();
    let view = desk.core.lock_remove(LockRequest { id }).await.unwrap();
    assert_eq!(view.locks.len(), 1);
    assert!(desk.keychain.names().is_empty());
    desk.core.vault_lock(Empty {}).await.unwrap();
    assert!(desk.unlock_with(LockKind::Keychain).await.is_err());
    assert!(desk.unlock(PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_keychain_that_refuses_changes_nothing() {
    let desk = Desk::with_vault().await;
    desk.keychain
        .refuse(Some(KeychainError::Refused("locked".into())));
    let error = desk.add_keychain(PASSWORD).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Storage);
    assert!(error.safe.is_some());
    let view = desk.core.security_get(Empty {}).await.unwrap();
    assert_eq!((view.locks.len(), view.keychain), (1, false));
}

#[tokio::test]
async fn the_password_stays() {
    let desk = Desk::with_vault().await;
    let view = desk.core.security_get(Empty {}).await.unwrap();
    let id = view.locks[0].id.clone();
    assert_eq!(view.locks[0].kind, LockKind::Password);
    assert!(desk.core.lock_remove(LockRequest { id }).await.is_err());
    assert!(
        desk.core
            .lock_remove(LockRequest { id: "x".into() })
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_new_data_key_drops_the_other_locks() {
    let desk = Desk::with_vault().await;
    desk.add_keychain(PASSWORD).await.unwrap();
    let before = desk.vault_bytes().await;
    let request = FreshPasswordRequest {
        password: Hidden(PASSWORD.into()),
    };
    let view = desk.core.vault_rekey(request).await.unwrap();
    assert_eq!(view.locks.len(), 1);
    assert!(desk.keychain.names().is_empty());
    assert_ne!(before, desk.vault_bytes().await);
    desk.core.vault_lock(Empty {}).await.unwrap();
    assert!(desk.unlock(PASSWORD).await.is_ok());
}

/// A page that answers passkey calls as an authenticator would: the same secret for the same salt.
fn authenticator(desk: &Desk, answers: &'static str) {
    let mut events = desk.core.subscribe();
    let core = desk.core.clone();
    tokio::spawn(async move {
        while let Some(event) = futures::StreamExt::next(&mut events).await {
            let Event::HostCall { id, call } = event else {
                continue;
            };
            let (credential, salt) = match call {
                HostCall::PasskeyCreate { salt, .. } => ("bmV3".to_owned(), salt),
                HostCall::PasskeyGet { mut keys, .. } => {
                    let key = keys.remove(0);
                    (key.credential, key.salt)
                }
                _ => continue,
            };
            let answer = match answers {
                "prf" => {
                    serde_json::json!({"passkey": "done", "credential": credential, "prf": salt})
                }
                other => serde_json::json!({"passkey": other}),
            };
            core.host_answer(HostAnswer { id, answer }).await.unwrap();
        }
    });
}

#[tokio::test]
async fn a_passkey_opens_until_it_is_removed() {
    let desk = Desk::with_vault().await;
    authenticator(&desk, "prf");
    let view = desk.add_passkey(PASSWORD).await.unwrap();
    assert_eq!(view.locks[1].kind, LockKind::Passkey);
    desk.core.vault_lock(Empty {}).await.unwrap();
    desk.unlock_with(LockKind::Passkey).await.unwrap();
    let id = view.locks[1].id.clone();
    desk.core.lock_remove(LockRequest { id }).await.unwrap();
    desk.core.vault_lock(Empty {}).await.unwrap();
    assert!(desk.unlock_with(LockKind::Passkey).await.is_err());
}

#[tokio::test]
async fn a_passkey_without_prf_or_that_was_cancelled_adds_nothing() {
    for (answer, code) in [
        ("no_prf", ErrorCode::Invalid),
        ("cancelled", ErrorCode::Rejected),
    ] {
        let desk = Desk::with_vault().await;
        authenticator(&desk, answer);
        assert_eq!(desk.add_passkey(PASSWORD).await.unwrap_err().code, code);
        let view = desk.core.security_get(Empty {}).await.unwrap();
        assert_eq!(view.locks.len(), 1);
    }
}
