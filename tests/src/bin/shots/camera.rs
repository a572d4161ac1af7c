//! Takes the page as a person sees it, in both themes.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::key::Key;
use serde_json::json;
use tests::{Page, Width, chromium};

/// A page and where its pictures go.
pub struct Camera {
    pub page: Page,
    pub width: Width,
    out: PathBuf,
    faults: RefCell<Vec<String>>,
}

impl Camera {
    /// Opens `url` in a browser of its own.
    pub async fn open(folder: &Path, url: &str, width: Width, out: &Path) -> Self {
        let page = chromium(folder, width, url).await;
        if width == Width::Wide {
            // The window's own frame takes some of the height.
            let (x, y) = width.size();
            let size = json!({"width": x, "height": y, "deviceScaleFactor": 1, "mobile": false});
            page.cdp("Emulation.setDeviceMetricsOverride", size).await;
        }
        Self {
            page,
            width,
            out: out.to_owned(),
            faults: RefCell::default(),
        }
    }

    /// Takes the page as it is now.
    pub async fn take(&self, name: &str) {
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
        for fault in self.page.faults().await {
            println!("{name}: {fault}");
            self.faults.borrow_mut().push(format!("{name}: {fault}"));
        }
    }

    /// Goes to a place and takes it.
    pub async fn place(&self, name: &str, fragment: &str) {
        self.page.go(fragment).await;
        rest(900).await;
        self.take(name).await;
    }

    /// Takes what is over the page, and closes it.
    pub async fn over(&self, name: &str) {
        rest(400).await;
        self.take(name).await;
        self.page.key(Key::Escape).await;
        rest(400).await;
    }

    /// Presses a button of the page and takes what it opens.
    pub async fn opens(&self, button: &str, name: &str) {
        self.page.button(button).await;
        self.over(name).await;
    }

    /// Takes the approval sheet and approves.
    pub async fn approval(&self, name: &str) {
        self.page.sees("What happens").await;
        self.take(name).await;
        self.page.approve().await;
    }

    /// What was wrong with the pages that were taken.
    pub fn faults(self) -> Vec<String> {
        self.faults.into_inner()
    }
}

/// Waits.
pub async fn rest(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}
