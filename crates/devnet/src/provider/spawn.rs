//! Starting the fleet: ports, certificates, records on the chain, then gateway, page and market of each provider.

use super::agent::Agent;
use super::bidding::Bidder;
use super::cert::{CertError, Identity};
use super::chain::{Chain, ChainAccess};
use super::clock::{Clock, Timing};
use super::fleet::{Spec, auditor, catalogue};
use super::ledger::{Ledger, LedgerError, Message, Record};
use super::store::{Store, write_whole};
use super::{clock, gateway, ingress};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Pause before a step of the start that failed is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// How the fleet runs.
#[derive(Clone, Debug)]
pub struct FleetConfig {
    /// Folder for certificates, ports and manifests; nothing is kept without one.
    pub data_dir: Option<PathBuf>,
    /// Time source.
    pub clock: Clock,
    /// How long providers wait for what.
    pub timing: Timing,
    /// The providers.
    pub providers: Vec<Spec>,
}

impl FleetConfig {
    /// The whole catalogue on the computer's clock.
    pub fn new(data_dir: Option<PathBuf>) -> Self {
        Self {
            data_dir,
            clock: Clock::system(),
            timing: Timing::default(),
            providers: catalogue(),
        }
    }
}

/// Why the fleet can't start.
#[derive(Debug, thiserror::Error)]
pub enum SpawnError {
    /// Folder or port.
    #[error("provider can't start: {0}")]
    Io(#[from] io::Error),
    /// Certificate.
    #[error(transparent)]
    Cert(#[from] CertError),
}

/// Accounts the fleet signs with. A genesis gives each some AKT for gas and bid deposits.
pub fn accounts() -> Vec<String> {
    let keys = catalogue().into_iter().map(|s| s.key()).chain([auditor()]);
    keys.map(|k| k.address().to_owned()).collect()
}

/// A running provider.
#[derive(Clone)]
pub struct Running {
    /// Its shared part.
    pub agent: Arc<Agent>,
    /// `https://127.0.0.1:PORT`.
    pub host_uri: String,
    /// Serial of its certificate.
    pub serial: u64,
}

/// The running fleet. Dropping it without [`FleetHandle::stop`] leaves the tasks to the runtime.
pub struct FleetHandle {
    /// The providers in the order of the configuration.
    pub providers: Vec<Running>,
    stop: watch::Sender<bool>,
    ready: watch::Receiver<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl FleetHandle {
    /// Waits until every provider's record and certificate and the audits are on the chain.
    pub async fn ready(&self) {
        // An error means the start was given up, which `stop` causes.
        self.ready.clone().wait_for(|r| *r).await.ok();
    }

    /// Ends all tasks and waits for them.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            task.await.ok();
        }
    }
}

/// Binds the ports, starts gateways and pages, and publishes the providers in the background.
///
/// # Errors
/// [`SpawnError`] when a folder, port or certificate can't be had.
pub async fn spawn_all(
    node: Arc<dyn ChainAccess>,
    config: FleetConfig,
) -> Result<FleetHandle, SpawnError> {
    let ledger: Arc<dyn Ledger> = Chain::new(node);
    spawn_on(ledger, config).await
}

pub(super) async fn spawn_on(
    ledger: Arc<dyn Ledger>,
    config: FleetConfig,
) -> Result<FleetHandle, SpawnError> {
    let folder = config.data_dir.as_ref().map(|d| d.join("providers"));
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder)?;
    }
    let mut ports = Ports::load(folder.as_deref());
    let (stop, stopped) = watch::channel(false);
    let mut tasks = Vec::new();
    let mut providers = Vec::new();
    let mut bidders = Vec::new();
    for spec in config.providers {
        let gateway_socket = ports.bind(spec.name, "gateway").await?;
        let page_socket = ports.bind(spec.name, "page").await?;
        let store = match &folder {
            Some(folder) => Store::in_folder(folder, &format!("{}.json", spec.name))?,
            None => Store::default(),
        };
        let state = store.load(config.timing.pace)?;
        let identity = identity(&spec, folder.as_deref(), config.clock.now())?;
        let host_uri = format!("https://127.0.0.1:{}", gateway_socket.local_addr()?.port());
        let page_port = page_socket.local_addr()?.port();
        let agent = Arc::new(Agent::new(
            spec,
            ledger.clone(),
            config.clock.clone(),
            config.timing,
            page_port,
            store,
            state,
        ));
        let tls = Arc::new(identity.server_config()?);
        tasks.push(tokio::spawn(gateway::serve(
            gateway_socket,
            tls,
            agent.clone(),
            stopped.clone(),
        )));
        tasks.push(tokio::spawn(ingress::serve(
            page_socket,
            agent.clone(),
            stopped.clone(),
        )));
        let running = Running {
            agent,
            host_uri,
            serial: identity.serial(),
        };
        bidders.push((running.clone(), identity));
        providers.push(running);
    }
    ports.save()?;
    let (ready_sender, ready) = watch::channel(false);
    tasks.push(tokio::spawn(publish(
        ledger,
        bidders,
        ready_sender,
        stopped,
    )));
    Ok(FleetHandle {
        providers,
        stop,
        ready,
        tasks,
    })
}

/// Publishes every provider, lets the auditor sign, then runs their market parts.
async fn publish(
    ledger: Arc<dyn Ledger>,
    bidders: Vec<(Running, Identity)>,
    ready: watch::Sender<bool>,
    mut stopped: watch::Receiver<bool>,
) {
    let audited: Vec<Spec> = bidders
        .iter()
        .map(|(r, _)| r.agent.spec.clone())
        .filter(|s| s.audited)
        .collect();
    let registering = futures::future::join_all(bidders.iter().map(|(running, identity)| {
        until_done(running.agent.spec.name, || {
            register(ledger.as_ref(), running, identity)
        })
    }));
    let auditing = async {
        registering.await;
        until_done("auditor", || audit(ledger.as_ref(), &audited)).await;
    };
    let bidding = stopped.clone();
    tokio::select! {
        () = auditing => {}
        () = clock::stopped(&mut stopped) => return,
    }
    ready.send_replace(true);
    futures::future::join_all(
        bidders
            .into_iter()
            .map(|(r, _)| Bidder::new(r.agent).run(bidding.clone())),
    )
    .await;
}

async fn until_done<F: Future<Output = Result<(), LedgerError>>>(name: &str, step: impl Fn() -> F) {
    while let Err(error) = step().await {
        tracing::debug!(name, %error, "not published yet");
        tokio::time::sleep(RETRY).await;
    }
}

/// Brings a provider's record and certificate onto the chain where they are missing or other.
async fn register(
    ledger: &dyn Ledger,
    running: &Running,
    identity: &Identity,
) -> Result<(), LedgerError> {
    let agent = &running.agent;
    let record = Record {
        host_uri: running.host_uri.clone(),
        attributes: agent.spec.attributes(),
    };
    let there = ledger.provider(agent.address()).await?;
    let mut messages = Vec::new();
    if there.as_ref() != Some(&record) {
        let website = format!("https://{}.example", agent.spec.name);
        messages.push(Message::SetProvider {
            update: there.is_some(),
            record,
            website,
        });
    }
    let serial = identity.serial().to_string();
    if ledger
        .certificate(agent.address(), &serial)
        .await?
        .is_none()
    {
        messages.push(Message::CreateCertificate {
            cert: identity.cert_pem(),
            pubkey: identity.pubkey_pem(),
        });
    }
    if messages.is_empty() {
        Ok(())
    } else {
        ledger.submit(&agent.key, messages).await
    }
}

async fn audit(ledger: &dyn Ledger, audited: &[Spec]) -> Result<(), LedgerError> {
    let auditor = auditor();
    let mut messages = Vec::new();
    for spec in audited {
        let key = spec.key();
        let attributes = spec.attributes();
        let there = ledger.audits(key.address()).await?;
        let mine = there
            .iter()
            .find(|(who, _)| who == auditor.address())
            .map(|(_, what)| what);
        if !mine.is_some_and(|what| attributes.iter().all(|a| what.contains(a))) {
            messages.push(Message::SignAttributes {
                provider: key.address().to_owned(),
                attributes,
            });
        }
    }
    if messages.is_empty() {
        Ok(())
    } else {
        ledger.submit(&auditor, messages).await
    }
}

/// The certificate kept in the folder while it has a week to run, else a new one.
fn identity(spec: &Spec, folder: Option<&Path>, now: u64) -> Result<Identity, SpawnError> {
    const WEEK: u64 = 7 * 86_400_000;
    const YEAR: u64 = 365 * 86_400_000;
    let path = folder.map(|f| f.join(format!("{}.pem", spec.name)));
    if let Some(path) = &path
        && let Ok(text) = std::fs::read_to_string(path)
        && let Ok(kept) = Identity::from_text(&text)
        && kept.serial() / 1_000_000 + YEAR > now + WEEK
    {
        return Ok(kept);
    }
    let fresh = Identity::generate(spec.key().address(), now)?;
    if let Some(path) = &path {
        write_whole(path, fresh.to_text().as_bytes())?;
    }
    Ok(fresh)
}

/// The ports of an earlier run, so that addresses on the chain stay right.
struct Ports {
    path: Option<PathBuf>,
    known: BTreeMap<String, u16>,
}

impl Ports {
    fn load(folder: Option<&Path>) -> Self {
        let path = folder.map(|f| f.join("ports.json"));
        let text = path
            .as_ref()
            .and_then(|p| std::fs::read_to_string(p).ok())
            .unwrap_or_default();
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        let known = value.as_object().into_iter().flatten();
        let known = known
            .filter_map(|(k, v)| Some((k.clone(), u16::try_from(v.as_u64()?).ok()?)))
            .collect();
        Self { path, known }
    }

    async fn bind(&mut self, name: &str, what: &str) -> io::Result<TcpListener> {
        let key = format!("{name} {what}");
        let socket = match self.known.get(&key) {
            Some(port) => match TcpListener::bind(("127.0.0.1", *port)).await {
                Ok(socket) => socket,
                Err(_) => TcpListener::bind(("127.0.0.1", 0)).await?,
            },
            None => TcpListener::bind(("127.0.0.1", 0)).await?,
        };
        self.known.insert(key, socket.local_addr()?.port());
        Ok(socket)
    }

    fn save(&self) -> io::Result<()> {
        match &self.path {
            Some(path) => write_whole(path, json!(self.known).to_string().as_bytes()),
            None => Ok(()),
        }
    }
}
