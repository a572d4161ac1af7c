//! The commands of the window.

use contract::{ApiError, ErrorCode, Event};
use futures::StreamExt;
use tauri::ipc::Channel;
use tauri::{State, Url};

use crate::home::Home;

/// A command of the contract's table: JSON text in and out.
#[tauri::command]
pub(crate) async fn call(
    home: State<'_, Home>,
    name: String,
    payload: String,
) -> Result<String, ApiError> {
    home.core().await?.call(&name, &payload).await
}

/// Sends every event of the core to the page, until the page is gone.
#[tauri::command]
pub(crate) async fn subscribe(
    home: State<'_, Home>,
    channel: Channel<Event>,
) -> Result<(), ApiError> {
    let mut events = home.core().await?.subscribe();
    tauri::async_runtime::spawn(async move {
        while let Some(event) = events.next().await {
            if channel.send(event).is_err() {
                break;
            }
        }
    });
    Ok(())
}

/// Opens a web address in the system's browser: the window itself shows no page of others.
#[tauri::command]
pub(crate) async fn open_link(url: String) -> Result<(), ApiError> {
    let url = web_address(&url).ok_or_else(|| {
        ApiError::new(
            ErrorCode::Invalid,
            "Only addresses with http or https are opened.",
        )
        .safe("Nothing was opened.")
    })?;
    open::that_detached(url.as_str()).map_err(|_| {
        ApiError::new(
            ErrorCode::Internal,
            "The system's browser can't be started.",
        )
        .safe("Nothing was opened.")
        .hint("Copy the address and open it yourself.")
    })
}

/// A web address with a host and nobody's name or password in it.
fn web_address(text: &str) -> Option<Url> {
    let url: Url = text.parse().ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    (web && url.username().is_empty() && url.password().is_none()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        assert!(web_address("https://a.example/x?y").is_some());
        assert!(web_address("http://127.0.0.1:8080/").is_some());
        for refused in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "smb://host/share",
            "https://name@a.example/",
            "/usr/bin/true",
            "--help",
        ] {
            assert!(web_address(refused).is_none(), "{refused}");
        }
    }
}
