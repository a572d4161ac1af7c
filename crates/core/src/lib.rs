//! Use cases of Slipway; composes vault, sdl, chain and provider.
//!
//! [`Core`] implements the contract for one [`platform::Home`]. Everything that must survive a
//! restart is written before it is acted on: what was signed (with its bytes) before it is sent,
//! the stage of a deployment before its next step.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod api;
mod approval_words;
mod approvals;
mod apps;
mod clipboard;
mod companion;
mod contacts;
mod deployments;
mod drafts;
mod error;
mod events;
mod flow;
mod gpus;
mod health;
mod market;
mod names;
mod networks;
mod nodes;
mod offline;
mod outside;
mod passkeys;
mod registries;
mod rules;
mod sealed;
mod session;
mod settings;
mod spec;
mod store;
mod streams;
mod templates;
mod tokens;
mod top_ups;
mod txs;
mod wallet;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use contract::{ApiError, Event};
use futures::channel::mpsc;
use platform::Home;

pub use networks::BuiltInNetwork;
pub use vault::KdfBounds;

/// What the home decides about the core.
#[derive(Debug, Clone)]
pub struct CoreConfig {
    /// Networks that come with this home: the demo network, or those of the web server.
    pub networks: Vec<BuiltInNetwork>,
    /// Whether profiles of one's own can be reached from here (a browser can't).
    pub custom_networks: bool,
    /// Cost of the password; [`KdfBounds::PRODUCT`] everywhere but in tests.
    pub kdf: KdfBounds,
}

/// The core: a cheap handle to one running instance.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

pub(crate) struct Inner {
    home: Home,
    config: CoreConfig,
    session: Mutex<session::Session>,
    networks: Mutex<networks::Networks>,
    health: Mutex<health::Health>,
    nodes: Mutex<nodes::Nodes>,
    approvals: Mutex<approvals::Approvals>,
    apps: Mutex<apps::Apps>,
    outside: Mutex<outside::Outside>,
    companion: Mutex<companion::Companion>,
    market: Mutex<market::Cache>,
    known: Mutex<contacts::Known>,
    flows: Mutex<flow::Running>,
    tokens: Mutex<tokens::Cache>,
    top_ups: Mutex<top_ups::TopUps>,
    registries: Mutex<registries::Registries>,
    transfers: Mutex<registries::Transfers>,
    passkey_asks: Mutex<passkeys::Asks>,
    streams: Mutex<streams::Open>,
    settings: Mutex<contract::SettingsView>,
    events: Mutex<events::Hub>,
    /// What deriving a key from a new password costs here.
    password_cost: OnceLock<vault::KdfCost>,
    /// What was copied and must not stay in the clipboard.
    copied: Mutex<Option<types::Hash32>>,
    /// One transaction is built, or sent, at a time: sequences stay in order.
    sending: futures::lock::Mutex<()>,
    /// The vault file is written by one at a time.
    saving: futures::lock::Mutex<()>,
    /// So are the connected apps.
    saving_apps: futures::lock::Mutex<()>,
    /// Their requests are read by one at a time.
    filing_apps: futures::lock::Mutex<()>,
}

/// Locks a mutex; a panic elsewhere does not poison what it guards, since every change is whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Core {
    /// Starts the core in `home`: reads what was kept, goes on with what was unfinished.
    ///
    /// # Errors
    /// [`ApiError`] when the store can't be read.
    // In a browser there is one thread and what the home gives is bound to it; the handle is the same in both homes.
    #[allow(clippy::arc_with_non_send_sync)]
    pub async fn start(home: Home, config: CoreConfig) -> Result<Self, ApiError> {
        let session = session::Session::load(&home).await?;
        let networks = networks::Networks::load(&home, &config).await?;
        let settings = settings::load(&home).await?;
        let registries = registries::Registries::load(&home, &config.networks).await?;
        let transfers = registries::Transfers::load(&home).await?;
        let known = contacts::Known::load(&home).await?;
        let core = Self(Arc::new(Inner {
            session: Mutex::new(session),
            networks: Mutex::new(networks),
            health: Mutex::default(),
            nodes: Mutex::default(),
            approvals: Mutex::default(),
            apps: Mutex::default(),
            outside: Mutex::default(),
            companion: Mutex::default(),
            market: Mutex::default(),
            known: Mutex::new(known),
            flows: Mutex::default(),
            tokens: Mutex::default(),
            top_ups: Mutex::default(),
            registries: Mutex::new(registries),
            transfers: Mutex::new(transfers),
            passkey_asks: Mutex::default(),
            streams: Mutex::default(),
            settings: Mutex::new(settings),
            events: Mutex::default(),
            password_cost: OnceLock::new(),
            copied: Mutex::default(),
            sending: futures::lock::Mutex::new(()),
            saving: futures::lock::Mutex::new(()),
            saving_apps: futures::lock::Mutex::new(()),
            filing_apps: futures::lock::Mutex::new(()),
            home,
            config,
        }));
        core.load_apps().await?;
        core.load_outside().await?;
        core.open_demo_vault().await;
        core.watch_health();
        core.watch_idle();
        core.watch_signals();
        core.watch_top_ups();
        core.resume().await;
        Ok(core)
    }

    /// Calls a command of the contract by name, JSON in and out.
    ///
    /// # Errors
    /// What the command answers.
    pub async fn call(&self, name: &str, payload: &str) -> Result<String, ApiError> {
        contract::dispatch(self, name, payload).await
    }

    /// Events from now on.
    #[must_use]
    pub fn subscribe(&self) -> mpsc::UnboundedReceiver<Event> {
        lock(&self.0.events).subscribe()
    }

    /// Before the program ends: locks, and takes what was copied out of the clipboard.
    pub async fn leave(&self) {
        self.end_companion("Slipway ended.").await;
        self.end_session();
        self.clear_copied_secret().await;
    }

    pub(crate) fn home(&self) -> &Home {
        &self.0.home
    }

    pub(crate) fn now(&self) -> types::UnixMillis {
        self.0.home.clock.now()
    }
}
