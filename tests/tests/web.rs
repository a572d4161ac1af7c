//! The web build in Chromium, at both widths.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;

use tests::{Page, Server, Width, chromium, within};

async fn at(folder: &Path, width: Width) -> (Server, Page) {
    let server = Server::start(&folder.join("server"));
    let page = chromium(&folder.join("profile"), width, &server.url).await;
    (server, page)
}

async fn shows_doors_and_gallery(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let (_server, page) = at(folder.path(), width).await;
    page.sees("Try the demo network").await;
    page.is_sound().await;
    let isolated = page.script("return window.crossOriginIsolated").await;
    assert_eq!(isolated, serde_json::json!(true));
    page.start_demo().await;
    page.go("#/gallery").await;
    page.sees("Components").await;
    page.is_sound().await;
}

/// From nothing to a running service with logs, and back.
async fn deploys_and_closes(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let (_server, page) = at(folder.path(), width).await;
    page.start_demo().await;
    page.is_sound().await;
    page.deploy_template("vLLM").await;
    page.is_sound().await;
    page.approve().await;
    page.accept_bid().await;
    page.is_sound().await;
    page.approve().await;
    let place = page.runs().await;
    page.is_sound().await;
    page.sees_logs(&place).await;
    page.is_sound().await;
    page.close_deployment(&place).await;
    page.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn show_doors_narrow() {
    within(120, shows_doors_and_gallery(Width::Narrow)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn show_doors_wide() {
    within(120, shows_doors_and_gallery(Width::Wide)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_service_narrow() {
    within(240, deploys_and_closes(Width::Narrow)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_service_wide() {
    within(240, deploys_and_closes(Width::Wide)).await;
}

/// Chromium is killed after *signed* and again after *leased*; the flow goes on, with one deployment.
#[tokio::test(flavor = "multi_thread")]
async fn resume_deployment_after_kills() {
    within(300, async {
        let folder = tempfile::tempdir().unwrap();
        let (server, mut page) = at(folder.path(), Width::Wide).await;
        page.start_demo().await;
        page.deploy_template("vLLM").await;
        let flow = page.place().await;
        page.approve().await;
        page.kill();
        drop(page);
        let again = format!("{}/{flow}", server.url);
        let profile = folder.path().join("profile");
        let mut page = chromium(&profile, Width::Wide, &again).await;
        page.accept_bid().await;
        page.approve().await;
        page.kill();
        drop(page);
        let page = chromium(&profile, Width::Wide, &again).await;
        page.runs().await;
        page.go("#/deployments").await;
        page.sees("Running").await;
        let rows = page
            .script(
                "return new Set([...document.querySelectorAll('a[href^=\"#/deployments/\"]')]\
                 .map(a => a.getAttribute('href').split('/')[2])).size",
            )
            .await;
        assert_eq!(rows, serde_json::json!(1), "{}", page.text().await);
        page.is_sound().await;
    })
    .await;
}

/// A second tab says that the first one owns the data, and can take over.
#[tokio::test(flavor = "multi_thread")]
async fn take_over_second_tab() {
    within(120, async {
        let folder = tempfile::tempdir().unwrap();
        let (server, page) = at(folder.path(), Width::Wide).await;
        page.start_demo().await;
        let first = page.second_tab(&server.url).await;
        page.button("Take over here").await;
        page.sees("Home").await;
        page.to_tab(first).await;
        page.sees_one_of(&["Slipway went on in another tab"]).await;
    })
    .await;
}
