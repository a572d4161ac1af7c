//! Which tab owns the data where the browser has no Web Locks: the tabs of one address ask each other.
//!
//! Weaker than a lock: a tab that the system froze can't answer. That is why no home with keys rests on it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::lock::Ask;

/// Name of the channel.
const NAME: &str = "slipway-data";
/// Milliseconds that the others have for an answer.
const ANSWER: u32 = 400;

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
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
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
                (asked, Standing::Owner) if asked.starts_with("who ") => say(&channel, "held"),
                // Of two that ask at once, the one with the smaller number goes first.
                (asked, Standing::Asking) => {
                    let other = asked
                        .strip_prefix("who ")
                        .and_then(|n| n.parse::<f64>().ok());
                    match other {
                        Some(other) if other < number => standing.set(Standing::Beaten),
                        Some(_) => say(&channel, "held"),
                        None => {}
                    }
                }
                _ => {}
            }
        })
    };
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // Lives as long as the worker.
    heard.forget();
    match ask {
        Ask::IfFree => say(&channel, &format!("who {number}")),
        Ask::Steal => say(&channel, "taken"),
    }
    TimeoutFuture::new(ANSWER).await;
    let is_owner = standing.get() == Standing::Asking;
    if is_owner {
        standing.set(Standing::Owner);
    }
    is_owner
}

fn say(channel: &BroadcastChannel, text: &str) {
    // Only a closed channel refuses, and this one never is.
    let _ = channel.post_message(&text.into());
}
