//! The web build in Chromium, at both widths.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;

use tests::{Page, Server, Width, chromium, within};

const PASSWORD: &str = "four unrelated words here";

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
    page.top_up(&place, "3", "8.00\u{a0}ACT deposited in all")
        .await;
    page.is_sound().await;
    page.top_up_by_rule(&place, "9.00\u{a0}ACT deposited in all")
        .await;
    page.is_sound().await;
    page.update_image(&place, "vllm/vllm-openai:v0.10.0").await;
    page.is_sound().await;
    page.close_deployment(&place).await;
    page.sees("of the 9.00\u{a0}ACT deposited came back").await;
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

/// The page is loaded again at every step; each time it goes on from there, and in the end one deployment runs.
async fn reloads_at_every_step(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let (_server, page) = at(folder.path(), width).await;
    page.start_demo().await;
    page.deploy_template("Ollama").await;
    page.reload().await;
    page.approve().await;
    page.reload().await;
    page.sees("Bids").await;
    page.reload().await;
    page.accept_bid().await;
    // What was not approved is void after a reload: the bid is chosen again.
    page.reload().await;
    page.accept_bid().await;
    page.approve().await;
    page.reload().await;
    page.runs().await;
    page.reload().await;
    page.sees("Overview").await;
    page.go("#/deployments").await;
    page.sees("1 active deployment").await;
    page.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reload_steps_narrow() {
    within(240, reloads_at_every_step(Width::Narrow)).await;
}

/// What was typed into a draft is there after a reload.
#[tokio::test(flavor = "multi_thread")]
async fn keep_draft() {
    within(120, async {
        let folder = tempfile::tempdir().unwrap();
        let (_server, page) = at(folder.path(), Width::Narrow).await;
        page.start_demo().await;
        page.go("#/studio").await;
        page.button_in("Web page", "Use template").await;
        page.sees("Valid").await;
        page.fill("Image", "nginx:1.29-perl").await;
        page.button("YAML").await;
        page.sees("Saved").await;
        page.reload().await;
        page.sees("Saved").await;
        let image = page
            .script("return [...document.querySelectorAll('input')].map(i => i.value).join(' ')")
            .await;
        assert!(image.to_string().contains("nginx:1.29-perl"), "{image}");
        page.is_sound().await;
    })
    .await;
}

/// The words of an account bring back, in another browser, what it deployed.
#[tokio::test(flavor = "multi_thread")]
async fn import_deployments() {
    within(240, async {
        let folder = tempfile::tempdir().unwrap();
        let (server, page) = at(folder.path(), Width::Wide).await;
        let words = page.create_vault(PASSWORD).await;
        page.ask_faucet().await;
        page.go("#/studio").await;
        page.button_in("Web page", "Use template").await;
        page.deploy_draft().await;
        page.is_sound().await;
        drop(page);
        let page = chromium(&folder.path().join("other"), Width::Narrow, &server.url).await;
        page.import_vault(&words, PASSWORD).await;
        page.go("#/deployments").await;
        page.sees("1 active deployment").await;
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
