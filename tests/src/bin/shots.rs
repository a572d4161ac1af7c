//! Pictures of every screen at both widths, dark and light, into the folder `shots`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use tests::{Page, Server, Width, chromium};

struct Camera {
    page: Page,
    width: Width,
    out: PathBuf,
}

impl Camera {
    async fn take(&self, name: &str) {
        for theme in ["dark", "light"] {
            let features = json!([{"name": "prefers-color-scheme", "value": theme}]);
            self.page
                .cdp("Emulation.setEmulatedMedia", json!({"features": features}))
                .await;
            // What moves comes to rest.
            tokio::time::sleep(Duration::from_millis(500)).await;
            let file = format!("{name}-{}-{theme}.png", self.width.size().0);
            std::fs::write(self.out.join(&file), self.page.picture().await).unwrap();
            println!("{file}");
        }
        self.page.is_sound().await;
    }

    async fn place(&self, name: &str, fragment: &str) {
        self.page.go(fragment).await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        self.take(name).await;
    }
}

async fn walk(width: Width, out: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("server"));
    let page = chromium(&folder.path().join("profile"), width, &server.url).await;
    let camera = Camera {
        page,
        width,
        out: out.to_owned(),
    };
    let page = &camera.page;
    page.sees("Try the demo network").await;
    camera.take("first-run").await;
    page.start_demo().await;
    camera.place("studio", "#/studio").await;
    page.deploy_template("vLLM").await;
    camera.take("approve").await;
    let flow = page.place().await;
    page.approve().await;
    page.accept_bid().await;
    page.sees("What happens").await;
    camera.take("approve-lease").await;
    page.approve().await;
    page.sees("It runs").await;
    camera.take("running").await;
    let deployment = page.runs().await;
    camera.place("deploy", &flow).await;
    for tab in ["", "/logs", "/events", "/update", "/money"] {
        let name = format!("deployment{}", tab.replace('/', "-"));
        camera.place(&name, &format!("{deployment}{tab}")).await;
    }
    for (name, fragment) in [
        ("home", "#/"),
        ("deployments", "#/deployments"),
        ("wallet", "#/wallet"),
        ("settings", "#/settings"),
        ("settings-security", "#/settings/security"),
        ("settings-appearance", "#/settings/appearance"),
        ("settings-about", "#/settings/about"),
        ("gallery", "#/gallery"),
    ] {
        camera.place(name, fragment).await;
    }
}

#[tokio::main]
async fn main() {
    let out = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shots"));
    std::fs::create_dir_all(&out).unwrap();
    for width in [Width::Wide, Width::Narrow] {
        walk(width, &out).await;
    }
}
