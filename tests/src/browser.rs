//! Chromium and the desktop window, each with a driver of its own.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use crate::{Group, Page, program};

/// Widths at which everything must work, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// A phone.
    Narrow,
    /// A desk.
    Wide,
}

impl Width {
    /// Width and height.
    #[must_use]
    pub const fn size(self) -> (u32, u32) {
        match self {
            Self::Narrow => (360, 780),
            Self::Wide => (1440, 900),
        }
    }
}

fn root_user() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|out| out.stdout.starts_with(b"0\n"))
}

async fn connect(driver: &str, capabilities: Map<String, Value>) -> Client {
    let mut last = String::new();
    for _ in 0..100 {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder
            .capabilities(capabilities.clone())
            .connect(driver)
            .await
        {
            Ok(client) => return client,
            Err(e) => last = e.to_string(),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{driver}: {last}");
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Starts the driver on a port of its own. It takes a free port of one address family and then the same of the
/// other, which somebody else may hold: then it ends without a word on its output, and another try helps.
fn chromedriver() -> (Group, u16) {
    for _ in 0..10 {
        let mut driver = Group::start(Command::new("chromedriver").arg("--port=0"));
        let port = driver.try_line(|line| {
            let rest = line.split("started successfully on port ").nth(1)?;
            rest.trim_end_matches('.').parse().ok()
        });
        if let Some(port) = port {
            return (driver, port);
        }
    }
    panic!("chromedriver found no free port in ten tries");
}

/// Opens `url` in headless Chromium with its profile in `profile`, and asserts the width that the page sees.
///
/// # Panics
/// When Chromium can't be started or has another width.
pub async fn chromium(profile: &Path, width: Width, url: &str) -> Page {
    chromium_with(profile, width, url, &[]).await
}

/// The same with more arguments, such as those of a camera that plays a file.
///
/// # Panics
/// When Chromium can't be started or has another width.
pub async fn chromium_with(profile: &Path, width: Width, url: &str, more: &[String]) -> Page {
    let (driver, port) = chromedriver();
    let (x, y) = width.size();
    let mut arguments = vec![
        "--headless=new".to_owned(),
        "--disable-gpu".into(),
        "--disable-dev-shm-usage".into(),
        format!("--window-size={x},{y}"),
        format!("--user-data-dir={}", profile.display()),
    ];
    if root_user() {
        arguments.push("--no-sandbox".into());
    }
    arguments.extend(more.iter().cloned());
    let mut options = json!({ "args": arguments });
    if width == Width::Narrow {
        options["mobileEmulation"] =
            json!({"deviceMetrics": {"width": x, "height": y, "pixelRatio": 2, "touch": true}});
    }
    let client = connect(
        &format!("http://127.0.0.1:{port}"),
        object(json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "SEVERE" },
        })),
    )
    .await;
    let page = Page::new(client, vec![driver], true);
    page.open(url).await;
    assert_eq!(page.script("return innerWidth").await, json!(x));
    page
}

/// The file, in the folder of [`window`], that holds the last address given to the system's browser.
pub const OPENED: &str = "opened";

/// A folder with an `xdg-open` that writes its argument down, to be found before any other.
fn browser_stand_in(folder: &Path) -> std::ffi::OsString {
    use std::os::unix::fs::PermissionsExt;
    let programs = folder.join("programs");
    std::fs::create_dir_all(&programs).unwrap();
    let program = programs.join("xdg-open");
    let script = format!(
        "#!/bin/sh\necho \"$1\" > '{}'\n",
        folder.join(OPENED).display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut path = programs.into_os_string();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    path
}

/// Opens the desktop window on a display of its own, with its data in `folder`.
///
/// # Panics
/// When display, driver or window can't be started.
pub async fn window(folder: &Path) -> Page {
    let mut display = Group::start(Command::new("Xvfb").args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "1600x1000x24",
        "-nolisten",
        "tcp",
    ]));
    let number = display.line(|line| line.trim().parse::<u16>().ok());
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .unwrap()
        .port();
    let driver = Group::start(
        Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("DISPLAY", format!(":{number}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("PATH", browser_stand_in(folder))
            .env("XDG_DATA_HOME", folder.join("system"))
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("XDG_CACHE_HOME", folder.join("cache")),
    );
    let client = connect(
        &format!("http://127.0.0.1:{port}"),
        object(json!({ "webkitgtk:browserOptions": {
            "binary": program("slipway-desktop"),
            "args": ["--data-dir", folder.join("data")],
        }})),
    )
    .await;
    Page::new(client, vec![driver, display], false)
}
