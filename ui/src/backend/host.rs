//! What only the page can do for the core.

use contract::HostCall;
use leptos::prelude::window;
use serde_json::Value;
use wasm_bindgen_futures::JsFuture;

use crate::parts;

/// Does a host call; null when it can't be done here.
pub(super) async fn answer(call: &HostCall) -> Value {
    match call {
        HostCall::PersistStorage => match persist().await {
            Some(granted) => serde_json::json!({ "granted": granted }),
            None => Value::Null,
        },
        HostCall::PasskeyCreate { .. }
        | HostCall::PasskeyGet { .. }
        | HostCall::SitePasskeyCreate { .. }
        | HostCall::SitePasskeyGet { .. }
        | HostCall::Keplr { .. } => part(call).await.unwrap_or_default(),
    }
}

/// Has the page's own script answer; `None` where it has nothing to ask.
async fn part(call: &HostCall) -> Option<Value> {
    let text = serde_json::to_string(call).ok()?;
    let answer = match call {
        HostCall::Keplr { .. } => parts::keplr_call(&text).await,
        // The desktop window has no passkeys on some systems.
        _ if !parts::passkeys_possible() => return None,
        _ => parts::passkey_call(&text).await,
    };
    serde_json::from_str(&answer.as_string()?).ok()
}

/// Asks the browser to keep this site's storage; `None` where it can't be asked.
async fn persist() -> Option<bool> {
    let navigator = window().navigator();
    // Undefined outside a secure context.
    let storage = js_sys::Reflect::get(&navigator, &"storage".into())
        .ok()
        .filter(|v| v.is_object())?;
    let storage: web_sys::StorageManager = wasm_bindgen::JsCast::unchecked_into(storage);
    JsFuture::from(storage.persist().ok()?)
        .await
        .ok()?
        .as_bool()
}
