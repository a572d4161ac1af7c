//! What goes wrong, and what the page says then: in Chromium.
#![allow(missing_docs, clippy::unwrap_used)]

use tests::{Page, Server, Width, chromium, within};

const PASSWORD: &str = "four unrelated words here";

const SDL: &str = include_str!("../../crates/core/templates/nginx.yaml");

async fn at(folder: &std::path::Path, width: Width) -> (Server, Page) {
    let server = Server::start(&folder.join("server"));
    let page = chromium(&folder.join("profile"), width, &server.url).await;
    (server, page)
}

/// A wrong password says so, more of them make one wait, the right one opens.
#[tokio::test(flavor = "multi_thread")]
async fn refuse_password() {
    within(120, async {
        let folder = tempfile::tempdir().unwrap();
        let (_server, page) = at(folder.path(), Width::Narrow).await;
        page.create_vault(PASSWORD).await;
        page.key_with_ctrl('l').await;
        page.sees("Unlock Main").await;
        page.fill("Password", "not the password").await;
        page.button("Unlock").await;
        page.sees("This is not the password.").await;
        let mut waits = false;
        for n in 0..8 {
            if page.has("Wait").await || page.has("Try again in").await {
                waits = true;
                break;
            }
            page.fill("Password", &format!("not the password {n}"))
                .await;
            page.button("Unlock").await;
            tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
        }
        assert!(waits, "{}", page.text().await);
        page.is_sound().await;
    })
    .await;
}

/// A bad SDL keeps Deploy shut, names the line, and one press mends it.
#[tokio::test(flavor = "multi_thread")]
async fn mend_sdl() {
    within(120, async {
        let folder = tempfile::tempdir().unwrap();
        let (_server, page) = at(folder.path(), Width::Wide).await;
        page.start_demo().await;
        page.import_sdl(&SDL.replace("version: \"2.0\"\n", ""))
            .await;
        page.sees("1 problem").await;
        assert!(!page.has_button("Deploy").await);
        page.button("Use version 2.0").await;
        page.sees("Valid").await;
        assert!(page.has_button("Deploy").await);
        page.import_sdl("services: [").await;
        page.sees("problem").await;
        assert!(!page.has_button("Deploy").await);
        page.is_sound().await;
    })
    .await;
}

/// The node goes away: a banner says what is safe; it comes back: the banner goes.
#[tokio::test(flavor = "multi_thread")]
async fn lose_node() {
    within(180, async {
        let folder = tempfile::tempdir().unwrap();
        let (mut server, page) = at(folder.path(), Width::Narrow).await;
        page.start_demo().await;
        page.sees("100.00").await;
        server.kill();
        page.sees("The node of Demo network doesn't answer.").await;
        page.sees("drafts and steps in progress are stored").await;
        let text = page.text().await;
        assert!(
            !text.contains("JsValue") && !text.contains("wasm"),
            "{text}"
        );
        let listen = server.url.replace("http://localhost", "127.0.0.1");
        let _again = Server::listen(&folder.path().join("server"), listen.trim_end_matches('/'));
        page.sees_no("doesn't answer").await;
        page.sees("100.00").await;
        // The browser tells its console of each failed request.
        page.complaints().await;
        page.is_sound().await;
    })
    .await;
}

/// A provider refuses a manifest whose host name another account holds there: its words are shown, and closing brings
/// the deposit back.
#[tokio::test(flavor = "multi_thread")]
async fn refuse_manifest() {
    within(240, async {
        let folder = tempfile::tempdir().unwrap();
        let (server, first) = at(folder.path(), Width::Narrow).await;
        let sdl = SDL.replace(
            "        as: 80\n",
            "        as: 80\n        accept:\n          - site.example\n",
        );
        assert_ne!(sdl, SDL);
        start_with(&first, &sdl).await;
        first.sees("It runs").await;
        drop(first);
        let page = chromium(&folder.path().join("other"), Width::Wide, &server.url).await;
        start_with(&page, &sdl).await;
        page.sees("site.example").await;
        page.sees("in use").await;
        // The provider's refusal is an answer like any other to the app, and an error to the browser.
        page.complaints().await;
        page.is_sound().await;
        page.button("Close and refund").await;
        page.sees("comes back to your balance").await;
        page.button("Close and refund").await;
        page.approve().await;
        page.sees("This deployment is over").await;
    })
    .await;
}

/// Deploys `sdl` from a new demo vault with one and the same provider.
async fn start_with(page: &Page, sdl: &str) {
    page.start_demo().await;
    page.import_sdl(sdl).await;
    page.sees("Valid").await;
    page.button("Deploy").await;
    page.approve().await;
    page.button("Cinder Works").await;
    page.button("Accept bid").await;
    page.approve().await;
}
