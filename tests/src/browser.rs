//! Chromium and the desktop window, each with a driver of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
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
fn browser_stand_in(folder: &Path) -> OsString {
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
    let display = display();
    let environment = environment(folder, &display);
    started(folder, &environment, vec![display.0]).await
}

/// The same with a session bus of its own, over which a second start of the program finds the window.
///
/// # Panics
/// When bus, display, driver or window can't be started.
pub async fn window_with_links(folder: &Path) -> (Page, Links) {
    // Services of the machine, such as portals, are none of the test's.
    let config = folder.join("bus.conf");
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(&config, BUS).unwrap();
    let mut bus = Group::start(
        Command::new("dbus-daemon")
            .args(["--nofork", "--print-address=1", "--config-file"])
            .arg(&config),
    );
    let address = bus.line(|line| line.starts_with("unix:").then(|| line.trim().to_owned()));
    let display = display();
    let mut environment = environment(folder, &display);
    environment.push(("DBUS_SESSION_BUS_ADDRESS", address.into()));
    let page = started(folder, &environment, vec![display.0, bus]).await;
    let links = Links {
        environment,
        data: folder.join("data"),
    };
    (page, links)
}

/// A session bus that starts nothing by itself.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Opens links as the system does: by starting the program with the link as its argument.
#[derive(Debug)]
pub struct Links {
    environment: Vec<(&'static str, OsString)>,
    data: PathBuf,
}

impl Links {
    /// Opens a link and waits until the second program has ended.
    ///
    /// # Panics
    /// When it can't be started, fails, or stays beside the first for a minute.
    pub async fn open(&self, link: &str) {
        let mut second = tokio::process::Command::new(program("slipway-desktop"))
            .arg("--data-dir")
            .arg(&self.data)
            .arg(link)
            .envs(self.environment.iter().cloned())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let ended = tokio::time::timeout(Duration::from_secs(60), second.wait()).await;
        let ended = ended.unwrap_or_else(|_| panic!("the second program stays"));
        assert!(ended.unwrap().success(), "the second program failed");
    }
}

/// A display with its number.
fn display() -> (Group, u16) {
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
    (display, number)
}

fn environment(folder: &Path, display: &(Group, u16)) -> Vec<(&'static str, OsString)> {
    vec![
        ("DISPLAY", format!(":{}", display.1).into()),
        ("TAURI_WEBVIEW_AUTOMATION", "true".into()),
        ("PATH", browser_stand_in(folder)),
        ("XDG_DATA_HOME", folder.join("system").into()),
        ("XDG_CONFIG_HOME", folder.join("config").into()),
        ("XDG_CACHE_HOME", folder.join("cache").into()),
    ]
}

async fn started(
    folder: &Path,
    environment: &[(&'static str, OsString)],
    around: Vec<Group>,
) -> Page {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .unwrap()
        .port();
    let driver = Group::start(
        Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .envs(environment.iter().cloned()),
    );
    let client = connect(
        &format!("http://127.0.0.1:{port}"),
        object(json!({ "webkitgtk:browserOptions": {
            "binary": program("slipway-desktop"),
            "args": ["--data-dir", folder.join("data")],
        }})),
    )
    .await;
    // The driver ends first.
    let groups = std::iter::once(driver).chain(around).collect();
    Page::new(client, groups, false)
}
