//! A page as a person finds their way in it: by role and name.

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::Group;
use crate::want::Want;

/// Longest wait for something to appear.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page, and the programs that show it.
pub struct Page {
    client: Client,
    groups: Vec<Group>,
    /// The driver can tell what the console was told.
    console: bool,
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("groups", &self.groups.len())
            .finish_non_exhaustive()
    }
}

/// A command of Chromium's own protocol.
#[derive(Debug)]
struct Cdp(Value);

impl WebDriverCompatibleCommand for Cdp {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.0.to_string()))
    }
}

/// `POST /session/{id}/webauthn/authenticator` (WebAuthn Level 2, section 11.3).
#[derive(Debug)]
struct AddAuthenticator;

impl WebDriverCompatibleCommand for AddAuthenticator {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/webauthn/authenticator",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        let body = json!({
            "protocol": "ctap2_1", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserConsenting": true, "isUserVerified": true,
            "extensions": ["prf"],
        });
        (http::Method::POST, Some(body.to_string()))
    }
}

/// What the browser's console was told since the last time it was asked.
#[derive(Debug)]
struct Console;

impl WebDriverCompatibleCommand for Console {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (
            http::Method::POST,
            Some(json!({"type": "browser"}).to_string()),
        )
    }
}

impl Page {
    pub(crate) const fn new(client: Client, groups: Vec<Group>, console: bool) -> Self {
        Self {
            client,
            groups,
            console,
        }
    }

    /// Goes to an address.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// Loads the page again.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    /// Opens `url` in a second tab and turns to it; gives the first one.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn second_tab(&self, url: &str) -> WindowHandle {
        let first = self.client.window().await.unwrap();
        let second = self.client.new_window(true).await.unwrap();
        self.client.switch_to_window(second.handle).await.unwrap();
        self.open(url).await;
        first
    }

    /// Turns to a tab.
    ///
    /// # Panics
    /// When it is closed.
    pub async fn to_tab(&self, tab: WindowHandle) {
        self.client.switch_to_window(tab).await.unwrap();
    }

    /// Process groups of browser and driver.
    #[must_use]
    pub fn groups(&self) -> Vec<u32> {
        self.groups.iter().map(crate::Group::id).collect()
    }

    /// Ends browser and driver as a crash would.
    pub fn kill(&mut self) {
        for group in &mut self.groups {
            group.kill();
        }
    }

    /// Runs a script in the page.
    ///
    /// # Panics
    /// When it throws.
    pub async fn script(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Runs a script again and again, until `wanted` finds something in its answer, and gives that.
    ///
    /// # Panics
    /// When it throws, or never answers so.
    pub async fn says<T>(&self, script: &str, wanted: impl Fn(&Value) -> Option<T>) -> T {
        let begin = Instant::now();
        loop {
            let told = self.script(script).await;
            if let Some(found) = wanted(&told) {
                return found;
            }
            if begin.elapsed() > PATIENCE {
                panic!("{script} says {told}:\n{}", self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// A command of Chromium's own protocol.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn cdp(&self, command: &str, parameters: Value) {
        let body = json!({"cmd": command, "params": parameters});
        self.client.issue_cmd(Cdp(body)).await.unwrap();
    }

    /// Gives Chromium an authenticator that knows the PRF extension and whose person always says yes.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn add_authenticator(&self) {
        self.client.issue_cmd(AddAuthenticator).await.unwrap();
    }

    /// A picture of the page as PNG.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn picture(&self) -> Vec<u8> {
        self.client.screenshot().await.unwrap()
    }

    /// The text that is shown.
    pub async fn text(&self) -> String {
        let text = self.script("return document.body.innerText").await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Whether a text is shown with its end cut off; WebKit's driver calls such a text hidden.
    async fn is_cut(&self, element: &Element) -> bool {
        let script = "const e = arguments[0], s = getComputedStyle(e), r = e.getBoundingClientRect();
            return s.textOverflow === 'ellipsis' && s.visibility === 'visible' && r.width > 0 && r.height > 0";
        let Ok(element) = serde_json::to_value(element) else {
            return false;
        };
        let told = self.client.execute(script, vec![element]).await;
        told.is_ok_and(|told| told == Value::Bool(true))
    }

    async fn visible(&self, want: Want<'_>) -> Option<Element> {
        let all = self
            .client
            .find_all(Locator::XPath(&want.xpath()))
            .await
            .ok()?;
        for element in all.into_iter().rev() {
            let shown = element.is_displayed().await.unwrap_or(false)
                || matches!(want, Want::Text(_)) && self.is_cut(&element).await;
            if shown && element.is_enabled().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }

    async fn found(&self, want: Want<'_>) -> Element {
        let begin = Instant::now();
        loop {
            if let Some(element) = self.visible(want).await {
                return element;
            }
            if begin.elapsed() > PATIENCE {
                let (text, told) = (self.text().await, self.complaints().await);
                panic!("{want:?} is not there:\n{text}\n{told:#?}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Whether an element stays where it is: a driver presses the place where it saw it.
    async fn rests(&self, element: &Element) -> bool {
        let before = element.rectangle().await.ok();
        tokio::time::sleep(Duration::from_millis(60)).await;
        before.is_some() && before == element.rectangle().await.ok()
    }

    async fn press(&self, want: Want<'_>) {
        let begin = Instant::now();
        loop {
            let element = self.found(want).await;
            if !self.rests(&element).await && begin.elapsed() < PATIENCE {
                continue;
            }
            // What was found may be drawn anew, or lie under something that is just going away.
            match element.click().await {
                Ok(()) => return,
                Err(e) if begin.elapsed() > PATIENCE => panic!("{want:?}: {e}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// Presses the button, tab or option whose name begins so, once it is there.
    pub async fn button(&self, name: &str) {
        self.press(Want::Button(name)).await;
    }

    /// Presses the button with that name within the part of the page with that label.
    pub async fn button_in(&self, part: &str, name: &str) {
        self.press(Want::ButtonIn(part, name)).await;
    }

    /// Follows the link whose name begins so, once it is there.
    pub async fn link(&self, name: &str) {
        self.press(Want::Link(name)).await;
    }

    /// Picks the first bid of the board.
    pub(crate) async fn first_bid(&self) {
        self.press(Want::Bid).await;
    }

    /// Whether a button with that name can be pressed now.
    pub async fn has_button(&self, name: &str) -> bool {
        self.visible(Want::Button(name)).await.is_some()
    }

    /// Whether a text is shown now.
    pub async fn has(&self, text: &str) -> bool {
        self.text().await.contains(text)
    }

    /// Waits for a text.
    ///
    /// # Panics
    /// When it doesn't come.
    pub async fn sees(&self, text: &str) {
        self.found(Want::Text(text)).await;
    }

    /// Waits until a text is gone.
    ///
    /// # Panics
    /// When it stays.
    pub async fn sees_no(&self, text: &str) {
        let begin = Instant::now();
        while self.has(text).await {
            assert!(
                begin.elapsed() < PATIENCE,
                "{text:?} stays:\n{}",
                self.text().await
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until one of `texts` is shown, and gives it.
    ///
    /// # Panics
    /// When none comes.
    pub async fn sees_one_of<'a>(&self, texts: &[&'a str]) -> &'a str {
        let begin = Instant::now();
        loop {
            let shown = self.text().await;
            if let Some(text) = texts.iter().find(|t| shown.contains(**t)) {
                return text;
            }
            if begin.elapsed() > PATIENCE {
                panic!("none of {texts:?} is there:\n{shown}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Replaces the content of the field with that label.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn fill(&self, label: &str, text: &str) {
        // A label may be the beginning of another one: the whole one counts first.
        let exact = self.visible(Want::ExactField(label)).await;
        let field = match exact {
            Some(field) => field,
            None => self.found(Want::Field(label)).await,
        };
        self.frames().await;
        field.click().await.unwrap();
        let mut held = String::new();
        // A driver on a busy machine loses keys, the modifiers among them: what is not the text is typed again.
        for _ in 0..5 {
            self.select(&field).await;
            let keys = if text.is_empty() {
                char::from(Key::Backspace).to_string()
            } else {
                text.to_owned()
            };
            field.send_keys(&keys).await.unwrap();
            match self.held(&field, text).await {
                Some(other) if other != text => held = other,
                _ => return,
            }
        }
        panic!("{label:?} holds {held:?} after {text:?} was typed five times");
    }

    /// Waits for two frames of the page, after which nothing that it does on opening is left to come.
    async fn frames(&self) {
        let script = "const done = arguments[0]; setTimeout(done, 1000); \
             requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.client.execute_async(script, Vec::new()).await.unwrap();
    }

    /// Selects what is in a field, so that the next key replaces it.
    async fn select(&self, field: &Element) {
        let script = "arguments[0].focus(); arguments[0].select?.()";
        let field = serde_json::to_value(field).unwrap();
        self.client.execute(script, vec![field]).await.unwrap();
    }

    /// What a field holds once it holds `text`, or two seconds later. `None` when the field is gone.
    async fn held(&self, field: &Element, text: &str) -> Option<String> {
        let begin = Instant::now();
        loop {
            let value = field.prop("value").await.ok()??;
            if value == text || begin.elapsed() > Duration::from_secs(2) {
                return Some(value);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Puts `text` into the field with that label at once, as a paste does.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn paste(&self, label: &str, text: &str) {
        self.found(Want::Field(label)).await.click().await.unwrap();
        self.cdp("Input.insertText", json!({ "text": text })).await;
    }

    /// Presses a key, such as `Key::Escape`, where the focus is.
    ///
    /// # Panics
    /// When nothing has the focus.
    pub async fn key(&self, key: Key) {
        let element = self.client.active_element().await.unwrap();
        element
            .send_keys(&char::from(key).to_string())
            .await
            .unwrap();
    }

    /// Presses a letter together with Ctrl.
    ///
    /// # Panics
    /// When nothing has the focus.
    pub async fn key_with_ctrl(&self, letter: char) {
        let element = self.client.active_element().await.unwrap();
        let chord = format!(
            "{}{letter}{}",
            char::from(Key::Control),
            char::from(Key::Null)
        );
        element.send_keys(&chord).await.unwrap();
    }

    /// Tag, role and name of what has the focus.
    pub async fn focus(&self) -> String {
        let script = "const e = document.activeElement; \
             return e.tagName + ' ' + (e.getAttribute('aria-label') || e.innerText || e.id || '')";
        let focus = self.script(script).await;
        focus.as_str().unwrap_or_default().to_owned()
    }

    /// Errors that the console was told since the last time it was asked; none where the driver can't say.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn complaints(&self) -> Vec<String> {
        if !self.console {
            return Vec::new();
        }
        let log = self.client.issue_cmd(Console).await.unwrap();
        let severe = |entry: &&Value| entry["level"] == "SEVERE";
        let text = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
        let entries = log.as_array().map(Vec::as_slice).unwrap_or_default();
        entries.iter().filter(severe).map(text).collect()
    }

    /// Presses the button that asks for a file and gives it the one at `path`. Chromium only.
    ///
    /// # Panics
    /// When no file is asked for.
    pub async fn pick_file(&self, button: &str, path: &Path) {
        // Without a person the chooser would be cancelled at once.
        self.cdp(
            "Page.setInterceptFileChooserDialog",
            json!({"enabled": true}),
        )
        .await;
        self.button(button).await;
        let begin = Instant::now();
        loop {
            let xpath = Want::File.xpath();
            let found = self.client.find(Locator::XPath(&xpath)).await;
            if let Ok(input) = found {
                input.send_keys(&path.display().to_string()).await.unwrap();
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "{button} asks for no file");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Lets files be saved into `folder`. Chromium only.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn save_into(&self, folder: &Path) {
        let to = json!({"behavior": "allow", "downloadPath": folder});
        self.cdp("Browser.setDownloadBehavior", to).await;
    }

    /// What is wrong with the page: breaks of its content policy, errors in the console, sideways scrolling.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn faults(&self) -> Vec<String> {
        let mut faults = self.complaints().await;
        let violations = self.script("return window.slipwayViolations").await;
        if violations != json!([]) {
            faults.push(format!("content policy: {violations}"));
        }
        let overhang = self
            .script("const e = document.documentElement; return e.scrollWidth - e.clientWidth")
            .await;
        if overhang != json!(0) {
            faults.push(format!("scrolls sideways by {overhang}"));
        }
        faults
    }

    /// Fails when the page has [faults](Self::faults).
    ///
    /// # Panics
    /// Then.
    pub async fn is_sound(&self) {
        let faults = self.faults().await;
        assert!(faults.is_empty(), "{faults:?}\n{}", self.text().await);
    }
}
