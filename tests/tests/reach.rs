//! Who can't see or can't use a mouse: the main screens under axe-core, and ways by keyboard alone. In Chromium.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::time::Duration;

use fantoccini::key::Key;
use tests::{Page, Server, Width, chromium, within};

async fn at(folder: &Path, width: Width) -> (Server, Page) {
    let server = Server::start(&folder.join("server"));
    let page = chromium(&folder.join("profile"), width, &server.url).await;
    (server, page)
}

async fn every_screen_is_accessible(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let (_server, page) = at(folder.path(), width).await;
    page.sees("Try the demo network").await;
    page.is_accessible("first run").await;
    page.start_demo().await;
    page.deploy_template("vLLM").await;
    // The sheet comes to rest: half transparent text has no contrast.
    tokio::time::sleep(Duration::from_millis(600)).await;
    page.is_accessible("approval").await;
    let flow = page.place().await;
    page.approve().await;
    page.accept_bid().await;
    page.sees("What happens").await;
    page.approve().await;
    let place = page.runs().await;
    page.go(&flow).await;
    page.sees("It runs").await;
    page.is_accessible("deploy").await;
    for tab in ["", "/logs", "/events", "/update", "/money"] {
        page.go(&format!("{place}{tab}")).await;
        tokio::time::sleep(Duration::from_millis(600)).await;
        page.is_accessible(tab).await;
    }
    for place in [
        "#/",
        "#/studio",
        "#/deployments",
        "#/wallet",
        "#/settings",
        "#/settings/security",
        "#/settings/appearance",
        "#/settings/keyboard",
        "#/settings/about",
        "#/gallery",
    ] {
        page.go(place).await;
        tokio::time::sleep(Duration::from_millis(600)).await;
        page.is_accessible(place).await;
        page.is_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn audit_screens_narrow() {
    within(240, every_screen_is_accessible(Width::Narrow)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn audit_screens_wide() {
    within(240, every_screen_is_accessible(Width::Wide)).await;
}

/// The palette opens, filters and goes by keys; a sheet holds the focus, Escape closes it and gives the focus back.
#[tokio::test(flavor = "multi_thread")]
async fn steer_by_keyboard() {
    within(120, async {
        let folder = tempfile::tempdir().unwrap();
        let (_server, page) = at(folder.path(), Width::Wide).await;
        page.start_demo().await;
        page.key(Key::Tab).await;
        assert!(page.focus().await.contains("Skip to the page"));
        page.key_with_ctrl('k').await;
        page.fill("Search or run a command", "wallet").await;
        page.key(Key::Enter).await;
        page.sees("AKT, for fees").await;
        page.button("Send").await;
        page.sees("Send AKT").await;
        let inside = page.tab_round().await;
        let out = "return document.activeElement.closest('dialog, [role=dialog]') === null";
        assert_eq!(
            page.script(out).await,
            serde_json::json!(false),
            "{inside:?}"
        );
        assert!(inside.iter().any(|e| e.contains("Cancel")), "{inside:?}");
        page.key(Key::Escape).await;
        page.sees_no("Send AKT").await;
        assert!(
            page.focus().await.contains("Send"),
            "{}",
            page.focus().await
        );
        page.is_sound().await;
    })
    .await;
}
