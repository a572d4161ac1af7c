//! What a person does at the registry of the demo network.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::Page;

impl Page {
    /// Opens the menu of the registry and presses an entry.
    pub async fn at_registry(&self, entry: &str) {
        self.go("#/registry").await;
        self.sees("Demo registry").await;
        self.button("Demo registry").await;
        self.button(entry).await;
    }

    /// Says yes to a passkey, once the sheet with these words takes presses; with the vault's password where it is asked for.
    pub async fn consent(&self, words: &str, password: Option<&str>, yes: &str) {
        self.sees(words).await;
        self.is_sound().await;
        if let Some(password) = password {
            self.fill("Vault password", password).await;
        }
        // For half a second a press could have been meant for what was there before; the sheet ignores it.
        tokio::time::sleep(Duration::from_millis(800)).await;
        self.button(yes).await;
        self.sees_no(words).await;
    }

    /// Makes an account with a passkey of the vault.
    pub async fn sign_up(&self, user: &str) {
        self.at_registry("Sign in or sign up").await;
        self.button("New account").await;
        self.fill("User name", user).await;
        let mail = format!("{user}@example.org");
        self.fill("E-mail address", &mail).await;
        self.is_sound().await;
        self.button("Sign up").await;
        self.consent("A new key pair is made", None, "Make the passkey")
            .await;
        self.consent("The registry sends a challenge", None, "Sign in")
            .await;
        self.sees("Signed in at Demo registry").await;
    }

    /// Signs in with a passkey of the vault; with an empty name the vault says whose it is, behind its password.
    pub async fn sign_in(&self, user: &str, password: Option<&str>) {
        self.at_registry("Sign in or sign up").await;
        self.fill("User name", user).await;
        self.button("Sign in").await;
        self.consent("The registry sends a challenge", password, "Sign in")
            .await;
        self.sees("Signed in at Demo registry").await;
    }

    /// Signs out.
    pub async fn sign_out(&self) {
        self.at_registry("Sign out").await;
        self.sees("Signed out of Demo registry").await;
    }

    /// Chooses an archive in the browser and begins to push it.
    pub async fn begin_push(&self, file: &Path, repository: &str, tag: &str) {
        self.button("Push image").await;
        self.sees("Push an image to Demo registry").await;
        self.pick_file("Choose an archive", file).await;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        self.sees(&name).await;
        self.fill("Repository", repository).await;
        self.fill("Tag", tag).await;
        self.is_sound().await;
        self.button("Push").await;
    }
}

/// Packs an OCI layout folder into an archive beside it, as its ending says.
///
/// # Panics
/// When `tar` can't.
#[must_use]
pub fn packed(layout: &Path, ending: &str) -> std::path::PathBuf {
    let file = layout.with_extension(ending);
    let packed = Command::new("tar")
        .arg("-C")
        .arg(layout)
        .arg("--auto-compress")
        .arg("-cf")
        .arg(&file)
        .args(["oci-layout", "index.json", "blobs"])
        .status();
    assert!(packed.is_ok_and(|status| status.success()), "{ending}");
    file
}
