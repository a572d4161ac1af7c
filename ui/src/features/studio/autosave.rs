//! Saves the draft as one types.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use contract::{ApiError, DraftSaveRequest};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::backend::Core;
use crate::{call, platform};

/// Wait after the last change.
const PAUSE: Duration = Duration::from_millis(300);

/// Whether what is seen is kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// Kept at this time, milliseconds since 1970.
    At(u64),
    /// Changed; about to be saved.
    Pending,
    /// Being saved.
    Saving,
    /// Could not be saved; the next change tries again.
    Failed(ApiError),
}

#[derive(Clone, PartialEq, Eq)]
struct Content {
    name: String,
    text: String,
}

/// The saver of a page.
#[derive(Clone, Copy)]
pub struct Autosave {
    core: Core,
    id: StoredValue<String>,
    now: StoredValue<Content>,
    kept: StoredValue<Content>,
    state: RwSignal<Saved>,
    timer: StoredValue<Option<TimeoutHandle>>,
    busy: StoredValue<Rc<Cell<bool>>, LocalStorage>,
}

impl Autosave {
    /// Follows name and text of the draft `id`; what is unsaved when the page goes is saved then.
    pub fn start(id: String, name: RwSignal<String>, text: Memo<String>) -> Self {
        let content = Content {
            name: name.get_untracked(),
            text: text.get_untracked(),
        };
        let saver = Self {
            core: Core::here(),
            id: StoredValue::new(id),
            now: StoredValue::new(content.clone()),
            kept: StoredValue::new(content),
            state: RwSignal::new(Saved::At(platform::now())),
            timer: StoredValue::new(None),
            busy: StoredValue::new_local(Rc::new(Cell::new(false))),
        };
        Effect::new(move |_| {
            let content = Content {
                name: name.get(),
                text: text.get(),
            };
            saver.changed(content);
        });
        let hidden = window_event_listener_untyped("visibilitychange", move |_| saver.hurry());
        let leaving = window_event_listener_untyped("pagehide", move |_| saver.hurry());
        on_cleanup(move || {
            hidden.remove();
            leaving.remove();
            saver.hurry();
        });
        saver
    }

    /// Whether what is seen is kept.
    #[must_use]
    pub fn state(self) -> Signal<Saved> {
        self.state.into()
    }

    fn changed(self, content: Content) {
        self.now.set_value(content);
        self.stop();
        if self.unsaved() {
            self.state.set(Saved::Pending);
            if let Ok(handle) = set_timeout_with_handle(move || self.hurry(), PAUSE) {
                self.timer.set_value(Some(handle));
            }
        }
    }

    fn unsaved(self) -> bool {
        self.now
            .with_value(|now| self.kept.with_value(|kept| now != kept))
    }

    fn stop(self) {
        if let Some(handle) = self.timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }

    /// Saves now, without waiting for the pause.
    fn hurry(self) {
        self.stop();
        // The page may go before the answer: everything needed is taken along.
        let (Some(busy), Some(id)) = (self.busy.try_get_value(), self.id.try_get_value()) else {
            return;
        };
        if busy.get() || !self.unsaved() {
            return;
        }
        busy.set(true);
        let _ = self.state.try_set(Saved::Saving);
        let content = self.now.get_value();
        let request = DraftSaveRequest {
            id: Some(id),
            name: content.name.clone(),
            text: content.text.clone(),
        };
        let work = call!(self.core, draft_save(request));
        spawn_local(async move {
            let answer = work.await;
            busy.set(false);
            match answer {
                Ok(view) => {
                    if self.kept.try_update_value(|k| *k = content).is_some() {
                        let _ = self.state.try_set(Saved::At(view.changed.0));
                        // What was typed meanwhile.
                        if self.unsaved() {
                            self.hurry();
                        }
                    }
                }
                Err(error) => {
                    let _ = self.state.try_set(Saved::Failed(error));
                }
            }
        });
    }

    /// Saves what is unsaved and waits for it.
    pub async fn flush(self) {
        self.stop();
        if !self.unsaved() {
            return;
        }
        let content = self.now.get_value();
        let request = DraftSaveRequest {
            id: Some(self.id.get_value()),
            name: content.name.clone(),
            text: content.text.clone(),
        };
        if let Ok(view) = call!(self.core, draft_save(request)).await {
            let _ = self.kept.try_update_value(|k| *k = content);
            let _ = self.state.try_set(Saved::At(view.changed.0));
        }
    }
}
