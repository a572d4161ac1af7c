//! Connected apps: WalletConnect's wallet side over the relay.
//!
//! The machine lives only while the vault is open: it is restored from a file sealed with a key of
//! the vault, and dropped with its keys when the vault is locked. What apps send meanwhile waits at the
//! relay. Whatever is answered is written down before it leaves.

mod ask;
mod decide;
mod drive;
mod read;
mod sessions;
mod verify;
mod view;

pub(crate) use read::token_words;

use contract::{AppRefusalView, RelayState};
use futures::channel::mpsc;
use serde::{Deserialize, Serialize};
use walletconnect::{Machine, Metadata, Now, Redirect, RelayIdentity, RpcId, Topic};

use crate::error::{self, Result};
use crate::{Core, lock, store};

/// Name of the sealed file, and of the key that the vault holds for it.
const NAME: &str = "apps";
/// Where it lies, under the id of its vault.
pub(crate) const BUCKET: &str = "apps";
/// Refusals that are shown.
const SHOWN_REFUSALS: usize = 5;

/// The relay that a person chose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct RelayChoice {
    url: Option<String>,
    project: String,
}

/// A request that is shown as an approval.
struct Filed {
    topic: Topic,
    id: RpcId,
    ask: ask::AppAsk,
}

/// What belongs to connected apps.
#[derive(Default)]
pub(crate) struct Apps {
    machine: Option<Machine>,
    state: Option<RelayState>,
    choice: RelayChoice,
    /// Wakes the task that owns the socket; a new one replaces it.
    wake: Option<mpsc::UnboundedSender<()>>,
    /// Counts starts, so that an old task ends.
    epoch: u64,
    filed: Vec<Filed>,
    held: Vec<(Topic, RpcId, String)>,
    refused: Vec<AppRefusalView>,
    subject: [u8; 32],
    /// The address of a link that was opened, until the person has seen it.
    handed: Option<contract::Hidden>,
    verify: verify::Verify,
}

impl Apps {
    /// The machine, while the vault is open.
    pub(crate) const fn machine(&self) -> Option<&Machine> {
        self.machine.as_ref()
    }
}

/// What apps are told about this wallet.
pub(crate) fn own_metadata() -> Metadata {
    Metadata {
        name: "Slipway".into(),
        description: "Wallet and desktop client for Akash Network".into(),
        url: "https://slipway.example".into(),
        icons: Vec::new(),
        redirect: Some(Redirect {
            native: Some("slipway://".into()),
            universal: None,
            link_mode: false,
        }),
    }
}

impl Core {
    /// The relay in force: that of a share with phones, the person's own, else the one that comes with a network of this home.
    pub(crate) fn relay_url(&self) -> Option<String> {
        let share = lock(&self.0.companion).relay();
        let own = share.or_else(|| lock(&self.0.apps).choice.url.clone());
        own.or_else(|| lock(&self.0.networks).relay())
    }

    /// Reads which relay was chosen.
    pub(crate) async fn load_apps(&self) -> Result<()> {
        let choice = store::load(self.home(), "settings", "relay").await?;
        lock(&self.0.apps).choice = choice.unwrap_or_default();
        Ok(())
    }

    /// The vault was opened: connections come back.
    pub(crate) async fn start_apps(&self) {
        if self.home().read_only || !self.is_open() {
            return;
        }
        let Some(relay) = self.relay_url() else {
            lock(&self.0.apps).state = None;
            // A wallet of the browser needs none.
            self.resume_outside().await;
            return;
        };
        let restored = match self.restore_apps().await {
            Ok(machine) => machine,
            Err(e) => {
                tracing::warn!("connected apps can't be read: {e}");
                let problem = e.to_string();
                lock(&self.0.apps).state = Some(RelayState::Refused { problem });
                self.changed(&[contract::Tag::Apps]);
                return;
            }
        };
        let (wake, woken) = mpsc::unbounded();
        let epoch = {
            let mut apps = lock(&self.0.apps);
            self.home().rng.fill(&mut apps.subject);
            apps.machine = Some(restored);
            apps.state = Some(RelayState::Idle);
            apps.wake = Some(wake);
            apps.epoch += 1;
            apps.epoch
        };
        self.changed(&[contract::Tag::Apps]);
        let core = self.clone();
        platform::spawn(async move { core.drive_apps(relay, epoch, woken).await });
        self.refile_apps().await;
        self.resume_outside().await;
    }

    /// The vault is locked, or the relay is another one: keys of connections leave memory.
    pub(crate) fn stop_apps(&self) {
        {
            let mut apps = lock(&self.0.apps);
            apps.machine = None;
            apps.wake = None;
            apps.epoch += 1;
            apps.state = Some(RelayState::Idle);
            apps.filed.clear();
            apps.held.clear();
        }
        self.changed(&[contract::Tag::Apps]);
    }

    async fn restore_apps(&self) -> Result<Machine> {
        let Some(plain) = self.unseal(NAME, BUCKET).await? else {
            let identity = RelayIdentity::make(&*self.home().rng);
            return Ok(Machine::new(identity, own_metadata()));
        };
        Machine::restore(plain.expose(), own_metadata()).map_err(error::internal)
    }

    /// Writes down what changed; gives the frames that may leave now, when `sending`.
    async fn write_apps(&self, sending: bool) -> Result<Vec<String>> {
        let _turn = self.0.saving_apps.lock().await;
        let (plain, frames) = {
            let mut apps = lock(&self.0.apps);
            let Some(machine) = apps.machine.as_mut() else {
                return Ok(Vec::new());
            };
            let plain = machine.take_changed().then(|| machine.export());
            // Together: no frame leaves that is not covered by what is written.
            let frames = if sending {
                machine.take_frames()
            } else {
                Vec::new()
            };
            (plain, frames)
        };
        let Some(plain) = plain else {
            return Ok(frames);
        };
        let written = self.seal(NAME, BUCKET, &plain).await;
        if written.is_err()
            && let Some(machine) = &mut lock(&self.0.apps).machine
        {
            machine.touch();
        }
        self.changed(&[contract::Tag::Apps]);
        written.map(|()| frames)
    }

    /// Acts on the machine, writes down what changed, sends what is to be sent.
    pub(crate) async fn with_machine<R>(
        &self,
        act: impl FnOnce(&mut Machine, Now<'_>) -> R,
    ) -> Result<R> {
        let done = self.act_on_machine(act)?;
        self.settle_apps().await?;
        Ok(done)
    }

    /// Acts on the machine; what changed has to be settled after it.
    pub(crate) fn act_on_machine<R>(
        &self,
        act: impl FnOnce(&mut Machine, Now<'_>) -> R,
    ) -> Result<R> {
        let now = Now {
            millis: self.now().0,
            rng: &*self.home().rng,
        };
        let mut apps = lock(&self.0.apps);
        let machine = apps.machine.as_mut();
        Ok(act(machine.ok_or_else(error::locked)?, now))
    }

    /// Writes down, then wakes the socket's task.
    pub(crate) async fn settle_apps(&self) -> Result<()> {
        self.write_apps(false).await?;
        if let Some(wake) = &lock(&self.0.apps).wake {
            // A task that ended is started anew with the vault.
            let _ = wake.unbounded_send(());
        }
        Ok(())
    }

    /// The person is here: a relay that was lost is tried at once.
    pub(crate) fn wake_apps(&self) {
        let apps = lock(&self.0.apps);
        if let (Some(RelayState::Offline { .. }), Some(wake)) = (&apps.state, &apps.wake) {
            // A task that ended is started anew with the vault.
            let _ = wake.unbounded_send(());
        }
    }

    fn app_refused(&self, app: &str, reason: &str) {
        let at = self.now();
        let mut apps = lock(&self.0.apps);
        apps.refused.insert(
            0,
            AppRefusalView {
                app: app.to_owned(),
                reason: reason.to_owned(),
                at,
            },
        );
        apps.refused.truncate(SHOWN_REFUSALS);
    }
}
