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
    pub async fn approve(&self) {
        self.sees("What happens").await;
        self.button("Approve").await;
        self.sees_no("What happens").await;
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

    /// Makes a vault with `password` from the first page, and gives its words; their check is put off.
    pub async fn create_vault(&self, password: &str) -> String {
        self.button("Create a vault").await;
        self.fill("Password", password).await;
        self.fill("Password again", password).await;
        self.button("Create the vault").await;
        self.sees("Write these words on paper").await;
        let words = "return [...document.querySelectorAll('[aria-label=\"Recovery words\"] li')]\
             .map(w => w.innerText.replace(/[^a-z]/g, '')).join(' ')";
        let words = loop {
            let shown = self.script(words).await;
            if shown.as_str().is_some_and(|w| w.split(' ').count() >= 12) {
                break shown;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        self.button("I wrote them down").await;
        self.button("Check later").await;
        self.sees("In escrow").await;
        words.as_str().unwrap_or_default().to_owned()
    }

    /// Opens the account of `words` from the first page.
    pub async fn import_vault(&self, words: &str, password: &str) {
        self.button("Import").await;
        self.paste("Recovery words", words).await;
        self.fill("New password", password).await;
        self.fill("New password again", password).await;
        self.button("Import").await;
        self.sees("In escrow").await;
    }

    /// Asks the faucet and waits until the account has ACT.
    pub async fn ask_faucet(&self) {
        self.go("#/wallet").await;
        self.button("Ask the faucet").await;
        self.sees("The faucet sent AKT and ACT").await;
    }

    /// Makes a draft of an SDL text.
    pub async fn import_sdl(&self, text: &str) {
        self.go("#/studio").await;
        self.button("Import").await;
        self.paste("SDL", text).await;
        self.button("Make a draft").await;
        self.sees("Outline").await;
    }

    /// Deploys the draft that is open until it runs, and gives its place.
    pub async fn deploy_draft(&self) -> String {
        self.sees("Valid").await;
        self.button("Deploy").await;
        self.approve().await;
        self.accept_bid().await;
        self.approve().await;
        self.runs().await
    }

    /// Adds ACT to the escrow of the deployment at `place`, and waits until it is there.
    pub async fn top_up(&self, place: &str, amount: &str, deposited: &str) {
        self.go(&format!("{place}/money")).await;
        self.fill("Amount", amount).await;
        self.button("Top up").await;
        self.approve().await;
        self.sees(deposited).await;
    }

    /// Lets the deployment at `place` top itself up once, by a rule whose cap leaves no room for more, and takes the rule
    /// back.
    pub async fn top_up_by_rule(&self, place: &str, deposited: &str) {
        self.go(&format!("{place}/money")).await;
        self.button("Set a rule").await;
        self.button("7 d").await;
        self.fill("Add each time", "1").await;
        self.fill("At most in 30 days", "0.5").await;
        self.sees("nothing would ever be added").await;
        self.fill("At most in 30 days", "1").await;
        self.button("Put it in force").await;
        self.sees("at most 1.00 ACT in 30 days").await;
        self.sees(deposited).await;
        self.sees("Nothing is added now").await;
        self.sees("1.00 ACT of 1.00 ACT used").await;
        self.button("Take it back").await;
        self.sees("under a cap that you set").await;
    }

    /// Gives the deployment at `place` another image, and waits until that runs.
    pub async fn update_image(&self, place: &str, image: &str) {
        self.go(&format!("{place}/update")).await;
        self.fill("Image", image).await;
        self.button("Update deployment").await;
        self.approve().await;
        self.sees("The update runs").await;
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
