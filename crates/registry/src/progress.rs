//! How far a push or pull is, and the way to stop it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::error::ClientError;
use crate::name::Digest;

/// Where one layer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayerState {
    /// Nothing was done yet.
    Waiting,
    /// It was there already: nothing was moved.
    There,
    /// The server took it over from another of its repositories: nothing was moved.
    Mounted,
    /// On its way.
    Moving,
    /// All of it was moved and its digest is right.
    Done,
}

/// One layer (or config) on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerProgress {
    /// Its digest.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// Bytes moved so far.
    pub moved: u64,
    /// Where it stands.
    pub state: LayerState,
}

/// Shared by whoever moves and whoever watches.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    layers: Mutex<Vec<LayerProgress>>,
    stopped: AtomicBool,
}

/// What came of the layers, counted from what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// All layers and configs.
    pub layers: usize,
    /// Those that were there or taken over on the server.
    pub skipped: usize,
    /// Bytes that were moved.
    pub moved: u64,
    /// Bytes that did not have to be moved.
    pub saved: u64,
}

impl Progress {
    /// Asks to stop as soon as possible.
    pub fn cancel(&self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether the person asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.stopped.load(Ordering::Relaxed)
    }

    /// The layers now.
    #[must_use]
    pub fn layers(&self) -> Vec<LayerProgress> {
        self.list().clone()
    }

    /// The sums now.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for layer in self.list().iter() {
            tally.layers += 1;
            match layer.state {
                LayerState::There | LayerState::Mounted => {
                    tally.skipped += 1;
                    tally.saved += layer.size;
                }
                _ => tally.moved += layer.moved,
            }
        }
        tally
    }

    pub(crate) fn begin(&self, layers: impl Iterator<Item = (Digest, u64)>) {
        *self.list() = layers
            .map(|(digest, size)| LayerProgress {
                digest,
                size,
                moved: 0,
                state: LayerState::Waiting,
            })
            .collect();
    }

    pub(crate) fn set(&self, digest: &Digest, state: LayerState) {
        self.change(digest, |layer| layer.state = state);
    }

    pub(crate) fn moved_to(&self, digest: &Digest, bytes: u64) {
        self.change(digest, |layer| layer.moved = bytes);
    }

    /// An error when the person wants to stop.
    pub(crate) fn check(&self) -> Result<(), ClientError> {
        if self.is_cancelled() {
            return Err(ClientError::Cancelled);
        }
        Ok(())
    }

    fn change(&self, digest: &Digest, change: impl FnOnce(&mut LayerProgress)) {
        let mut layers = self.list();
        if let Some(layer) = layers.iter_mut().find(|layer| &layer.digest == digest) {
            change(layer);
        }
    }

    fn list(&self) -> MutexGuard<'_, Vec<LayerProgress>> {
        self.0.layers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_counts_as_saved_and_what_was_sent_as_moved() {
        let progress = Progress::default();
        let (a, b, c) = (Digest::of(b"a"), Digest::of(b"b"), Digest::of(b"c"));
        progress.begin([(a.clone(), 5), (b.clone(), 7), (c.clone(), 11)].into_iter());
        progress.set(&a, LayerState::There);
        progress.set(&b, LayerState::Mounted);
        progress.set(&c, LayerState::Moving);
        progress.moved_to(&c, 4);
        let tally = progress.tally();
        assert_eq!(
            (tally.layers, tally.skipped, tally.saved, tally.moved),
            (3, 2, 12, 4)
        );
        assert!(progress.check().is_ok());
        progress.clone().cancel();
        assert_eq!(progress.check(), Err(ClientError::Cancelled));
    }
}
