//! Uploads in progress. They live in memory and in pending objects: a restart ends them, and the sender starts again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::StreamExt as _;
use tokio::sync::Mutex as AsyncMutex;

use crate::content::{BlobWriter, Content, ContentError, ObjectKey};
use crate::digest::{Algorithm, Digest, Hasher};
use crate::fail::OciError;
use crate::name::{RepositoryName, UploadId};

/// A sender that is silent for so long in the middle of a body is gone.
const SILENCE: Duration = Duration::from_secs(60);

/// An upload and who it belongs to.
pub struct Upload {
    /// The repository it is for.
    pub repo: RepositoryName,
    /// User id of who started it; none when nobody was signed in.
    pub owner: Option<String>,
    /// What has arrived; locked while a chunk comes in.
    pub state: AsyncMutex<State>,
    touched: Mutex<Instant>,
}

/// What has arrived of an upload.
pub struct State {
    /// Gone once the upload ended.
    writer: Option<BlobWriter>,
    hasher: Hasher,
    received: u64,
}

/// An upload that is whole, hashed and stored, but pending.
pub struct Received {
    /// Its object.
    pub key: ObjectKey,
    /// Bytes.
    pub size: u64,
    /// Digest by the function it was hashed with.
    pub digest: Digest,
}

impl State {
    /// Nothing there yet.
    ///
    /// # Errors
    /// [`ContentError`] when the store fails.
    pub async fn start(content: &Content, algorithm: Algorithm) -> Result<Self, ContentError> {
        Ok(Self {
            writer: Some(content.writer().await?),
            hasher: Hasher::new(algorithm),
            received: 0,
        })
    }

    /// Bytes that are there.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Takes a body in, at most `limit` bytes of it. Returns how many came.
    ///
    /// # Errors
    /// [`OciError::BodyCut`] when the sender stops; what came until then counts.
    pub async fn take(&mut self, body: axum::body::Body, limit: u64) -> Result<u64, OciError> {
        let mut pieces = body.into_data_stream();
        let mut came = 0;
        loop {
            let writer = self.writer.as_mut().ok_or(OciError::BlobUploadUnknown)?;
            let piece: Bytes = match tokio::time::timeout(SILENCE, pieces.next()).await {
                Ok(None) => return Ok(came),
                Ok(Some(Ok(piece))) => piece,
                Ok(Some(Err(_))) | Err(_) => return Err(OciError::BodyCut),
            };
            came += piece.len() as u64;
            if came > limit {
                return Err(OciError::SizeInvalid);
            }
            self.hasher.update(&piece);
            self.received += piece.len() as u64;
            if let Err(error) = writer.write(piece).await {
                // What is in the store has a hole now, though the hash doesn't know.
                self.abort().await.ok();
                return Err(error.into());
            }
        }
    }

    /// Ends the upload with everything in the store.
    ///
    /// # Errors
    /// [`OciError::BlobUploadUnknown`] when it has ended already.
    pub async fn finish(&mut self) -> Result<Received, OciError> {
        let writer = self.writer.take().ok_or(OciError::BlobUploadUnknown)?;
        let key = writer.finish().await?;
        let digest = self.hasher.clone().finish();
        Ok(Received {
            key,
            size: self.received,
            digest,
        })
    }

    /// Ends the upload and deletes what came. Does nothing when it has ended already.
    ///
    /// # Errors
    /// [`ContentError`] when the store fails; the next start cleans up then.
    pub async fn abort(&mut self) -> Result<(), ContentError> {
        match self.writer.take() {
            Some(writer) => writer.abort().await,
            None => Ok(()),
        }
    }
}

/// All uploads in progress.
#[derive(Default)]
pub struct Uploads {
    open: Mutex<HashMap<UploadId, Arc<Upload>>>,
}

impl Uploads {
    fn open(&self) -> std::sync::MutexGuard<'_, HashMap<UploadId, Arc<Upload>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.open().len()
    }

    /// Adds one.
    pub fn insert(&self, repo: RepositoryName, owner: Option<String>, state: State) -> UploadId {
        let id = UploadId::random();
        let upload = Arc::new(Upload {
            repo,
            owner,
            state: AsyncMutex::new(state),
            touched: Mutex::new(Instant::now()),
        });
        self.open().insert(id.clone(), upload);
        id
    }

    /// The upload of that name in that repository, if it is the same person's.
    ///
    /// # Errors
    /// [`OciError::BlobUploadUnknown`] otherwise.
    pub fn get(
        &self,
        id: &UploadId,
        repo: &RepositoryName,
        owner: Option<&str>,
    ) -> Result<Arc<Upload>, OciError> {
        let upload = self.open().get(id).cloned();
        let upload = upload
            .filter(|u| u.repo == *repo && u.owner.as_deref() == owner)
            .ok_or(OciError::BlobUploadUnknown)?;
        *upload
            .touched
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Ok(upload)
    }

    /// Forgets one.
    pub fn remove(&self, id: &UploadId) {
        self.open().remove(id);
    }

    /// Gives up those that nobody touched for so long. Returns how many.
    pub async fn sweep(&self, rest: Duration) -> usize {
        let resting: Vec<_> = self
            .open()
            .extract_if(|_, u| {
                let touched = u.touched.lock().unwrap_or_else(PoisonError::into_inner);
                // Locked means that a chunk is coming in.
                touched.elapsed() >= rest && u.state.try_lock().is_ok()
            })
            .collect();
        for (_, upload) in &resting {
            if let Err(error) = upload.state.lock().await.abort().await {
                tracing::warn!("an upload that was given up is left for the next start: {error}");
            }
        }
        resting.len()
    }
}
