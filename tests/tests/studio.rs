//! The parts of Studio's form that are closed until they are needed.
#![allow(missing_docs, clippy::unwrap_used)]

use tests::{Page, Server, Width, chromium, within};

/// The text of the draft, as the editor shows it.
async fn text(page: &Page) -> String {
    page.script(
        "return document.querySelector('.editor-host').shadowRoot.querySelector('.cm-content').innerText",
    )
    .await
    .as_str()
    .unwrap_or_default()
    .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn set_placement_and_login() {
    within(180, async {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(&folder.path().join("server"));
        let page = chromium(&folder.path().join("profile"), Width::Wide, &server.url).await;
        page.start_demo().await;
        page.go("#/studio").await;
        page.button_in("Web page", "Use template").await;
        page.sees("Valid").await;
        page.button("Advanced").await;
        page.button("The image needs a login").await;
        page.fill("Registry", "ghcr.io").await;
        page.fill("User", "ann").await;
        page.fill("Password or token", "pull-only").await;
        page.fill("Wait for an answer", "5000").await;
        page.sees("login at ghcr.io").await;
        page.button("Placement").await;
        page.button("Attribute").await;
        page.fill("Value of the attribute", "eu-west").await;
        page.sees("eu-west").await;
        page.sees("Valid").await;
        page.is_sound().await;
        page.is_accessible("the open parts of the form").await;
        let text = text(&page).await;
        for part in ["host: ghcr.io", "username: ann", "read_timeout: 5000"] {
            assert!(text.contains(part), "{part}:\n{text}");
        }
    })
    .await;
}
