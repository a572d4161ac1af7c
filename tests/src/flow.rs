//! What a person does on the way from nothing to a running service.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::Page;

impl Page {
    /// Takes the first door: the demo network.
    pub async fn start_demo(&self) {
        self.button("Start the demo").await;
        self.sees("Home").await;
    }

    /// Goes to a place by its fragment, as a link of the app does.
    pub async fn go(&self, fragment: &str) {
        self.script(&format!("location.hash = {}", json!(fragment)))
            .await;
    }

    /// The fragment of the place that is shown.
    pub async fn place(&self) -> String {
        let place = self.script("return location.hash").await;
        place.as_str().unwrap_or_default().to_owned()
    }

    /// Makes a draft from a template and asks for its deployment; the approval sheet is open then.
    pub async fn deploy_template(&self, template: &str) {
        self.go("#/studio").await;
        self.button_in(template, "Use template").await;
        self.sees("Valid").await;
        self.button("Deploy").await;
        self.sees("What happens").await;
    }

    /// Approves what the sheet shows and waits until the sheet is gone.
    ///
    /// # Panics
    /// When it stays.
    pub async fn approve(&self) {
        self.sees("What happens").await;
        self.button("Approve").await;
        let begin = Instant::now();
        while self.has("What happens").await {
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "the sheet stays:\n{}",
                self.text().await
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits for bids of several providers, picks the first and accepts it; the approval sheet is open then.
    ///
    /// # Panics
    /// When no second bid comes.
    pub async fn accept_bid(&self) {
        let begin = Instant::now();
        let bids = "return document.querySelectorAll('[aria-label^=\"Bids of group\"] [role=radio]').length";
        while self.script(bids).await.as_u64() < Some(2) {
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "fewer than two bids:\n{}",
                self.text().await
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        self.first_bid().await;
        self.button("Accept bid").await;
    }

    /// Waits until everything runs, and gives the deployment's place.
    pub async fn runs(&self) -> String {
        self.sees("It runs").await;
        self.link("Open deployment").await;
        self.sees("Overview").await;
        self.place().await
    }

    /// Waits for log lines of the deployment at `place`.
    ///
    /// # Panics
    /// When none comes.
    pub async fn sees_logs(&self, place: &str) {
        self.go(&format!("{place}/logs")).await;
        let begin = Instant::now();
        let lines = "const log = document.querySelector('[role=log]'); return log ? log.innerText.length : 0";
        while self.script(lines).await.as_u64() < Some(40) {
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "no log lines:\n{}",
                self.text().await
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Closes the deployment at `place`.
    pub async fn close_deployment(&self, place: &str) {
        self.go(&format!("{place}/money")).await;
        self.button("Close deployment").await;
        self.sees("Close deployment?").await;
        self.button("Close deployment").await;
        self.approve().await;
        self.sees("This deployment is closed").await;
    }
}
