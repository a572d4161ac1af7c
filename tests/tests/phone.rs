//! A browser as narrow as a phone, without a vault, deploys with the vault of the desktop window.
#![allow(missing_docs, clippy::unwrap_used)]

use serde_json::{Value, json};
use tests::{Page, Server, Width, chromium, window, window_with_links, within};

const PASSWORD: &str = "zanzibar canary 42";

/// A vault with coins in the window, on the network and the relay of the web server.
async fn desktop(page: &Page, server: &Server) {
    page.create_vault(PASSWORD).await;
    page.go("#/settings/networks").await;
    page.button("Add a network").await;
    page.fill("Name", "Shared").await;
    page.fill("Node", &server.rpc).await;
    page.fill("Faucet", &server.faucet).await;
    page.button("Add the network").await;
    page.button("Shared").await;
    chosen(page, "Shared").await;
    page.button("Choose a relay").await;
    page.fill("Relay", &server.relay).await;
    page.button("Use it").await;
    page.sees("your own").await;
    page.ask_faucet().await;
}

async fn chosen(page: &Page, name: &str) {
    let on = format!(
        "return document.querySelector('[role=radio][aria-label^=\"{name}\"]')?.getAttribute('aria-checked') === 'true'"
    );
    page.says(&on, |told| (*told == json!(true)).then_some(()))
        .await;
}

/// The connection address that a page shows.
async fn address(page: &Page) -> String {
    let link = "const a = document.querySelector('a[href^=\"wc:\"]'); return a ? a.getAttribute('href') : ''";
    let shown = |told: &Value| {
        let uri = told.as_str().filter(|uri| !uri.is_empty());
        uri.map(str::to_owned)
    };
    page.says(link, shown).await
}

/// Pairs the window with the address, as its person would.
async fn pair(page: &Page, uri: &str) {
    page.go("#/wallet").await;
    page.button_in("Connected apps", "Connect").await;
    page.fill("Connection address", uri).await;
    page.button_in("Connect an app", "Connect").await;
    page.sees("wants to connect").await;
    page.is_sound().await;
    page.button_in("Connect Slipway", "Connect").await;
    page.sees_no("wants to connect").await;
}

/// Approves here; the wallet has the request then.
async fn ask(page: &Page) {
    page.sees("signs this").await;
    page.button("Approve").await;
    page.sees("Waiting for").await;
}

/// Approves in the window what the phone asked.
async fn sign(page: &Page) {
    page.sees("asks you to sign").await;
    page.button("Approve").await;
    page.sees_no("asks you to sign").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_from_a_phone_with_the_vault_of_the_window() {
    within(480, async {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(&folder.path().join("server"));
        let desk = window(&folder.path().join("desk")).await;
        desktop(&desk, &server).await;
        let phone = chromium(&folder.path().join("profile"), Width::Narrow, &server.url).await;
        phone.button("Connect a wallet").await;
        let uri = address(&phone).await;
        phone.is_sound().await;
        pair(&desk, &uri).await;
        phone.sees("In escrow").await;

        // The page is gone while the wallet thinks, and takes the answer when it is back.
        phone.deploy_template("vLLM").await;
        let flow = phone.place().await;
        ask(&phone).await;
        phone.is_sound().await;
        phone.reload().await;
        phone.sees("Waiting for").await;
        sign(&desk).await;
        phone.sees_no("Waiting for").await;
        phone.go(&flow).await;
        phone.accept_bid().await;

        // The vault is locked and unlocked while a request waits in it.
        ask(&phone).await;
        desk.sees("asks you to sign").await;
        let keys = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'l', ctrlKey: true, bubbles: true}))";
        desk.script(keys).await;
        desk.sees("Unlock").await;
        desk.fill("Password", PASSWORD).await;
        desk.button("Unlock").await;
        sign(&desk).await;

        // One token for the providers; the phone's socket is cut once more.
        ask(&phone).await;
        desk.sees("for 24 hours").await;
        phone.reload().await;
        sign(&desk).await;
        phone.sees_no("Waiting for").await;
        phone.go(&flow).await;
        let place = phone.runs().await;
        phone.sees_logs(&place).await;
        phone.is_sound().await;

        // The desktop ends it: the account is watched from then on, and nothing is lost.
        desk.go("#/wallet").await;
        desk.button("Manage").await;
        desk.button("Disconnect").await;
        phone.go("#/wallet/accounts").await;
        phone.sees("Can't sign").await;
        phone.is_sound().await;
    })
    .await;
}

/// The program is started once more by a link of the system: the window that is open shows what the link asks.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_the_system_reaches_the_window_that_is_open() {
    within(240, async {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(&folder.path().join("server"));
        let (desk, links) = window_with_links(&folder.path().join("desk")).await;
        desktop(&desk, &server).await;
        let phone = chromium(&folder.path().join("profile"), Width::Narrow, &server.url).await;
        phone.button("Connect a wallet").await;
        let uri = address(&phone).await;

        // What leads nowhere changes nothing; the window is there and goes on.
        links.open("slipway://elsewhere").await;
        links.open(&uri).await;
        desk.sees("Connect an app").await;
        let typed = "return document.querySelector('textarea')?.value ?? ''";
        desk.says(typed, |told| (*told == json!(uri)).then_some(()))
            .await;
        desk.is_sound().await;
        // The link alone connects nothing.
        assert!(!desk.has("wants to connect").await);
        desk.button_in("Connect an app", "Connect").await;
        desk.sees("wants to connect").await;
        desk.button_in("Connect Slipway", "Connect").await;
        phone.sees("In escrow").await;
    })
    .await;
}
