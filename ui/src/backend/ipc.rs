//! The core in the desktop process, over Tauri's IPC.

use std::cell::RefCell;

use contract::{ApiError, Event};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::order::Ordered;
use super::{Link, broken};

const INTERNALS: &str = "__TAURI_INTERNALS__";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], catch)]
    async fn invoke(command: &str, arguments: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = transformCallback)]
    fn transform_callback(callback: &JsValue) -> f64;
}

/// Whether this page is in the desktop window.
pub(super) fn is_here() -> bool {
    js_sys::Reflect::has(&window(), &INTERNALS.into()).unwrap_or(false)
}

fn object(pairs: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (key, value) in pairs {
        let _ = js_sys::Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}

fn error(value: &JsValue) -> ApiError {
    js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| serde_json::from_str(&String::from(text)).ok())
        .unwrap_or_else(|| {
            broken(
                value
                    .as_string()
                    .unwrap_or_else(|| "The core did not answer.".into()),
            )
        })
}

/// Calls a command of the table.
pub(super) async fn call(name: &str, payload: &str) -> Result<String, ApiError> {
    let arguments = object(&[("name", name.into()), ("payload", payload.into())]);
    let answer = invoke("call", arguments).await.map_err(|e| error(&e))?;
    answer
        .as_string()
        .ok_or_else(|| broken("The core's answer is not a text."))
}

/// Asks the system's browser to show a web address.
pub(super) async fn open_link(url: &str) -> Result<(), ApiError> {
    let answer = invoke("open_link", object(&[("url", url.into())])).await;
    answer.map(|_| ()).map_err(|e| error(&e))
}

/// Opens the channel of events; `link` tells whether that worked.
pub(super) fn subscribe(heard: impl Fn(Event) + 'static, link: RwSignal<Link>) {
    let ordered = RefCell::new(Ordered::default());
    let callback = Closure::<dyn Fn(JsValue)>::new(move |packet: JsValue| {
        let get =
            |key: &str| js_sys::Reflect::get(&packet, &key.into()).unwrap_or(JsValue::UNDEFINED);
        let (Some(index), message) = (get("index").as_f64(), get("message")) else {
            return;
        };
        if message.is_undefined() {
            return;
        }
        let ready = ordered.borrow_mut().take(index as u64, message);
        for message in ready {
            let event = js_sys::JSON::stringify(&message)
                .ok()
                .and_then(|text| serde_json::from_str::<Event>(&String::from(text)).ok());
            if let Some(event) = event {
                heard(event);
            }
        }
    });
    let id = transform_callback(callback.as_ref().unchecked_ref());
    // Lives as long as the page.
    callback.forget();
    let channel = format!("__CHANNEL__:{id}");
    spawn_local(async move {
        match invoke("subscribe", object(&[("channel", channel.into())])).await {
            Ok(_) => link.set(Link::Ready),
            Err(e) => link.set(Link::Failed(error(&e))),
        }
    });
}
