//! Tells the core that somebody is here: who only looks must not be locked out in the middle of it.

use contract::Empty;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::backend::Core;
use crate::{call, platform};

/// Milliseconds between two notes at least; the shortest idle time is a minute.
const EVERY: u64 = 20_000;

/// Whether a note is due after `since` milliseconds without one.
const fn due(last: u64, now: u64) -> bool {
    now.saturating_sub(last) >= EVERY
}

/// Listens to keys and pointers as long as the calling view lives. Only that something was pressed is said, not what.
pub fn say_in_use() {
    let core = Core::here();
    let last = StoredValue::new(platform::now());
    let note = move |always: bool| {
        let now = platform::now();
        if always || due(last.get_value(), now) {
            last.set_value(now);
            spawn_local(async move {
                // Without an answer the vault locks a little early, which is safe.
                let _ = call!(core, in_use(Empty {})).await;
            });
        }
    };
    let pointer = window_event_listener(ev::pointerdown, move |_| note(false));
    let moved = window_event_listener(ev::wheel, move |_| note(false));
    let key = window_event_listener(ev::keydown, move |_| note(false));
    // Back from another app, or with a network again: what was lost is tried at once.
    let back = window_event_listener(ev::focus, move |_| note(true));
    let online = window_event_listener(ev::online, move |_| note(true));
    on_cleanup(move || {
        pointer.remove();
        moved.remove();
        key.remove();
        back.remove();
        online.remove();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_rare() {
        assert!(!due(1_000, 20_999));
        assert!(due(1_000, 21_000));
        assert!(!due(5_000, 1_000), "a clock set back");
    }
}
