//! Locking and unlocking a vault with a password in Chromium, with an authenticator that the driver provides.
#![allow(missing_docs, clippy::unwrap_used)]

use serde_json::json;
use tests::{Page, Server, Width, chromium, within};

/// Typed once for the vault; looked for in everything the browser keeps.
const PASSWORD: &str = "zanzibar canary 42";

/// Everything that pages of this origin can read again, as text, and where requests went.
const KEPT: &str = r#"
    return (async () => {
        const text = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), location.href, document.cookie];
        for (const { name } of await indexedDB.databases()) {
            const db = await new Promise((done, failed) => {
                const open = indexedDB.open(name);
                open.onsuccess = () => done(open.result);
                open.onerror = () => failed(open.error);
            });
            for (const store of db.objectStoreNames) {
                const all = (what) => new Promise((done) => {
                    const asked = db.transaction(store).objectStore(store)[what]();
                    asked.onsuccess = () => done(asked.result);
                });
                text.push(JSON.stringify(await all("getAllKeys")));
                for (const value of await all("getAll")) {
                    const bytes = value instanceof Uint8Array || value instanceof ArrayBuffer || Array.isArray(value);
                    text.push(bytes ? new TextDecoder("latin1").decode(new Uint8Array(value)) : JSON.stringify(value));
                }
            }
            db.close();
        }
        const elsewhere = performance.getEntriesByType("resource").map((r) => r.name)
            .filter((url) => new URL(url).origin !== location.origin);
        return { text: text.join("\n"), elsewhere };
    })();
"#;

async fn with_vault(page: &Page) -> String {
    page.button("Create a vault").await;
    page.fill_exactly("Password", PASSWORD).await;
    page.fill("Password again", PASSWORD).await;
    page.button("Create the vault").await;
    page.sees("Write these words on paper").await;
    let words = "return [...document.querySelectorAll('ol.words > li')].map(e => e.lastChild.textContent).join(' ')";
    let words = loop {
        let found = page.script(words).await;
        match found.as_str() {
            Some(text) if text.split(' ').count() == 24 => break text.to_owned(),
            _ => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
        }
    };
    assert!(
        !page.has_button("Copy the words").await,
        "a page can't empty the clipboard"
    );
    page.button("I wrote them down").await;
    page.button("Check later").await;
    page.sees("Home").await;
    words
}

async fn lock(page: &Page) {
    let keys = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'l', ctrlKey: true, bubbles: true}))";
    page.script(keys).await;
    page.sees("Unlock").await;
}

/// Adds a passkey, locks, unlocks with it, takes it away; then looks through all that the browser kept.
async fn passkey(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("server"));
    let page = chromium(&folder.path().join("profile"), width, &server.url).await;
    page.add_authenticator().await;
    let words = with_vault(&page).await;
    page.go("#/settings/security").await;
    page.sees("Ways to open the vault").await;
    page.is_sound().await;
    page.button("Add a passkey").await;
    page.fill_exactly("Password", "not the password").await;
    page.button("Continue").await;
    page.sees("This is not the password").await;
    page.fill_exactly("Password", PASSWORD).await;
    page.button("Continue").await;
    page.sees("The passkey opens the vault").await;
    page.sees("Opens the vault in the browser that knows it")
        .await;
    page.is_sound().await;
    lock(&page).await;
    page.button("Use the passkey").await;
    page.sees("Home").await;
    page.reload().await;
    page.button("Use the passkey").await;
    page.sees("Home").await;
    page.go("#/settings/security").await;
    page.button("Remove").await;
    page.sees("Passkey removed").await;
    lock(&page).await;
    assert!(!page.has_button("Use the passkey").await);
    page.fill_exactly("Password", PASSWORD).await;
    page.button("Unlock").await;
    page.sees("Home").await;
    page.is_sound().await;

    let kept = page.script(KEPT).await;
    assert_eq!(kept["elsewhere"], json!([]), "requests to other origins");
    let text = kept["text"].as_str().unwrap();
    assert!(text.contains("Main"), "what is kept was read: {text:.200}");
    let three = words.split(' ').take(3).collect::<Vec<_>>().join(" ");
    for secret in [PASSWORD, &words, &three] {
        assert!(!text.contains(secret), "{secret} is kept by the browser");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn passkey_opens_the_vault_narrow() {
    within(180, passkey(Width::Narrow)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn passkey_opens_the_vault_wide() {
    within(180, passkey(Width::Wide)).await;
}
