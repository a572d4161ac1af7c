//! The two commands of the window.

use contract::{ApiError, Event};
use futures::StreamExt;
use tauri::State;
use tauri::ipc::Channel;

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
