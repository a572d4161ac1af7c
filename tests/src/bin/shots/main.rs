//! Pictures of every screen at both widths, dark and light, and of the window, into the folder `shots`.
//!
//! Arguments choose parts by their names: demo, vault, apps, each with -360 or -1440 behind it or without, and window.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod apps;
mod camera;

use std::path::{Path, PathBuf};

use tests::{Server, Width, window};

use camera::{Camera, rest};

const PASSWORD: &str = "four unrelated words here";

const SDL: &str = include_str!("../../../../crates/core/templates/nginx.yaml");

/// From the first page through a deployment's whole life, on the demo network.
async fn demo(width: Width, out: &Path) -> Vec<String> {
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
    page.accept_bid().await;
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
    camera.faults()
}

/// A template in Studio with each of its panes, up to the approval sheet.
async fn studio(camera: &Camera) {
    let page = &camera.page;
    page.go("#/studio").await;
    camera.opens("Import", "studio-import").await;
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

/// Every place that is more than an empty list by now, and the sheets that open from it.
async fn places(camera: &Camera) {
    let page = &camera.page;
    for (name, fragment) in [
        ("home", "#/"),
        ("deployments", "#/deployments"),
        ("wallet", "#/wallet"),
        ("registry", "#/registry"),
        ("settings", "#/settings"),
        ("settings-security", "#/settings/security"),
        ("settings-signing", "#/settings/signing"),
        ("settings-backup", "#/settings/backup"),
        ("settings-appearance", "#/settings/appearance"),
        ("settings-keyboard", "#/settings/keyboard"),
        ("settings-about", "#/settings/about"),
        ("gallery", "#/gallery"),
    ] {
        camera.place(name, fragment).await;
    }
    page.go("#/wallet").await;
    page.button("Send").await;
    page.fill("Recipient", "akash19rl4cm2hmr8afy4kldpxz").await;
    page.fill("Amount", "2.5").await;
    camera.over("send").await;
    camera.opens("Receive", "receive").await;
    page.key_with_ctrl('k').await;
    camera.over("palette").await;
    if camera.width == Width::Narrow {
        camera.opens("More", "more").await;
    }
}

/// Top-up, update, closing, with the sheets of each.
async fn life(camera: &Camera, deployment: &str) {
    let page = &camera.page;
    page.go(&format!("{deployment}/money")).await;
    page.fill("Amount", "3").await;
    page.button("Top up").await;
    camera.approval("approve-deposit").await;
    page.button("Set a rule").await;
    camera.take("rule").await;
    page.button("Put it in force").await;
    page.sees("Take it back").await;
    camera.take("rule-in-force").await;
    camera.place("settings-rules", "#/settings/signing").await;
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
async fn vault(width: Width, out: &Path) -> Vec<String> {
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
    accounts(&camera).await;
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
    camera.faults()
}

/// Accounts, contacts, backup and locks of a vault with a password.
async fn accounts(camera: &Camera) {
    let page = &camera.page;
    camera.place("contacts-empty", "#/wallet/contacts").await;
    page.button("Add a contact").await;
    page.fill("Name", "Ada").await;
    page.fill("Address", "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0")
        .await;
    page.fill("Note", "Runs the render farm").await;
    camera.take("contact-add").await;
    page.button("Save").await;
    page.sees("Runs the render farm").await;
    camera.take("contacts").await;
    page.go("#/wallet/accounts").await;
    page.button("Add an account").await;
    page.fill("Name", "Operations").await;
    camera.take("account-add").await;
    page.button("Add the account").await;
    page.button("More for Operations").await;
    camera.take("accounts").await;
    page.button("Rename, colour").await;
    camera.over("account-edit").await;
    page.button("More for Operations").await;
    camera.opens("Export the key", "account-export").await;
    if camera.width == Width::Wide {
        page.go("#/").await;
        camera.opens("Account Main", "account-menu").await;
    }
    camera.place("security", "#/settings/security").await;
    camera.opens("Change", "password-change").await;
    camera.place("backup", "#/settings/backup").await;
    camera.opens("Make a backup", "backup-make").await;
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
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |part: &str| chosen.is_empty() || chosen.iter().any(|c| part.starts_with(c));
    let mut faults = Vec::new();
    for width in [Width::Wide, Width::Narrow] {
        let of = |part: &str| format!("{part}-{}", width.size().0);
        if wanted(&of("demo")) {
            faults.extend(demo(width, &out).await);
        }
        if wanted(&of("vault")) {
            faults.extend(vault(width, &out).await);
        }
        if wanted(&of("apps")) && tests::peer::installed() {
            faults.extend(apps::connected(width, &out).await);
        }
    }
    if wanted("window") {
        desktop(&out).await;
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
