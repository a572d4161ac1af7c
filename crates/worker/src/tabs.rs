//! Which tab owns the data where the browser has no Web Locks: the tabs of one address ask each other.
//!
//! Weaker than a lock: a tab that the system froze can't answer. That is why no home with keys rests on it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::lock::Ask;

/// Name of the channel.
const NAME: &str = "slipway-data";
/// Milliseconds that the others have for an answer.
const ANSWER: i32 = 400;

#[wasm_bindgen]
extern "C" {
    type BroadcastChannel;

    #[wasm_bindgen(constructor, catch)]
    fn new(name: &str) -> Result<BroadcastChannel, JsValue>;

    #[wasm_bindgen(method, js_name = postMessage)]
    fn post(this: &BroadcastChannel, text: &str);

    #[wasm_bindgen(method, setter, js_name = onmessage)]
    fn on_message(this: &BroadcastChannel, heard: &JsValue);

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &JsValue, millis: i32) -> JsValue;
}

/// How a tab stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Asking,
    Owner,
    Beaten,
}

/// Asks the other tabs; whether this one owns the data now. `lost` runs when another one takes it away.
pub(crate) async fn take(ask: Ask, lost: impl FnOnce() + 'static) -> bool {
    let Ok(channel) = BroadcastChannel::new(NAME) else {
        return false;
    };
    let channel = Rc::new(channel);
    let number = js_sys::Math::random();
    let standing = Rc::new(Cell::new(Standing::Asking));
    let heard = {
        let (channel, standing) = (Rc::clone(&channel), Rc::clone(&standing));
        let lost = RefCell::new(Some(lost));
        Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            match (text.as_str(), standing.get()) {
                ("held", Standing::Asking) => standing.set(Standing::Beaten),
                ("taken", Standing::Owner) => {
                    standing.set(Standing::Beaten);
                    if let Some(lost) = lost.borrow_mut().take() {
                        lost();
                    }
                }
                ("taken", Standing::Asking) => standing.set(Standing::Beaten),
                (asked, Standing::Owner) if asked.starts_with("who ") => channel.post("held"),
                // Of two that ask at once, the one with the smaller number goes first.
                (asked, Standing::Asking) => {
                    let other = asked
                        .strip_prefix("who ")
                        .and_then(|n| n.parse::<f64>().ok());
                    match other {
                        Some(other) if other < number => standing.set(Standing::Beaten),
                        Some(_) => channel.post("held"),
                        None => {}
                    }
                }
                _ => {}
            }
        })
    };
    channel.on_message(heard.as_ref());
    // Lives as long as the worker.
    heard.forget();
    match ask {
        Ask::IfFree => channel.post(&format!("who {number}")),
        Ask::Steal => channel.post("taken"),
    }
    pause().await;
    let is_owner = standing.get() == Standing::Asking;
    if is_owner {
        standing.set(Standing::Owner);
    }
    is_owner
}

async fn pause() {
    let waited = js_sys::Promise::new(&mut |done, _| {
        set_timeout(&done, ANSWER);
    });
    // A timer is never refused.
    let _ = wasm_bindgen_futures::JsFuture::from(waited).await;
}
