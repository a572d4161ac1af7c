//! How smoothly a large document is typed.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::measure::Figure;
use crate::{Page, Server, Width, chromium};

/// Services of the document.
const SERVICES: usize = 20;
/// Keys that are pressed, and the pause between two of them: a fast typist's.
const KEYS: (&str, Duration) = (
    "# twenty services of one deployment",
    Duration::from_millis(80),
);

/// An SDL of that many services, each with environment, ports, disk and GPU.
#[must_use]
pub fn document(services: usize) -> String {
    let mut text = String::from("version: \"2.0\"\nservices:\n");
    for n in 0..services {
        let _ = write!(
            text,
            "  web{n}:\n    image: nginx:1.27.{n}\n    env:\n      - NUMBER={n}\n      - MODE=production\n    \
             expose:\n      - port: {port}\n        as: 80\n        to:\n          - global: true\n",
            port = 8000 + n
        );
    }
    text.push_str("profiles:\n  compute:\n");
    for n in 0..services {
        let _ = write!(
            text,
            "    web{n}:\n      resources:\n        cpu:\n          units: 1\n        memory:\n          size: 1Gi\n        \
             storage:\n          - size: 2Gi\n"
        );
    }
    text.push_str("  placement:\n    anywhere:\n      pricing:\n");
    for n in 0..services {
        let _ = write!(
            text,
            "        web{n}:\n          denom: uact\n          amount: 1000\n"
        );
    }
    text.push_str("deployment:\n");
    for n in 0..services {
        let _ = write!(
            text,
            "  web{n}:\n    anywhere:\n      profile: web{n}\n      count: 1\n"
        );
    }
    text
}

/// Longest pause of the page's main thread while a document of twenty services is typed into and changed by its form,
/// and how many of them were longer than 50 ms.
///
/// # Panics
/// When the page doesn't come up.
pub async fn typing(folder: &Path) -> Vec<Figure> {
    let server = Server::start(&folder.join("server"));
    let page = chromium(&folder.join("profile"), Width::Wide, &server.url).await;
    page.start_demo().await;
    page.import_sdl(&document(SERVICES)).await;
    page.sees("Valid").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    observe(&page).await;
    page.script(
        "document.querySelector('.editor-host').shadowRoot.querySelector('.cm-content').focus()",
    )
    .await;
    press(&page, KEYS.0).await;
    let mut figures = report(&page, "YAML").await;
    page.fill("Image", "nginx").await;
    observe(&page).await;
    press(&page, ":1.29-perl").await;
    figures.extend(report(&page, "form").await);
    figures
}

async fn press(page: &Page, keys: &str) {
    for key in keys.chars() {
        page.cdp("Input.insertText", json!({"text": key.to_string()}))
            .await;
        tokio::time::sleep(KEYS.1).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
}

async fn observe(page: &Page) {
    page.script(
        "window.longTasks = []; \
         new PerformanceObserver(l => longTasks.push(...l.getEntries().map(e => e.duration))) \
         .observe({type: 'longtask'})",
    )
    .await;
}

#[allow(clippy::cast_precision_loss)]
async fn report(page: &Page, what: &str) -> Vec<Figure> {
    let tasks = page.script("return longTasks").await;
    let tasks: Vec<f64> = tasks
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_f64)
        .collect();
    let longest = tasks.iter().copied().fold(0.0, f64::max);
    vec![
        Figure::new(
            &format!("typing in the {what}, longest task"),
            longest,
            "ms",
        ),
        Figure::new(
            &format!("typing in the {what}, tasks above 50 ms"),
            tasks.len() as f64,
            "",
        ),
    ]
}
