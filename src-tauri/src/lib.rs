//! Desktop shell of Slipway: one window, and the core beside it in the same process.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bridge;
mod data;
mod home;
mod menu;
mod share;
mod shell;

use std::io::Write;
use std::process::ExitCode;

use tauri::{Manager, RunEvent, WebviewUrl, WebviewWindowBuilder};

/// Label of the only window.
const WINDOW: &str = "main";

/// Runs the program to its end.
#[must_use]
pub fn main() -> ExitCode {
    // Before anything opens a connection: with no process default a client configuration panics.
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        return failed("The cryptography of this program is already set up otherwise.");
    }
    #[cfg(not(debug_assertions))]
    let _ = mlock::harden_process();
    let named = match data::named(std::env::args_os().skip(1)) {
        Ok(named) => named,
        Err(why) => return failed(&why),
    };
    match run(named) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(why: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{why}");
    ExitCode::FAILURE
}

fn run(named: Option<std::path::PathBuf>) -> tauri::Result<()> {
    let mut builder = tauri::Builder::default();
    // Two programs on different folders don't hinder each other; elsewhere than on Linux the
    // plugin knows one name only, and the store's own lock protects a named folder.
    if named.is_none() || cfg!(target_os = "linux") {
        let mut single =
            tauri_plugin_single_instance::Builder::new().callback(|app, arguments, _| {
                show(app);
                hand_over(app, data::link(arguments.into_iter()));
            });
        if let Some(folder) = &named {
            single = single.dbus_id(data::bus_name(folder));
        }
        builder = builder.plugin(single.build());
    }
    let app = builder
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .menu(menu::build)
        .on_menu_event(|app, event| menu::pressed(app, &event))
        .invoke_handler(tauri::generate_handler![
            bridge::call,
            bridge::subscribe,
            bridge::open_link
        ])
        .setup(move |app| {
            let folder = match named {
                Some(folder) => folder,
                None => app.path().data_dir()?.join("slipway"),
            };
            app.manage(home::Home::start(app.handle(), folder));
            let arguments = std::env::args_os().filter_map(|a| a.into_string().ok());
            hand_over(app.handle(), data::link(arguments));
            WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App("index.html".into()))
                .title("Slipway")
                .inner_size(1280.0, 820.0)
                .min_inner_size(360.0, 560.0)
                // Pages of others never open in the window that may call the core.
                .on_navigation(is_own)
                .build()?;
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            app.state::<home::Home>().stop();
        }
    });
    Ok(())
}

/// Whether an address is one of the embedded pages.
fn is_own(url: &tauri::Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Windows serves them so.
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Gives a link to the core, which keeps it until the person has seen it.
fn hand_over(app: &tauri::AppHandle, link: Option<String>) {
    let Some(link) = link else {
        return;
    };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(core) = app.state::<home::Home>().core().await {
            core.open_app_link(&link);
        }
    });
}

fn show(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_embedded_pages_open_in_the_window() {
        let own = |url: &str| is_own(&url.parse().unwrap());
        assert!(own("tauri://localhost/index.html"));
        assert!(own("http://tauri.localhost/"));
        for other in [
            "https://akash.network",
            "http://localhost:8417/",
            "tauri://elsewhere/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
        ] {
            assert!(!own(other), "{other}");
        }
    }
}
