//! Writing an object part by part; never more than two parts of it in memory.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use object_store::multipart::{MultipartStore, PartId};
use object_store::{MultipartUpload, ObjectStoreExt as _, PutPayload};
use tokio::task::JoinHandle;

use super::{Content, ContentError, LOCAL_PART, ObjectKey, Parts, S3_PART};

/// An object in the making.
pub struct BlobWriter {
    content: Content,
    key: ObjectKey,
    waiting: Vec<Bytes>,
    waiting_len: usize,
    sink: Sink,
}

enum Sink {
    Local {
        upload: Box<dyn MultipartUpload>,
        flying: Option<JoinHandle<object_store::Result<()>>>,
    },
    S3 {
        store: Arc<dyn MultipartStore>,
        id: Option<String>,
        parts: Vec<PartId>,
        flying: Option<JoinHandle<object_store::Result<PartId>>>,
    },
}

impl BlobWriter {
    pub(super) async fn start(content: &Content) -> Result<Self, ContentError> {
        let key = ObjectKey::random();
        content.pend(key.clone(), String::new()).await?;
        let sink = match &content.parts {
            Parts::Local(_) => Sink::Local {
                upload: content.objects.put_multipart(&key.path()).await?,
                flying: None,
            },
            Parts::S3(store) => Sink::S3 {
                store: Arc::clone(store),
                id: None,
                parts: Vec::new(),
                flying: None,
            },
        };
        Ok(Self {
            content: content.clone(),
            key,
            waiting: Vec::new(),
            waiting_len: 0,
            sink,
        })
    }

    fn part_len(&self) -> usize {
        match self.sink {
            Sink::Local { .. } => LOCAL_PART,
            Sink::S3 { .. } => S3_PART,
        }
    }

    /// Adds bytes; waits while the store is slower than the sender.
    ///
    /// # Errors
    /// [`ContentError`]; the object can't be finished after that.
    pub async fn write(&mut self, mut bytes: Bytes) -> Result<(), ContentError> {
        while !bytes.is_empty() {
            let room = self.part_len() - self.waiting_len;
            let piece = bytes.split_to(room.min(bytes.len()));
            self.waiting_len += piece.len();
            self.waiting.push(piece);
            if self.waiting_len == self.part_len() {
                self.send_part().await?;
            }
        }
        Ok(())
    }

    async fn send_part(&mut self) -> Result<(), ContentError> {
        self.waiting_len = 0;
        let part: PutPayload = std::mem::take(&mut self.waiting).into_iter().collect();
        match &mut self.sink {
            Sink::Local { upload, flying } => {
                land(flying.take()).await?;
                *flying = Some(tokio::spawn(upload.put_part(part)));
            }
            Sink::S3 {
                store,
                id,
                parts,
                flying,
            } => {
                let path = self.key.path();
                let id = match id {
                    Some(id) => id.clone(),
                    None => {
                        let new = store.create_multipart(&path).await?;
                        self.content.pend(self.key.clone(), new.clone()).await?;
                        id.insert(new).clone()
                    }
                };
                parts.extend(land(flying.take()).await?);
                let (store, index) = (Arc::clone(store), parts.len());
                *flying = Some(tokio::spawn(async move {
                    store.put_part(&path, &id, index, part).await
                }));
            }
        }
        Ok(())
    }

    /// Makes the object whole and durable. It is still pending.
    ///
    /// # Errors
    /// [`ContentError`]; the object is left to the next start then.
    pub async fn finish(mut self) -> Result<ObjectKey, ContentError> {
        let is_small = matches!(self.sink, Sink::S3 { id: None, .. });
        if self.waiting_len > 0 && !is_small {
            self.send_part().await?;
        }
        let path = self.key.path();
        match self.sink {
            Sink::Local { mut upload, flying } => {
                land(flying).await?;
                upload.complete().await?;
            }
            Sink::S3 {
                store,
                id: Some(id),
                mut parts,
                flying,
            } => {
                parts.extend(land(flying).await?);
                store.complete_multipart(&path, &id, parts).await?;
            }
            Sink::S3 { id: None, .. } => {
                let whole: PutPayload = self.waiting.into_iter().collect();
                self.content.objects.put(&path, whole).await?;
            }
        }
        Ok(self.key)
    }

    /// Gives the object up and takes away what was written.
    ///
    /// # Errors
    /// [`ContentError`]; the next start cleans up then.
    pub async fn abort(self) -> Result<(), ContentError> {
        match self.sink {
            Sink::Local { mut upload, flying } => {
                land(flying).await.ok();
                upload.abort().await?;
            }
            Sink::S3 {
                store,
                id: Some(id),
                flying,
                ..
            } => {
                land(flying).await.ok();
                store.abort_multipart(&self.key.path(), &id).await?;
            }
            Sink::S3 { id: None, .. } => {}
        }
        self.content.unpend(self.key).await
    }
}

async fn land<T>(
    flying: Option<JoinHandle<object_store::Result<T>>>,
) -> Result<Option<T>, ContentError> {
    match flying {
        None => Ok(None),
        Some(part) => Ok(Some(part.await.map_err(|_| ContentError::Ending)??)),
    }
}

/// Removes the file that a crash left beside the object's place: the same name with `#` and a number.
pub(super) fn remove_staged(folder: &Path, key: &ObjectKey) -> std::io::Result<()> {
    let path = folder.join(key.path().as_ref());
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Ok(());
    };
    let prefix = format!("{}#", name.to_string_lossy());
    let entries = match std::fs::read_dir(parent) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
