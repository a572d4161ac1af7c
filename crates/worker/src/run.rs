//! From the first message to the last: who owns the data, calls in, answers and events out.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use contract::{ApiError, ErrorCode, FromWorker, ToWorker};
use futures::StreamExt;
use platform::web::ChosenFiles;
use platform::{BridgeTransfer, Http, HttpRequest, StoreError};
use slipway_core::{BuiltInNetwork, Core, CoreConfig, KdfBounds};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::lock::{self, Ask, Outcome};
use crate::tabs;

/// The worker's state: at most one core, for its whole life.
struct Worker {
    scope: web_sys::DedicatedWorkerGlobalScope,
    core: RefCell<Option<Core>>,
    /// What was chosen on the page.
    files: ChosenFiles,
    /// Set once the lock is held or asked for by stealing, so that a second press changes nothing.
    asked: Cell<bool>,
}

type Shared = Rc<Worker>;

/// Listens, and asks to be the owner.
pub(crate) fn start() {
    let worker = Rc::new(Worker {
        scope: js_sys::global().unchecked_into(),
        core: RefCell::new(None),
        files: ChosenFiles::default(),
        asked: Cell::new(true),
    });
    listen(&worker);
    own(&worker, Ask::IfFree);
}

fn listen(worker: &Shared) {
    let scope = worker.scope.clone();
    let worker = Rc::clone(worker);
    let heard =
        Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let message = event
                .data()
                .as_string()
                .and_then(|text| serde_json::from_str::<ToWorker>(&text).ok());
            match message {
                Some(ToWorker::Call { id, name, payload }) => call(&worker, id, name, payload),
                Some(ToWorker::TakeOver) if !worker.asked.replace(true) => own(&worker, Ask::Steal),
                Some(ToWorker::TakeOver) => {}
                None => chosen(&worker, &event.data()),
            }
        });
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // Lives as long as the worker.
    heard.forget();
}

/// A file comes as an object beside the texts: its name for the core, and the file itself.
fn chosen(worker: &Shared, data: &JsValue) {
    let get = |key: &str| js_sys::Reflect::get(data, &key.into()).ok();
    let name = get(contract::FILE_NAME).and_then(|name| name.as_string());
    let file = get(contract::FILE).and_then(|file| file.dyn_into::<web_sys::File>().ok());
    if let (Some(name), Some(file)) = (name, file) {
        worker.files.add(name, file);
    }
}

fn own(worker: &Shared, ask: Ask) {
    let told = {
        let worker = Rc::clone(worker);
        move |outcome| match outcome {
            Outcome::Held => {
                let worker = Rc::clone(&worker);
                spawn_local(async move { worker.open().await });
            }
            Outcome::Taken => {
                worker.asked.set(false);
                worker.say(&FromWorker::Busy);
            }
            Outcome::Missing => {
                let worker = Rc::clone(&worker);
                spawn_local(async move { worker.own_as_companion(ask).await });
            }
        }
    };
    let lost = {
        let worker = Rc::clone(worker);
        move || worker.lose()
    };
    lock::take(ask, told, lost);
}

fn call(worker: &Shared, id: u64, name: String, payload: String) {
    let core = worker.core.borrow().clone();
    let worker = Rc::clone(worker);
    spawn_local(async move {
        let result = match core {
            Some(core) => core.call(&name, &payload).await,
            None => Err(ApiError::new(
                ErrorCode::Internal,
                "The core has not started yet.",
            )),
        };
        worker.say(&FromWorker::Answer { id, result });
    });
}

impl Worker {
    fn say(&self, message: &FromWorker) {
        if let Ok(text) = serde_json::to_string(message) {
            let _ = self.scope.post_message(&text.into());
        }
    }

    /// Another tab took over.
    fn lose(&self) {
        self.core.replace(None);
        self.say(&FromWorker::Lost);
        // Ends the tasks of the core too: two owners must not act on one deployment.
        self.scope.close();
    }

    /// Without locks: only the companion of a desktop, which holds no keys, works on such an address. Its tabs agree
    /// among themselves.
    async fn own_as_companion(self: &Rc<Self>, ask: Ask) {
        let http = platform::web::http();
        match networks(&http, &self.scope.location().origin()).await {
            Err(error) => self.say(&FromWorker::Failed { error }),
            Ok(found) if !found.companion => self.say(&FromWorker::Failed {
                error: ApiError::new(
                    ErrorCode::Storage,
                    "This address is not safe enough for a wallet: the browser offers neither locks nor cryptography here.",
                )
                .safe("Nothing was stored.")
                .hint("Open Slipway through https, or at http://localhost on this machine."),
            }),
            Ok(_) => {
                let lost = {
                    let worker = Rc::clone(self);
                    move || worker.lose()
                };
                if tabs::take(ask, lost).await {
                    self.open().await;
                } else {
                    self.asked.set(false);
                    self.say(&FromWorker::Busy);
                }
            }
        }
    }

    /// Starts the core; says `Ready` or why not.
    async fn open(&self) {
        match self.begin().await {
            Ok(core) => {
                let mut events = core.subscribe();
                self.core.replace(Some(core));
                self.say(&FromWorker::Ready);
                while let Some(event) = events.next().await {
                    self.say(&FromWorker::Event { event });
                }
            }
            Err(error) => self.say(&FromWorker::Failed { error }),
        }
    }

    // A worker is one thread, and what the home holds is bound to it.
    #[allow(clippy::arc_with_non_send_sync)]
    async fn begin(&self) -> Result<Core, ApiError> {
        let origin = self.scope.location().origin();
        let mut home = platform::web::home(&origin, self.files.clone(), false)
            .await
            .map_err(storage)?;
        let Networks {
            all: networks,
            companion,
        } = networks(home.http.as_ref(), &origin).await?;
        home.shell.companion = companion;
        let registries = networks
            .iter()
            .filter_map(|n| Some((n.id.clone(), n.registry.clone()?)));
        home.transfer = Arc::new(BridgeTransfer::new(
            &origin,
            registries,
            home.transfer.clone(),
        ));
        let config = CoreConfig {
            networks,
            custom_networks: false,
            kdf: KdfBounds::PRODUCT,
        };
        Core::start(home, config).await
    }
}

fn storage(error: StoreError) -> ApiError {
    ApiError::new(ErrorCode::Storage, error.to_string())
        .hint("Allow this site to store data, leave private browsing, then reload.")
}

/// What the server says of itself.
struct Networks {
    all: Vec<BuiltInNetwork>,
    /// It is a desktop that shares itself with this phone.
    companion: bool,
}

/// Whether one of the networks is marked as a companion's.
#[derive(serde::Deserialize)]
struct Marked {
    #[serde(default)]
    companion: bool,
}

/// The networks of the server that this page came from; its addresses are relative to the origin.
async fn networks(http: &dyn Http, origin: &str) -> Result<Networks, ApiError> {
    let unreachable = |why: String| {
        ApiError::new(
            ErrorCode::Offline,
            format!("The list of networks can't be read: {why}"),
        )
        .safe("Nothing is lost: keys and drafts are in this browser.")
        .hint("Check that the server still runs, then reload.")
    };
    let url = format!("{origin}/networks.json");
    let answer = http
        .send(HttpRequest::get(url))
        .await
        .map_err(|e| unreachable(e.to_string()))?;
    if !answer.is_success() {
        return Err(unreachable(format!("status {}", answer.status)));
    }
    let mut networks: Vec<BuiltInNetwork> =
        serde_json::from_slice(&answer.body).map_err(|e| unreachable(e.to_string()))?;
    let marked: Vec<Marked> = serde_json::from_slice(&answer.body).unwrap_or_default();
    let absolute = |path: &str| {
        if path.starts_with('/') {
            format!("{origin}{path}")
        } else {
            path.to_owned()
        }
    };
    for network in &mut networks {
        network.rpc = absolute(&network.rpc);
        network.faucet = network.faucet.as_deref().map(absolute);
        // `http` becomes `ws`, `https` becomes `wss`.
        let relay = network.relay.as_deref();
        network.relay = relay.map(|path| match path.starts_with('/') {
            true => absolute(path).replacen("http", "ws", 1),
            false => path.to_owned(),
        });
    }
    Ok(Networks {
        all: networks,
        companion: marked.iter().any(|m| m.companion),
    })
}
