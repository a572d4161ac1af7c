//! Pushes and pulls: each runs by itself and tells how far it is.

use std::collections::BTreeMap;

use contract::{
    ApiError, Event, LayerStep, PullRequest, PushRequest, Tag, TransferLayer, TransferState,
    TransferView, TransfersView,
};
use platform::Home;
use registry::{
    Client, Digest, LayerProgress, LayerState, Progress, PullOrder, PushOrder, Reference,
    Repository,
};

use super::cut::{self, Cuts, Order};
use super::fault;
use super::repositories::repository;
use crate::error::{self, Result, capital};
use crate::{Core, lock, store};

/// Where which layer was seen, by registry.
pub(super) const LAYERS: &str = "registry-layers";
/// Layers that are remembered of one registry.
const REMEMBERED: usize = 5_000;
/// Transfers on the list.
const LISTED: usize = 30;
/// Milliseconds between two reports.
const EVERY: u64 = 250;

/// Pushes and pulls since the start, and those that were cut off before.
pub(crate) struct Transfers {
    next: u64,
    all: BTreeMap<u64, Entry>,
    pub(super) cut: Cuts,
}

impl Transfers {
    /// Reads what was cut off.
    pub(crate) async fn load(home: &Home) -> Result<Self> {
        Ok(Self {
            next: 0,
            all: BTreeMap::new(),
            cut: cut::load(home).await?,
        })
    }
}

struct Entry {
    view: TransferView,
    progress: Progress,
    /// What is written down about it.
    note: Option<String>,
}

/// What came of one.
struct Outcome {
    digest: Digest,
    rewritten: bool,
}

impl Core {
    pub(crate) async fn start_push(&self, request: PushRequest) -> Result<TransferView> {
        let client = self.registry_client(&request.registry)?;
        let name = repository(&request.repository)?;
        let tag: registry::Tag = request
            .tag
            .trim()
            .parse()
            .map_err(|e| error::invalid(format!("{}.", capital(&format!("{e}")))))?;
        let archive = self.opened_archive(&request.path).await?;
        let wanted = request.image.trim();
        let image = archive
            .image((!wanted.is_empty()).then_some(wanted))
            .map_err(fault::archive)?
            .clone();
        let image_name = format!("{}/{name}:{tag}", client.server().authority());
        let noted = Order::Push(request.clone());
        let (id, progress, view) = self.begin(&noted, image_name).await;
        let order = PushOrder {
            known: self.known_layers(&request.registry).await?,
            repository: name,
            tag,
        };
        let (core, registry) = (self.clone(), request.registry);
        platform::spawn(async move {
            let done = client.push(&archive, &image, &order, &progress).await;
            let outcome = match done {
                Ok(pushed) => {
                    core.remember_layers(&registry, &order.repository, &progress)
                        .await;
                    Ok(Outcome {
                        digest: pushed.digest,
                        rewritten: pushed.rewritten,
                    })
                }
                Err(e) => Err(fault::push(e)),
            };
            core.end(id, outcome).await;
            core.changed(&[Tag::Images]);
        });
        Ok(view)
    }

    pub(crate) async fn start_pull(&self, request: PullRequest) -> Result<TransferView> {
        let client: Client = self.registry_client(&request.registry)?;
        let name = repository(&request.repository)?;
        let reference: Reference = request
            .reference
            .trim()
            .parse()
            .map_err(|e| error::invalid(format!("{}.", capital(&format!("{e}")))))?;
        let path = request.path.trim().to_owned();
        let destination = self.destination(&path)?;
        let taken = |entry: &Entry| !entry.view.push && entry.view.path == path;
        if !self.home().disk.works() && lock(&self.0.transfers).all.values().any(taken) {
            return Err(
                error::invalid("An image of this name is in the list already.")
                    .hint("Save it and take it off the list first, or give another name."),
            );
        }
        let mark = if matches!(reference, Reference::Digest(_)) {
            '@'
        } else {
            ':'
        };
        let image = format!("{}/{name}{mark}{reference}", client.server().authority());
        let noted = Order::Pull(request.clone());
        let (id, progress, view) = self.begin(&noted, image).await;
        let order = PullOrder {
            repository: name,
            reference,
            destination,
            take_altered: request.take_altered,
        };
        let core = self.clone();
        platform::spawn(async move {
            let disk = core.home().disk.clone();
            let done = client.pull(&*disk, &order, &progress).await;
            let outcome = done
                .map(|pulled| Outcome {
                    digest: pulled.digest,
                    rewritten: false,
                })
                .map_err(fault::pull);
            core.end(id, outcome).await;
        });
        Ok(view)
    }

    async fn begin(&self, order: &Order, image: String) -> (u64, Progress, TransferView) {
        let note = self.note_transfer(order).await;
        let progress = Progress::default();
        let now = self.now();
        let (id, view) = {
            let mut transfers = lock(&self.0.transfers);
            transfers.next += 1;
            let id = transfers.next;
            let view = TransferView {
                id,
                push: matches!(order, Order::Push(_)),
                registry: order.registry().to_owned(),
                image,
                path: order.path().to_owned(),
                layers: Vec::new(),
                skipped: 0,
                saved: 0,
                moved: 0,
                started: now,
                at: now,
                state: TransferState::Running,
            };
            let entry = Entry {
                view: view.clone(),
                progress: progress.clone(),
                note,
            };
            transfers.all.insert(id, entry);
            while transfers.all.len() > LISTED {
                let over = |(_, e): &(&u64, &Entry)| {
                    // What a browser keeps until it is saved has a note still.
                    e.view.state != TransferState::Running && e.note.is_none()
                };
                let Some((&oldest, _)) = transfers.all.iter().find(over) else {
                    break;
                };
                transfers.all.remove(&oldest);
            }
            (id, view)
        };
        self.changed(&[Tag::Transfers]);
        self.report(id);
        (id, progress, view)
    }

    /// Tells how far a transfer is, until it ends.
    fn report(&self, id: u64) {
        let core = self.clone();
        platform::spawn(async move {
            let mut last = None;
            loop {
                core.home().clock.sleep(EVERY).await;
                let Some(view) = core.snapshot(id) else {
                    return;
                };
                if view.state != TransferState::Running {
                    return;
                }
                let shape = (view.moved, view.layers.clone());
                if last.as_ref() != Some(&shape) {
                    last = Some(shape);
                    core.emit(&Event::Transfer { transfer: view });
                }
            }
        });
    }

    fn snapshot(&self, id: u64) -> Option<TransferView> {
        let now = self.now();
        let mut transfers = lock(&self.0.transfers);
        let entry = transfers.all.get_mut(&id)?;
        if entry.view.state == TransferState::Running {
            let tally = entry.progress.tally();
            entry.view.layers = entry.progress.layers().iter().map(layer).collect();
            (entry.view.skipped, entry.view.saved) = (tally.skipped, tally.saved);
            (entry.view.moved, entry.view.at) = (tally.moved, now);
        }
        Some(entry.view.clone())
    }

    async fn end(&self, id: u64, outcome: std::result::Result<Outcome, ApiError>) {
        self.snapshot(id);
        // A browser keeps a pulled image until the person has saved it.
        let kept = !self.home().disk.works() && outcome.is_ok();
        let (view, note) = {
            let mut transfers = lock(&self.0.transfers);
            let Some(entry) = transfers.all.get_mut(&id) else {
                return;
            };
            entry.view.state = match outcome {
                Ok(outcome) => TransferState::Done {
                    digest: outcome.digest.into(),
                    rewritten: outcome.rewritten,
                },
                Err(_) if entry.progress.is_cancelled() => TransferState::Stopped,
                Err(error) => TransferState::Failed { error },
            };
            let stays = kept && !entry.view.push;
            let note = if stays { None } else { entry.note.take() };
            (entry.view.clone(), note)
        };
        if let Some(note) = note {
            self.forget_note(&note).await;
        }
        self.emit(&Event::Transfer { transfer: view });
        self.changed(&[Tag::Transfers]);
    }

    pub(crate) async fn transfers_view(&self) -> TransfersView {
        let home = self.home();
        let room = home.disk.room().await;
        let ids: Vec<u64> = lock(&self.0.transfers).all.keys().rev().copied().collect();
        TransfersView {
            transfers: ids.into_iter().filter_map(|id| self.snapshot(id)).collect(),
            files: home.disk.works(),
            chooser: home.shell.chooser.is_some(),
            room,
            cut: self.cut_views(),
        }
    }

    pub(crate) async fn end_transfer(&self, id: u64) -> TransfersView {
        let over = {
            let mut transfers = lock(&self.0.transfers);
            match transfers.all.get(&id) {
                Some(entry) if entry.view.state == TransferState::Running => {
                    entry.progress.cancel();
                    None
                }
                _ => transfers.all.remove(&id),
            }
        };
        if let Some(entry) = over {
            if let Some(note) = &entry.note {
                self.forget_note(note).await;
            }
            let disk = &self.home().disk;
            if !entry.view.push && !disk.works() {
                // Saved, or not wanted. What can't be removed now is swept at the next start.
                let _ = disk.discard(&entry.view.path).await;
            }
        }
        self.changed(&[Tag::Transfers]);
        self.transfers_view().await
    }

    async fn known_layers(&self, registry: &str) -> Result<BTreeMap<Digest, Repository>> {
        Ok(store::load(self.home(), LAYERS, registry)
            .await?
            .unwrap_or_default())
    }

    /// Remembers where layers are, so that the server can take them over into another repository.
    async fn remember_layers(&self, registry: &str, name: &Repository, progress: &Progress) {
        let Ok(mut known) = self.known_layers(registry).await else {
            return;
        };
        for layer in progress.layers() {
            if known.len() < REMEMBERED || known.contains_key(&layer.digest) {
                known.insert(layer.digest, name.clone());
            }
        }
        if let Err(e) = store::save(self.home(), LAYERS, registry, &known).await {
            // Without it the next push only sends more.
            tracing::warn!("layers are not remembered: {e}");
        }
        if let Err(e) = self.remember_repository(registry, name).await {
            tracing::warn!("the repository is not remembered: {e}");
        }
    }
}

fn layer(progress: &LayerProgress) -> TransferLayer {
    TransferLayer {
        digest: progress.digest.as_str().to_owned(),
        size: progress.size,
        moved: progress.moved,
        step: match progress.state {
            LayerState::Waiting => LayerStep::Waiting,
            LayerState::There => LayerStep::There,
            LayerState::Mounted => LayerStep::Mounted,
            LayerState::Moving => LayerStep::Moving,
            LayerState::Done => LayerStep::Done,
        },
    }
}
