//! Accounts, contacts, activity and the backup of everything, in Chromium at both widths.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tests::{Page, Server, Width, chromium, within};

const FRIEND: &str = "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh";
const PASSWORD: &str = "correct horse 1";
const BACKUP: &str = "backup password 1";

/// The saved file with that ending, once it is whole.
async fn saved(folder: &Path, ending: &str) -> PathBuf {
    let begin = Instant::now();
    loop {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == ending) {
                return path;
            }
        }
        assert!(
            begin.elapsed() < Duration::from_secs(40),
            "no .{ending} was saved"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn create_vault(page: &Page) {
    page.button("Create a vault").await;
    page.fill("Password", PASSWORD).await;
    page.fill("Password again", PASSWORD).await;
    page.button("Create the vault").await;
    page.button("I wrote them down").await;
    page.button("Check later").await;
    page.sees("Home").await;
}

/// Another account, renamed and hidden.
async fn keep_accounts(page: &Page) {
    page.go("#/wallet/accounts").await;
    page.button("Add an account").await;
    page.fill("Name", "Second").await;
    page.button("Add the account").await;
    page.button("More for Second").await;
    page.button("Rename, colour").await;
    page.fill("Name", "Ops").await;
    page.button("Magenta").await;
    page.button("Save").await;
    page.button("More for Ops").await;
    page.button("Hide from lists").await;
    page.sees("Hidden").await;
    page.is_sound().await;
}

/// A contact, picked where one sends and named where one approves.
async fn send_to_contact(page: &Page) {
    page.go("#/wallet/contacts").await;
    page.button("Add a contact").await;
    page.fill("Name", "Ada").await;
    page.fill("Address", FRIEND).await;
    page.button("Save").await;
    page.sees("Ada").await;
    page.is_sound().await;
    page.go("#/wallet").await;
    page.button("Ask the faucet").await;
    page.sees("The faucet sent").await;
    page.button("Send").await;
    page.fill("Recipient", "Ad").await;
    page.button("Ada").await;
    page.fill("Amount", "1.5").await;
    page.button("Review").await;
    page.sees("What happens").await;
    let words = page.text().await;
    assert!(words.contains("Send 1.5 AKT to Ada."), "{words}");
    assert!(words.contains(FRIEND), "the whole address: {words}");
    page.approve().await;
    page.sees("Block ").await;
}

async fn back_up(page: &Page, folder: &Path) -> PathBuf {
    page.go("#/settings/backup").await;
    page.button("Make a backup").await;
    page.fill("Password of this vault", PASSWORD).await;
    page.fill("Password for the backup", BACKUP).await;
    page.fill("Password for the backup again", BACKUP).await;
    page.button("Save the backup").await;
    let file = saved(folder, "slipway").await;
    page.pick_file("Open a backup", &file).await;
    page.fill("Password of the backup", BACKUP).await;
    page.button("Check it").await;
    page.sees("The backup is sound").await;
    page.is_sound().await;
    page.button("Close").await;
    file
}

async fn wipe_and_restore(page: &Page, file: &Path) {
    page.go("#/settings/security").await;
    page.button("Remove the vault").await;
    page.button("I have the words").await;
    page.button("Remove the vault").await;
    page.sees("Try the demo network").await;
    page.button("Import").await;
    page.button("Recovery words").await;
    page.button("Backup of Slipway").await;
    page.pick_file("Open a backup", file).await;
    page.fill("Password of the backup", BACKUP).await;
    page.fill("New password", PASSWORD).await;
    page.fill("New password again", PASSWORD).await;
    page.button("Restore").await;
    page.sees("Home").await;
}

async fn keeps_everything(width: Width) {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    std::fs::create_dir(&files).unwrap();
    let server = Server::start(&folder.path().join("server"));
    let page = chromium(&folder.path().join("profile"), width, &server.url).await;
    page.save_into(&files).await;
    create_vault(&page).await;
    keep_accounts(&page).await;
    send_to_contact(&page).await;
    page.button("Export").await;
    let csv = std::fs::read_to_string(saved(&files, "csv").await).unwrap();
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert!(lines[0].starts_with("time (UTC),account,"), "{csv}");
    assert!(lines[1].contains("Send 1.5 AKT to Ada."), "{csv}");
    let file = back_up(&page, &files).await;
    wipe_and_restore(&page, &file).await;
    page.go("#/wallet/accounts").await;
    page.sees("Ops").await;
    page.sees("Hidden").await;
    page.go("#/wallet/contacts").await;
    page.sees("Ada").await;
    page.go("#/wallet").await;
    page.sees("Send 1.5 AKT to Ada.").await;
    page.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keep_everything_narrow() {
    within(240, keeps_everything(Width::Narrow)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keep_everything_wide() {
    within(240, keeps_everything(Width::Wide)).await;
}

/// A second vault lies beside the first; each opens with its own password.
#[tokio::test(flavor = "multi_thread")]
async fn turn_between_vaults() {
    within(180, async {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(&folder.path().join("server"));
        let profile = folder.path().join("profile");
        let page = chromium(&profile, Width::Wide, &server.url).await;
        create_vault(&page).await;
        page.go("#/wallet/accounts").await;
        page.button("Add a vault").await;
        page.button("Start the demo").await;
        page.sees("Home").await;
        page.go("#/wallet/accounts").await;
        page.button("Turn to Slipway").await;
        page.fill("Password", PASSWORD).await;
        page.button("Unlock").await;
        page.button("Turn to Demo").await;
        page.sees("In use").await;
        page.is_sound().await;
    })
    .await;
}
