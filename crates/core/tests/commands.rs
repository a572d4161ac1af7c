//! What crosses into the core: its commands are the ones written down, and whatever comes is answered with an error.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use contract::*;
use support::desk::{Desk, PASSWORD, WORDS};

/// Every command with its kind, one a line. A new one is added here by hand, after thinking about what it lets out.
const GOLDEN: &str = include_str!("commands.txt");

#[test]
fn the_commands_are_the_ones_written_down() {
    let found: Vec<String> = COMMANDS
        .iter()
        .map(|row| format!("{:?} {}", row.kind, row.name))
        .collect();
    let written: Vec<&str> = GOLDEN.lines().collect();
    assert_eq!(found, written);
}

/// Texts that no command takes.
fn junk() -> Vec<String> {
    let mut all: Vec<String> = [
        "",
        "null",
        "7",
        "true",
        "\"zoo\"",
        "[{}, 7, {}, {}, {}, {}, {}]",
        "{",
        "{\"a\":",
        "{\"zoo\"}",
        "\u{0}",
        "{}{}",
    ]
    .map(String::from)
    .to_vec();
    all.push("[".repeat(200_000));
    all.push(format!("{{\"password\":\"{}\"", "x".repeat(1_000_000)));
    all
}

#[tokio::test]
async fn malformed_requests_are_refused_by_every_command() {
    let desk = Desk::with_vault().await;
    for row in COMMANDS {
        for text in junk() {
            match desk.core.call(row.name, &text).await {
                Err(e) => {
                    assert_eq!(e.code, ErrorCode::Invalid, "{}: {e}", row.name);
                    assert!(!e.message.contains("zoo"), "{e}");
                }
                Ok(_) => panic!("{} took {:.60}", row.name, text),
            }
        }
    }
}

#[tokio::test]
async fn oversized_requests_are_refused_before_they_are_read() {
    let desk = Desk::new().await;
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(LARGEST_REQUEST));
    let error = desk.core.call("app_state", &large).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
    assert!(error.message.contains("larger"), "{error}");
    assert!(desk.core.call("app_state", "{}").await.is_ok());
}

#[tokio::test]
async fn unknown_commands_are_refused() {
    let desk = Desk::new().await;
    for name in [
        "",
        "vault_export_key",
        "Vault_Lock",
        "vault_lock ",
        "call",
        "__proto__",
    ] {
        let error = desk.core.call(name, "{}").await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid, "{name}");
    }
}

/// Commands whose answer holds a secret that the person asked to see, each behind a fresh password.
const SHOWS: [&str; 1] = ["words_reveal"];

/// Every command that can be called without arguments or with the usual ones answers without a word of the vault.
#[tokio::test]
async fn no_command_but_the_known_ones_lets_a_secret_out() {
    let desk = Desk::with_vault().await;
    let password = serde_json::json!({ "password": PASSWORD }).to_string();
    let mut answered = 0;
    for row in COMMANDS {
        // The last two leave another vault than the one that is looked at.
        if SHOWS.contains(&row.name) || ["vault_wipe", "demo_start"].contains(&row.name) {
            continue;
        }
        for text in ["{}", password.as_str()] {
            let call = desk.core.call(row.name, text);
            // Some wait for the person.
            let answer = tokio::time::timeout(std::time::Duration::from_secs(5), call).await;
            let Ok(Ok(answer)) = answer else { continue };
            for word in ["winner", "sausage", PASSWORD] {
                assert!(!answer.contains(word), "{}: {answer}", row.name);
            }
            answered += 1;
        }
    }
    assert!(answered > 20, "{answered} commands answered");
    assert!(desk.unlock(PASSWORD).await.is_ok());
    let shown = desk.core.call("words_reveal", &password).await.unwrap();
    assert!(shown.contains("winner"), "positive control");
    assert!(WORDS.contains("winner"));
    let wrong = serde_json::json!({ "password": "wrong horse 1" }).to_string();
    let refused = desk.core.call("words_reveal", &wrong).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::WrongPassword);
}
