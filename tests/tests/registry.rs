//! From no account to a deployed image at the demo network's registry, in Chromium at both widths and in the window.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use registry::testing::{layer, layout};
use tests::{Page, Server, Width, chromium, packed, window, within};

/// An image of these layers as an OCI archive.
fn archive(folder: &Path, name: &str, layers: &[Vec<u8>]) -> PathBuf {
    let place = folder.join(name);
    layout(&place, layers).unwrap();
    packed(&place, "tar")
}

/// Pushes an archive and waits for what came of it.
async fn push(page: &Page, file: &Path, tag: &str, words: &str, chooses: bool) {
    page.button("Push image").await;
    page.sees("Push an image to Demo registry").await;
    if chooses {
        page.pick_file("Choose an archive", file).await;
        let name = file.file_name().unwrap().to_str().unwrap();
        page.sees(name).await;
    } else {
        let path = file.display().to_string();
        page.fill("Archive or folder", &path).await;
    }
    page.fill("Repository", "ann/app").await;
    page.fill("Tag", tag).await;
    page.is_sound().await;
    page.button("Push").await;
    page.sees(words).await;
    page.is_sound().await;
}

async fn journey(page: &Page, folder: &Path, chooses: bool) {
    page.start_demo().await;
    page.go("#/registry").await;
    page.sees("Demo registry").await;
    page.sees("simulated").await;
    page.is_sound().await;
    page.sign_up("ann").await;
    let shared = layer(1, 50_000);
    let first = archive(folder, "first", &[shared.clone(), layer(2, 1_000)]);
    let second = archive(folder, "second", &[shared, layer(3, 2_000)]);
    push(page, &first, "1.0", "none of 3 layers was there", chooses).await;
    push(page, &second, "1.1", "2 of 3 layers were there", chooses).await;
    page.sees("not sent").await;
    page.link("1.1").await;
    page.sees("docker pull localhost:").await;
    page.button("Copy the docker command").await;
    page.is_sound().await;
    // Pushed by its owner, so nobody else sees it: a provider needs a token.
    page.button("Use in Studio").await;
    page.sees("This image is private").await;
    page.is_sound().await;
    page.button("Make a token and use it").await;
    page.sees("pinned to its digest").await;
    let draft = page.place().await;
    assert!(draft.starts_with("#/studio/"), "{draft}");
    page.deploy_draft().await;
    page.at_registry("Account").await;
    page.sees("Deployments of ann/app").await;
    page.is_sound().await;
    page.button("Close").await;
    page.sign_out().await;
    page.at_registry("Sign in or sign up").await;
    page.sees("User name").await;
    page.button("Sign in").await;
    page.consent("The registry sends a challenge", None, "Sign in")
        .await;
    page.sees("Signed in at Demo registry").await;
    page.is_sound().await;
}

async fn in_chromium(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("server"));
    let page = chromium(&folder.path().join("profile"), width, &server.url).await;
    journey(&page, folder.path(), true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn push_and_deploy_narrow() {
    within(400, in_chromium(Width::Narrow)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn push_and_deploy_wide() {
    within(400, in_chromium(Width::Wide)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn push_and_deploy_in_window() {
    within(400, async {
        let folder = tempfile::tempdir().unwrap();
        let page = window(&folder.path().join("data")).await;
        journey(&page, folder.path(), false).await;
    })
    .await;
}
