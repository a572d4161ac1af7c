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

    /// Hands a file to the core; gives the name by which commands mean it.
    pub(super) fn lend(&self, file: &web_sys::File) -> Option<String> {
        let id = self.state.next.get();
        self.state.next.set(id + 1);
        // The number keeps two files of one name apart.
        let name = format!("{id}/{}", file.name());
        let message = js_sys::Object::new();
        js_sys::Reflect::set(&message, &contract::FILE_NAME.into(), &name.as_str().into()).ok()?;
        js_sys::Reflect::set(&message, &contract::FILE.into(), file).ok()?;
        self.state
            .worker
            .borrow()
            .as_ref()?
            .post_message(&message)
            .ok()?;
        Some(name)
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

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{ErrorCode, Tag};
    use futures::executor::block_on;

    fn remote() -> (Remote, RwSignal<Link>, Owner) {
        let owner = Owner::new();
        owner.set();
        (
            Remote {
                state: Rc::default(),
            },
            RwSignal::new(Link::Starting),
            owner,
        )
    }

    fn asked(remote: &Remote) -> Vec<String> {
        remote.state.queue.borrow().clone()
    }

    #[test]
    fn calls_wait_for_ready_in_their_order() {
        let (remote, link, _owner) = remote();
        let calls =
            futures::future::join(remote.call("a", "{}".into()), remote.call("b", "{}".into()));
        let answers = async {
            assert_eq!(asked(&remote).len(), 2);
            assert!(asked(&remote)[0].contains("\"a\""));
            remote.state.take(FromWorker::Ready, link);
            assert!(asked(&remote).is_empty());
            // Answers may come in another order than the calls.
            remote.state.take(
                FromWorker::Answer {
                    id: 1,
                    result: Ok("second".into()),
                },
                link,
            );
            remote.state.take(
                FromWorker::Answer {
                    id: 0,
                    result: Ok("first".into()),
                },
                link,
            );
        };
        let ((first, second), ()) = block_on(futures::future::join(calls, answers));
        assert_eq!(
            (first.unwrap().as_str(), second.unwrap().as_str()),
            ("first", "second")
        );
        assert_eq!(link.get_untracked(), Link::Ready);
    }

    #[test]
    fn whoever_waits_learns_that_the_core_is_gone() {
        let (remote, link, _owner) = remote();
        let call = remote.call("a", "{}".into());
        let lost = async { remote.state.take(FromWorker::Lost, link) };
        let (answer, ()) = block_on(futures::future::join(call, lost));
        assert_eq!(answer.unwrap_err().code, ErrorCode::Internal);
        assert_eq!(link.get_untracked(), Link::Lost);
    }

    #[test]
    fn an_answer_to_nobody_is_ignored() {
        let (remote, link, _owner) = remote();
        remote.state.take(
            FromWorker::Answer {
                id: 9,
                result: Ok("{}".into()),
            },
            link,
        );
        assert_eq!(link.get_untracked(), Link::Starting);
    }

    #[test]
    fn a_core_that_cannot_start_says_why() {
        let (remote, link, _owner) = remote();
        let error = ApiError::new(ErrorCode::Storage, "The browser refused storage.");
        remote.state.take(
            FromWorker::Failed {
                error: error.clone(),
            },
            link,
        );
        assert_eq!(link.get_untracked(), Link::Failed(error));
    }

    #[test]
    fn events_reach_the_one_who_listens() {
        let (remote, link, _owner) = remote();
        let heard = Rc::new(Cell::new(0));
        let count = Rc::clone(&heard);
        remote.on_event(move |_| count.set(count.get() + 1));
        let event = Event::Changed {
            tags: vec![Tag::Balances],
        };
        remote.state.take(FromWorker::Event { event }, link);
        assert_eq!(heard.get(), 1);
    }
}
