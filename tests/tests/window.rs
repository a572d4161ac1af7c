//! The desktop window, in WebKit on a display of its own.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::time::{Duration, Instant};

use tests::{OPENED, window, within};

/// The address that the window gave to the system's browser.
async fn opened(folder: &Path) -> String {
    let begin = Instant::now();
    loop {
        match std::fs::read_to_string(folder.join(OPENED)) {
            Ok(address) if address.ends_with('\n') => return address.trim().to_owned(),
            _ => assert!(
                begin.elapsed() < Duration::from_secs(30),
                "nothing was opened"
            ),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn show_window() {
    within(120, async {
        let folder = tempfile::tempdir().unwrap();
        let page = window(folder.path()).await;
        page.sees("Try the demo network").await;
        page.is_sound().await;
        let exposed = page.script("return '__TAURI__' in window").await;
        assert_eq!(exposed, serde_json::json!(false));
        let frozen = page
            .script("return Object.isFrozen(Object.prototype)")
            .await;
        assert_eq!(frozen, serde_json::json!(true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_service() {
    within(240, async {
        let folder = tempfile::tempdir().unwrap();
        let page = window(folder.path()).await;
        page.start_demo().await;
        page.deploy_template("vLLM").await;
        page.approve().await;
        page.accept_bid().await;
        page.approve().await;
        let place = page.runs().await;
        page.link("127.0.0.1:").await;
        let opened = opened(folder.path()).await;
        assert!(opened.starts_with("http://127.0.0.1:"), "{opened}");
        page.sees_logs(&place).await;
        page.close_deployment(&place).await;
        page.is_sound().await;
    })
    .await;
}

/// The program is killed after *signed* and again after *leased*; the flow goes on.
#[tokio::test(flavor = "multi_thread")]
async fn resume_deployment_after_kills() {
    within(300, async {
        let folder = tempfile::tempdir().unwrap();
        let mut page = window(folder.path()).await;
        page.start_demo().await;
        page.deploy_template("vLLM").await;
        let flow = page.place().await;
        page.approve().await;
        page.kill();
        drop(page);
        let mut page = window(folder.path()).await;
        page.go(&flow).await;
        page.accept_bid().await;
        page.approve().await;
        page.kill();
        drop(page);
        let page = window(folder.path()).await;
        page.go(&flow).await;
        page.runs().await;
    })
    .await;
}
