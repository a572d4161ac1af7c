//! The way to the core: typed calls over Tauri's IPC or a worker, answers kept in a small cache that events and
//! mutations make stale.
//!
//! Reads: `let balances = query!(balances(Empty {}));` gives a [`Query`] that loads, reloads when the core says that one
//! of the row's tags changed, and is shared by every view that asks the same. Everything else:
//! `call!(send(request)).await`, which makes the row's tags stale when it succeeds.

mod cache;
mod host;
mod ipc;
mod order;
mod query;
mod task;
mod worker;

pub use query::{Loaded, Query};
pub use task::{Task, sentence};

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use contract::{
    ApiError, COMMANDS, Client, ErrorCode, Event, HostAnswer, HostCall, StreamId, Tag, Transport,
};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Whether the core can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// It starts.
    Starting,
    /// It answers.
    Ready,
    /// Another tab owns the data.
    Busy,
    /// Another tab took over.
    Lost,
    /// It can't start.
    Failed(ApiError),
    /// It stopped by a fault of its own.
    Crashed(String),
}

/// How calls reach the core.
#[derive(Clone)]
enum Route {
    Ipc,
    Worker(Rc<worker::Remote>),
}

/// The transport of the typed client.
#[derive(Clone)]
pub struct Wire(Route);

#[async_trait::async_trait(?Send)]
impl Transport for Wire {
    async fn call(&self, name: &'static str, payload: String) -> Result<String, ApiError> {
        match &self.0 {
            Route::Ipc => ipc::call(name, &payload).await,
            Route::Worker(remote) => remote.call(name, payload).await,
        }
    }
}

type Listener = Rc<dyn Fn(&Event)>;

struct Inner {
    client: Client<Wire>,
    route: Route,
    cache: RefCell<cache::Cache>,
    listeners: RefCell<Vec<(u64, Listener)>>,
    next: Cell<u64>,
}

/// The core as views see it; in the context of every view.
#[derive(Clone, Copy)]
pub struct Core {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    link: RwSignal<Link>,
}

impl Core {
    /// The core of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Starts or finds the core and puts it into the context.
    pub fn provide() -> Self {
        let link = RwSignal::new(Link::Starting);
        let route = if ipc::is_here() {
            Route::Ipc
        } else {
            Route::Worker(Rc::new(worker::Remote::start(link)))
        };
        let inner = Rc::new(Inner {
            client: Client::new(Wire(route.clone())),
            route: route.clone(),
            cache: RefCell::default(),
            listeners: RefCell::default(),
            next: Cell::new(1),
        });
        let core = Self {
            inner: StoredValue::new_local(inner),
            link,
        };
        match route {
            Route::Ipc => ipc::subscribe(move |event| core.heard(event), link),
            Route::Worker(remote) => remote.on_event(move |event| core.heard(event)),
        }
        provide_context(core);
        core
    }

    /// Whether the core can be asked; tracked.
    #[must_use]
    pub fn link(self) -> Link {
        self.link.get()
    }

    /// Makes this tab the owner of the data.
    pub fn take_over(self) {
        if let Route::Worker(remote) = &self.inner.get_value().route {
            self.link.set(Link::Starting);
            remote.take_over();
        }
    }

    /// Lets the core read a file that was chosen on the page; gives the name by which commands mean it. In the window
    /// there is none: files are named by their paths.
    #[must_use]
    pub fn lend(self, file: &web_sys::File) -> Option<String> {
        match &self.inner.get_value().route {
            Route::Ipc => None,
            Route::Worker(remote) => remote.lend(file),
        }
    }

    /// The typed client. Prefer [`call!`](crate::call) and [`query!`](crate::query), which keep the cache true.
    #[must_use]
    pub fn client(self) -> Client<Wire> {
        self.inner.get_value().client.clone()
    }

    /// Does what follows from an answer to the command `name`.
    pub fn settled<T>(self, name: &str, answer: &Result<T, ApiError>) {
        match answer {
            Ok(_) => {
                let tags = COMMANDS
                    .iter()
                    .find(|row| row.name == name)
                    .map_or(&[][..], |row| row.tags);
                self.invalidate(tags);
            }
            // The vault locked itself or another window took over: whatever asks about the app must know.
            Err(e)
                if matches!(
                    e.code,
                    ErrorCode::Locked | ErrorCode::NoVault | ErrorCode::ReadOnly
                ) =>
            {
                self.invalidate(&[Tag::App]);
            }
            Err(_) => {}
        }
    }

    /// Reads again what is in view and has one of `tags`; forgets the rest of it.
    pub fn invalidate(self, tags: &[Tag]) {
        let inner = self.inner.get_value();
        let again = inner.cache.borrow_mut().touch(tags);
        for refetch in again {
            refetch();
        }
    }

    /// Calls `listener` for each event until the owner of the calling view goes.
    pub fn listen(self, listener: impl Fn(&Event) + 'static) {
        let inner = self.inner.get_value();
        let id = inner.next.get();
        inner.next.set(id + 1);
        inner.listeners.borrow_mut().push((id, Rc::new(listener)));
        on_cleanup(move || {
            self.inner
                .get_value()
                .listeners
                .borrow_mut()
                .retain(|(i, _)| *i != id);
        });
    }

    /// Calls `lines` with the lines of `stream`, and `end` when it ends, until the owner of the calling view goes.
    pub fn listen_stream(
        self,
        stream: StreamId,
        lines: impl Fn(&[contract::LogLine]) + 'static,
        end: impl Fn(&contract::StreamEnd) + 'static,
    ) {
        self.listen(move |event| match event {
            Event::Lines {
                stream: s,
                lines: l,
            } if *s == stream => lines(l),
            Event::StreamEnded { stream: s, end: e } if *s == stream => end(e),
            _ => {}
        });
    }

    fn heard(self, event: Event) {
        match &event {
            Event::Changed { tags } => self.invalidate(tags),
            Event::Health { health } => {
                let inner = self.inner.get_value();
                let entry = inner
                    .cache
                    .borrow()
                    .loaded::<contract::HealthView>(&query::key("network_health", "{}"));
                if let Some(entry) = entry {
                    entry.set(Loaded::of(health.clone()));
                }
            }
            Event::HostCall { id, call } => self.host_call(*id, call),
            Event::Lines { .. } | Event::StreamEnded { .. } | Event::Transfer { .. } => {}
        }
        let listeners: Vec<Listener> = self
            .inner
            .get_value()
            .listeners
            .borrow()
            .iter()
            .map(|(_, l)| Rc::clone(l))
            .collect();
        for listener in listeners {
            listener(&event);
        }
    }

    fn host_call(self, id: u64, call: &HostCall) {
        let call = call.clone();
        spawn_local(async move {
            let answer = host::answer(&call).await;
            // The core asks again when this doesn't reach it.
            let _ = self.client().host_answer(HostAnswer { id, answer }).await;
        });
    }
}

/// Whether this page is in the desktop window, which opens nothing outside by itself.
#[must_use]
pub fn in_window() -> bool {
    ipc::is_here()
}

/// Has the desktop program open a web address in the system's browser.
///
/// # Errors
/// When it is no web address or no browser could be started.
pub async fn open_link(url: &str) -> Result<(), ApiError> {
    ipc::open_link(url).await
}

/// A fault between the page and the core.
fn broken(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::Internal, message)
        .safe("Keys, drafts and deployments in the making are stored.")
        .hint("Reload to start the core again.")
}

/// A shared, self-refreshing read: `query!(balances(Empty {}))` is a [`Query`] of the row's answer.
#[macro_export]
macro_rules! query {
    ($name:ident($request:expr)) => {{
        let request = $request;
        $crate::backend::Query::new(stringify!($name), &request, {
            let request = request.clone();
            move |client| {
                let request = request.clone();
                async move { client.$name(request).await }
            }
        })
    }};
}

/// A call whose success makes the row's tags stale: `call!(core, send(request)).await`.
#[macro_export]
macro_rules! call {
    ($core:expr, $name:ident($request:expr)) => {{
        let core: $crate::backend::Core = $core;
        let client = core.client();
        let request = $request;
        async move {
            let answer = client.$name(request).await;
            core.settled(stringify!($name), &answer);
            answer
        }
    }};
}
