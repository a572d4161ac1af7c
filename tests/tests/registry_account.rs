//! Ways into an account at the demo network's registry, who may see its repositories, and the vault's passkeys, in Chromium.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tests::{Page, Server, Width, chromium, within};

const PASSWORD: &str = "correct horse battery staple";

/// A vault of one's own and an account of this name.
async fn account(folder: &Path, width: Width, user: &str) -> (Server, Page) {
    let server = Server::start(&folder.join("server"));
    let page = chromium(&folder.join("profile"), width, &server.url).await;
    page.create_vault(PASSWORD).await;
    page.sign_up(user).await;
    (server, page)
}

/// What the registry answers to a token: its status.
fn asks(registry: &str, user: &str, token: &str) -> String {
    let told = Command::new("curl")
        .args(["-s", "-o", "/dev/null", "-w", "%{http_code}", "-u"])
        .arg(format!("{user}:{token}"))
        .arg(format!("{registry}/token"))
        .output()
        .unwrap();
    String::from_utf8(told.stdout).unwrap()
}

/// The address of the registry, from the name of an image.
async fn address(page: &Page) -> String {
    let text = page.text().await;
    let at = text.find("localhost:").unwrap();
    let host: String = text[at..].chars().take_while(|c| *c != '/').collect();
    format!("http://{host}")
}

/// The token that was copied, once it is in the clipboard.
async fn copied(page: &Page) -> String {
    let script = "return navigator.clipboard.readText().catch(e => `no: ${e}`)";
    let token = |told: &Value| {
        let told = told.as_str().unwrap_or_default();
        told.starts_with("oreg_pat_").then(|| told.to_owned())
    };
    page.says(script, token).await
}

/// Waits until so many passkeys of the account are marked as those of the vault.
async fn sees_of_vault(page: &Page, wanted: u64) {
    let script = "return [...document.querySelectorAll('.badge')]\
        .filter(b => b.innerText.includes('in this vault')).length";
    let is_so = |told: &Value| (told.as_u64() == Some(wanted)).then_some(());
    page.says(script, is_so).await;
}

async fn new_repository(page: &Page, name: &str) {
    page.go("#/registry").await;
    page.button("New repository").await;
    page.fill("Name", name).await;
    page.fill("What it is for", "Kites for sale").await;
    page.is_sound().await;
    page.button("Make the repository").await;
    page.sees_no("What it is for").await;
}

async fn ways_in(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let (_server, page) = account(folder.path(), width, "ann").await;
    new_repository(&page, "app").await;
    page.link("ann/app").await;
    page.sees("No tag here yet").await;
    let registry = address(&page).await;

    page.at_registry("Account").await;
    page.sees("Signed in as ann.").await;
    sees_of_vault(&page, 1).await;
    page.is_sound().await;
    page.button("Rename").await;
    page.fill("Name of the passkey", "The desk").await;
    page.is_sound().await;
    page.button("Save").await;
    page.sees("The desk").await;
    // The last way in can't be taken away, and nothing offers it.
    assert!(!page.has_button("Remove The desk").await);

    page.cdp(
        "Browser.grantPermissions",
        json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}),
    )
    .await;
    page.fill("Name of a new token", "Builds").await;
    page.button("Make a token").await;
    page.sees("Copy it now").await;
    page.sees("It goes with the user name ann").await;
    page.is_sound().await;
    page.button("Copy the token").await;
    let token = copied(&page).await;
    assert_eq!(asks(&registry, "ann", &token), "200");
    page.button("Close").await;
    page.at_registry("Account").await;
    page.sees("Builds").await;
    // Told once: not when the account is opened again.
    assert!(!page.has(&token).await);
    page.button("Revoke Builds").await;
    page.sees("Whatever uses it is refused at once").await;
    page.is_sound().await;
    page.button("Keep it").await;
    page.sees_no("Whatever uses it is refused at once").await;
    page.button("Revoke Builds").await;
    page.button("Revoke the token").await;
    page.sees_no("Builds").await;
    assert_eq!(asks(&registry, "ann", &token), "401");
    page.button("Close").await;

    // Without a user name the vault says whose passkey it is, behind its password.
    page.sign_out().await;
    page.sign_in("", Some(PASSWORD)).await;
    page.at_registry("Account").await;
    page.sees("Signed in as ann.").await;
    page.button("Close").await;

    // The vault's own list.
    page.at_registry("Passkeys of this vault").await;
    page.sees("ann at localhost").await;
    page.is_sound().await;
    page.button("Rename").await;
    page.fill("Name of the passkey", "Mine").await;
    page.button("Save").await;
    page.sees("Mine").await;
    page.button("Remove Mine").await;
    page.sees("Whoever has no other way into ann at localhost")
        .await;
    page.is_sound().await;
    page.button("Keep it").await;
    page.button("Remove Mine").await;
    page.button("Remove the passkey").await;
    page.sees("No passkey yet").await;
    page.button("Close").await;
    page.sign_out().await;
    page.at_registry("Sign in or sign up").await;
    page.fill("User name", "ann").await;
    page.button("Sign in").await;
    page.sees("There is no passkey for this account here").await;
    page.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ways_into_an_account() {
    within(400, ways_in(Width::Wide)).await;
}

/// Looks for a word on the whole server.
async fn search(page: &Page, word: &str) {
    page.go("#/registry").await;
    page.fill("Filter repositories", word).await;
    page.button("Search the whole server").await;
}

async fn who_sees(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let (_server, page) = account(folder.path(), width, "ann").await;
    new_repository(&page, "kites").await;
    page.sign_out().await;
    page.sign_up("bob").await;
    search(&page, "kite").await;
    page.sees("Nothing that you may see has these words").await;
    page.is_sound().await;
    page.sign_out().await;
    page.sign_in("ann", None).await;
    page.go("#/registry").await;
    page.link("ann/kites").await;
    page.sees("private").await;
    page.button("Make it public").await;
    page.sees("Everybody who reaches the server can pull it then")
        .await;
    page.is_sound().await;
    page.button("Keep it private").await;
    page.sees_no("Everybody who reaches the server can pull it then")
        .await;
    page.button("Make it public").await;
    page.button("Show it to everybody").await;
    page.sees("Make it private").await;
    page.is_sound().await;
    page.sign_out().await;
    page.sign_in("bob", None).await;
    search(&page, "KITE").await;
    page.link("ann/kites").await;
    page.sees("No tag here yet").await;
    // Somebody else's: nothing to change.
    assert!(!page.has_button("Make it private").await);
    page.sign_out().await;
    page.sign_in("ann", None).await;
    page.go("#/registry").await;
    page.link("ann/kites").await;
    page.button("Make it private").await;
    page.sees("Make it public").await;
    page.sign_out().await;
    search(&page, "kite").await;
    page.sees("Nothing that you may see has these words").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_a_repository() {
    within(400, who_sees(Width::Narrow)).await;
}

/// Chooses who is to hold the passkey, and says yes to it.
async fn consent_of_browser(page: &Page, words: &str, yes: &str) {
    page.sees("this browser, which asks once more by itself")
        .await;
    page.consent(words, None, yes).await;
}

async fn browsers_own(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("server"));
    let page = chromium(&folder.path().join("profile"), width, &server.url).await;
    page.add_authenticator().await;
    page.start_demo().await;
    page.at_registry("Sign in or sign up").await;
    page.button("New account").await;
    page.button("This browser").await;
    page.sees("The key stays with this browser").await;
    page.fill("User name", "ann").await;
    page.fill("E-mail address", "ann@example.org").await;
    page.is_sound().await;
    page.button("Sign up").await;
    let made = "The browser makes a new key pair";
    let used = "The browser is handed the registry's challenge";
    consent_of_browser(&page, made, "Make the passkey").await;
    consent_of_browser(&page, used, "Sign in").await;
    page.sees("Signed in at Demo registry").await;

    // The vault has none of it; it may add one of its own.
    page.at_registry("Passkeys of this vault").await;
    page.sees("No passkey yet").await;
    page.button("Close").await;
    page.at_registry("Account").await;
    page.sees("Signed in as ann.").await;
    sees_of_vault(&page, 0).await;
    page.fill("Name of a further passkey", "Vault").await;
    page.button("This vault").await;
    page.is_sound().await;
    page.button("Add a passkey").await;
    page.consent("A new key pair is made", None, "Make the passkey")
        .await;
    sees_of_vault(&page, 1).await;
    page.sees("never used").await;
    // Its authenticator is the browser's, and holds one already: the site excludes it.
    page.fill("Name of a further passkey", "Twice").await;
    page.button("Add a passkey").await;
    consent_of_browser(&page, made, "Make the passkey").await;
    page.sees("The authenticator already has a passkey of this account")
        .await;
    page.is_sound().await;
    // What was made at the sign-up goes; the vault's stays, and is the last.
    page.button("Remove First passkey").await;
    page.sees("It opens this account no more").await;
    page.is_sound().await;
    page.button("Keep it").await;
    page.sees_no("It opens this account no more").await;
    page.button("Remove First passkey").await;
    page.button("Remove the passkey").await;
    page.sees_no("It opens this account no more").await;
    assert!(!page.has_button("Remove").await);
    page.button("Close").await;
    page.sign_out().await;
    page.at_registry("Sign in or sign up").await;
    page.button("This browser").await;
    page.fill("User name", "ann").await;
    page.button("Sign in").await;
    consent_of_browser(&page, used, "Sign in").await;
    page.sees("You said no").await;
    page.button("This vault").await;
    page.button("Sign in").await;
    page.consent("The registry sends a challenge", None, "Sign in")
        .await;
    page.sees("Signed in at Demo registry").await;
    page.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn passkeys_of_the_browser() {
    within(400, browsers_own(Width::Wide)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_at_another_address_has_no_passkeys_of_the_browser_for_the_registry() {
    within(200, async {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(&folder.path().join("server"));
        let elsewhere = server.url.replace("localhost", "127.0.0.1");
        let page = chromium(&folder.path().join("profile"), Width::Narrow, &elsewhere).await;
        page.start_demo().await;
        page.at_registry("Sign in or sign up").await;
        page.sees("The browser's own passkeys can't be used").await;
        page.sees("this page is at http://127.0.0.1").await;
        assert!(!page.has_button("This browser").await);
        page.is_sound().await;
    })
    .await;
}
