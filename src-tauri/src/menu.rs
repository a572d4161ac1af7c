//! The native menu.

use tauri::menu::{Menu, MenuBuilder, MenuEvent, SubmenuBuilder};
use tauri::{AppHandle, Manager, Runtime};

/// Id of the entry that reads the page again.
const RELOAD: &str = "reload";

/// Builds the menu bar: the program, editing, the view.
pub(crate) fn build<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Menu<R>> {
    let program = SubmenuBuilder::new(app, "Slipway")
        .about(None)
        .separator()
        .quit()
        .build()?;
    let edit = SubmenuBuilder::new(app, "Edit")
        .cut()
        .copy()
        .paste()
        .separator()
        .select_all()
        .build()?;
    let view = SubmenuBuilder::new(app, "View")
        .text(RELOAD, "Reload")
        .fullscreen()
        .build()?;
    MenuBuilder::new(app)
        .items(&[&program, &edit, &view])
        .build()
}

/// Does what an entry of our own says.
pub(crate) fn pressed<R: Runtime>(app: &AppHandle<R>, event: &MenuEvent) {
    if event.id() == RELOAD
        && let Some(window) = app.get_webview_window(crate::WINDOW)
    {
        let _ = window.reload();
    }
}
