//! The core in a dedicated worker, over `postMessage`.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use contract::{ApiError, Event, FromWorker, ToWorker};
use futures::channel::oneshot;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::{Link, broken};

const BOOT: &str = "/worker-boot.js";

type Answer = Result<String, ApiError>;
type Heard = Rc<dyn Fn(Event)>;

#[derive(Default)]
struct State {
    worker: RefCell<Option<web_sys::Worker>>,
    ready: Cell<bool>,
    /// Texts that wait for `Ready`.
    queue: RefCell<Vec<String>>,
    waiting: RefCell<BTreeMap<u64, oneshot::Sender<Answer>>>,
    next: Cell<u64>,
    heard: RefCell<Option<Heard>>,
}

/// The worker as the page sees it.
pub(super) struct Remote {
    state: Rc<State>,
}

impl Remote {
    /// Starts the worker; `link` follows how it is.
    pub(super) fn start(link: RwSignal<Link>) -> Self {
        let state = Rc::new(State::default());
        let options = web_sys::WorkerOptions::new();
        options.set_type(web_sys::WorkerType::Module);
        match web_sys::Worker::new_with_options(BOOT, &options) {
            Ok(worker) => {
                listen(&worker, &state, link);
                state.worker.replace(Some(worker));
            }
            Err(e) => link.set(Link::Crashed(format!(
                "The browser can't start a worker: {e:?}"
            ))),
        }
        Self { state }
    }

    /// Where events go.
    pub(super) fn on_event(&self, heard: impl Fn(Event) + 'static) {
        self.state.heard.replace(Some(Rc::new(heard)));
    }

    /// Makes this tab the owner of the data.
    pub(super) fn take_over(&self) {
        if let Ok(text) = serde_json::to_string(&ToWorker::TakeOver) {
            self.state.post(&text);
        }
    }

    /// Calls a command of the table.
    pub(super) async fn call(&self, name: &str, payload: String) -> Answer {
        let id = self.state.next.get();
        self.state.next.set(id + 1);
        let call = ToWorker::Call {
            id,
            name: name.into(),
            payload,
        };
        let text = serde_json::to_string(&call).map_err(|e| broken(e.to_string()))?;
        let (send, answer) = oneshot::channel();
        self.state.waiting.borrow_mut().insert(id, send);
        if self.state.ready.get() {
            self.state.post(&text);
        } else {
            self.state.queue.borrow_mut().push(text);
        }
        answer
            .await
            .unwrap_or_else(|_| Err(broken("The core stopped before it answered.")))
    }
}

impl State {
    fn post(&self, text: &str) {
        if let Some(worker) = self.worker.borrow().as_ref() {
            let _ = worker.post_message(&text.into());
        }
    }

    /// Every waiting call fails: the senders are dropped.
    fn fail_all(&self) {
        self.ready.set(false);
        self.queue.borrow_mut().clear();
        let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
        drop(waiting);
    }

    fn take(&self, message: FromWorker, link: RwSignal<Link>) {
        match message {
            FromWorker::Ready => {
                self.ready.set(true);
                for text in self.queue.take() {
                    self.post(&text);
                }
                link.set(Link::Ready);
            }
            FromWorker::Busy => link.set(Link::Busy),
            FromWorker::Lost => {
                self.fail_all();
                link.set(Link::Lost);
            }
            FromWorker::Failed { error } => {
                self.fail_all();
                link.set(Link::Failed(error));
            }
            FromWorker::Answer { id, result } => {
                let waiting = self.waiting.borrow_mut().remove(&id);
                if let Some(waiting) = waiting {
                    let _ = waiting.send(result);
                }
            }
            FromWorker::Event { event } => {
                let heard = self.heard.borrow().clone();
                if let Some(heard) = heard {
                    heard(event);
                }
            }
        }
    }
}

fn listen(worker: &web_sys::Worker, state: &Rc<State>, link: RwSignal<Link>) {
    let on_message = {
        let state = Rc::clone(state);
        Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let message = event
                .data()
                .as_string()
                .and_then(|text| serde_json::from_str::<FromWorker>(&text).ok());
            if let Some(message) = message {
                state.take(message, link);
            }
        })
    };
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let on_error = {
        let state = Rc::clone(state);
        Closure::<dyn Fn(web_sys::ErrorEvent)>::new(move |event: web_sys::ErrorEvent| {
            // After a panic the old instance goes on answering with whatever state is left: end it.
            if let Some(worker) = state.worker.take() {
                worker.terminate();
            }
            state.fail_all();
            link.set(Link::Crashed(event.message()));
        })
    };
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_error.forget();
}
