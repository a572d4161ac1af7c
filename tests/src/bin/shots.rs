//! Pictures of every screen at both widths, dark and light, and of the window, into the folder `shots`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::key::Key;
use serde_json::json;
use tests::{Page, Server, Width, chromium, window};

const PASSWORD: &str = "four unrelated words here";

const SDL: &str = include_str!("../../../crates/core/templates/nginx.yaml");

struct Camera {
    page: Page,
    width: Width,
    out: PathBuf,
}

impl Camera {
    async fn open(folder: &Path, url: &str, width: Width, out: &Path) -> Self {
        Self {
            page: chromium(folder, width, url).await,
            width,
            out: out.to_owned(),
        }
    }

    /// Takes the page as it is now, in both themes.
    async fn take(&self, name: &str) {
        for theme in ["dark", "light"] {
            let features = json!([{"name": "prefers-color-scheme", "value": theme}]);
            self.page
                .cdp("Emulation.setEmulatedMedia", json!({"features": features}))
                .await;
            // What moves comes to rest.
            rest(500).await;
            let file = format!("{name}-{}-{theme}.png", self.width.size().0);
            std::fs::write(self.out.join(&file), self.page.picture().await).unwrap();
            println!("{file}");
        }
        self.page.is_sound().await;
    }

    async fn place(&self, name: &str, fragment: &str) {
        self.page.go(fragment).await;
        rest(700).await;
        self.take(name).await;
    }

    /// Takes what is over the page, and closes it.
    async fn over(&self, name: &str) {
        self.take(name).await;
        self.page.key(Key::Escape).await;
        rest(400).await;
    }

    async fn approval(&self, name: &str) {
        self.page.sees("What happens").await;
        self.take(name).await;
        self.page.approve().await;
    }
}

async fn rest(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

/// From the first page through a deployment's whole life, on the demo network.
async fn demo(width: Width, out: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(&folder.path().join("server"));
    let camera = Camera::open(&folder.path().join("profile"), &server.url, width, out).await;
    let page = &camera.page;
    page.sees("Try the demo network").await;
    camera.take("first-run").await;
    page.start_demo().await;
    page.sees("100.00").await;
    for (name, fragment) in [
        ("home-empty", "#/"),
        ("studio", "#/studio"),
        ("deployments-empty", "#/deployments"),
        ("wallet-empty", "#/wallet"),
    ] {
        camera.place(name, fragment).await;
    }
    studio(&camera).await;
    let flow = page.place().await;
    page.approve().await;
    camera.take("deploy-in-block").await;
    page.accept_bid().await;
    page.sees("What happens").await;
    camera.over("approve-lease").await;
    rest(3000).await;
    camera.take("bids").await;
    page.button("Accept bid").await;
    page.approve().await;
    camera.take("deploy-starting").await;
    page.sees("It runs").await;
    camera.take("running").await;
    let deployment = page.runs().await;
    camera.place("deploy", &flow).await;
    for tab in ["", "/logs", "/events", "/update", "/money"] {
        let name = format!("deployment{}", tab.replace('/', "-"));
        camera.place(&name, &format!("{deployment}{tab}")).await;
    }
    places(&camera).await;
    life(&camera, &deployment).await;
    server.kill();
    page.go("#/").await;
    page.sees("doesn't answer").await;
    page.complaints().await;
    camera.take("offline").await;
}

/// A template in Studio with each of its panes, up to the approval sheet.
async fn studio(camera: &Camera) {
    let page = &camera.page;
    page.go("#/studio").await;
    page.button("Import").await;
    rest(400).await;
    camera.over("studio-import").await;
    page.import_sdl(&SDL.replace("version: \"2.0\"\n", ""))
        .await;
    page.sees("1 problem").await;
    page.button("1 problem").await;
    camera.take("studio-problems").await;
    page.go("#/studio").await;
    camera.place("studio-drafts", "#/studio").await;
    page.button_in("vLLM", "Use template").await;
    page.sees("Valid").await;
    rest(900).await;
    camera.take("draft").await;
    let tabs: &[&str] = match camera.width {
        Width::Narrow => &["Outline", "YAML", "Estimate", "Bidders"],
        Width::Wide => &["Estimate", "Who can bid"],
    };
    for tab in tabs {
        page.button(tab).await;
        rest(400).await;
        let name = format!("draft-{}", tab.to_lowercase().replace(' ', "-"));
        camera.take(&name).await;
    }
    page.button("Deploy").await;
    page.sees("What happens").await;
    camera.take("approve").await;
}

async fn places(camera: &Camera) {
    let page = &camera.page;
    for (name, fragment) in [
        ("home", "#/"),
        ("deployments", "#/deployments"),
        ("wallet", "#/wallet"),
        ("settings", "#/settings"),
        ("settings-security", "#/settings/security"),
        ("settings-appearance", "#/settings/appearance"),
        ("settings-keyboard", "#/settings/keyboard"),
        ("settings-about", "#/settings/about"),
        ("gallery", "#/gallery"),
    ] {
        camera.place(name, fragment).await;
    }
    page.go("#/settings/networks").await;
    page.button("Add a network").await;
    rest(400).await;
    camera.over("network-add").await;
    page.go("#/wallet").await;
    for (button, name) in [("Send", "send"), ("Receive", "receive")] {
        page.button(button).await;
        rest(400).await;
        camera.over(name).await;
    }
    page.key_with_ctrl('k').await;
    rest(400).await;
    camera.over("palette").await;
    if camera.width == Width::Narrow {
        page.button("More").await;
        rest(400).await;
        camera.over("more").await;
    }
}

/// Top-up, update, closing, with the sheets of each.
async fn life(camera: &Camera, deployment: &str) {
    let page = &camera.page;
    page.go(&format!("{deployment}/money")).await;
    page.fill("Amount", "3").await;
    page.button("Top up").await;
    camera.approval("approve-deposit").await;
    page.go(&format!("{deployment}/update")).await;
    page.fill("Image", "vllm/vllm-openai:v0.10.0").await;
    camera.take("update-changed").await;
    page.button("Update deployment").await;
    camera.approval("approve-update").await;
    page.sees("The update runs").await;
    camera.take("update-runs").await;
    page.go(&format!("{deployment}/money")).await;
    page.button("Close deployment").await;
    page.sees("Close deployment?").await;
    camera.take("close").await;
    page.button("Close deployment").await;
    camera.approval("approve-close").await;
    page.sees("This deployment is closed").await;
    camera.take("closed").await;
}

/// A vault with a password: its making, lock, and a second tab.
async fn vault(width: Width, out: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("server"));
    let camera = Camera::open(&folder.path().join("profile"), &server.url, width, out).await;
    let page = &camera.page;
    page.button("Import").await;
    page.sees("Import an account").await;
    camera.take("import").await;
    page.reload().await;
    page.button("Create a vault").await;
    page.fill("Password", PASSWORD).await;
    page.fill("Password again", "another").await;
    camera.take("create").await;
    page.fill("Password again", PASSWORD).await;
    page.button("Create the vault").await;
    page.sees("Write these words on paper").await;
    camera.take("create-words").await;
    page.button("I wrote them down").await;
    rest(400).await;
    camera.take("create-check").await;
    page.button("Check later").await;
    page.sees("In escrow").await;
    rest(1500).await;
    camera.take("home-fresh").await;
    camera.place("security", "#/settings/security").await;
    page.key_with_ctrl('l').await;
    page.sees("Unlock Main").await;
    camera.take("unlock").await;
    page.fill("Password", "not the password").await;
    page.button("Unlock").await;
    page.sees("This is not the password.").await;
    camera.take("unlock-wrong").await;
    page.second_tab(&server.url).await;
    page.sees("another tab").await;
    camera.take("second-tab").await;
}

/// The window at the size it opens with.
async fn desktop(out: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let page = window(folder.path()).await;
    let take = async |name: &str| {
        rest(900).await;
        std::fs::write(out.join(format!("{name}.png")), page.picture().await).unwrap();
        println!("{name}.png");
    };
    page.sees("Try the demo network").await;
    take("window-first-run").await;
    page.start_demo().await;
    take("window-home").await;
    page.go("#/studio").await;
    page.button_in("vLLM", "Use template").await;
    page.sees("Valid").await;
    take("window-draft").await;
    let place = page.deploy_draft().await;
    page.sees_logs(&place).await;
    take("window-logs").await;
}

#[tokio::main]
async fn main() {
    let out = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shots"));
    std::fs::create_dir_all(&out).unwrap();
    for width in [Width::Wide, Width::Narrow] {
        demo(width, &out).await;
        vault(width, &out).await;
    }
    desktop(&out).await;
}
