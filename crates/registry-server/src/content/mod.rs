//! The bytes of blobs, in any object store: the local disk or an S3-compatible service.
//!
//! An object gets a random key and is written once. The metadata says which digest it holds; until then, and
//! again when nothing counts on it any more, its key is pending, and the next start deletes it.

mod read;
mod s3;
mod writer;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::multipart::MultipartStore;
use object_store::{ObjectStore, ObjectStoreExt as _};
use serde::{Deserialize, Serialize};

pub use s3::S3Config;
pub use writer::BlobWriter;

use crate::meta::{Meta, MetaError, blob};

/// Bytes of a part written to the local disk.
const LOCAL_PART: usize = 1 << 20;
/// Bytes of a part sent to S3: 10 000 of them are allowed, and all but the last have to be 5 MiB or more.
const S3_PART: usize = 8 << 20;

/// The key of an object: 128 random bits in hex.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ObjectKey(String);

/// Not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an object's key")]
pub struct BadKey;

impl ObjectKey {
    /// A new one.
    pub fn random() -> Self {
        Self(crate::random::hex::<16>())
    }

    /// The whole key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn path(&self) -> object_store::path::Path {
        object_store::path::Path::from(format!("blobs/{}/{}", &self.0[..2], self.0))
    }
}

impl FromStr for ObjectKey {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        if text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadKey)
        }
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Bytes can't be stored or fetched.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// The object store failed.
    #[error("the store of contents failed: {0}")]
    Store(#[from] object_store::Error),
    /// Local files failed.
    #[error("the store of contents failed: {0}")]
    Io(#[from] std::io::Error),
    /// The metadata failed.
    #[error(transparent)]
    Meta(#[from] MetaError),
    /// The work was cut off while the program ends.
    #[error("the program is ending")]
    Ending,
}

/// A handle to the contents; clones share the store.
#[derive(Clone)]
pub struct Content {
    objects: Arc<dyn ObjectStore>,
    parts: Parts,
    meta: Meta,
}

#[derive(Clone)]
enum Parts {
    /// Written to a file beside, renamed when whole.
    Local(PathBuf),
    /// Multipart uploads.
    S3(Arc<dyn MultipartStore>),
}

impl Content {
    /// Contents in a folder of the local disk.
    ///
    /// # Errors
    /// [`ContentError`] when the folder can't be made.
    pub fn local(folder: &Path, meta: Meta) -> Result<Self, ContentError> {
        std::fs::create_dir_all(folder)?;
        let objects = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self {
            objects: Arc::new(objects),
            parts: Parts::Local(folder.to_owned()),
            meta,
        })
    }

    /// Contents in an S3-compatible store.
    ///
    /// # Errors
    /// [`ContentError::Store`] when the settings don't fit together.
    pub fn s3(config: &S3Config, meta: Meta) -> Result<Self, ContentError> {
        let store = Arc::new(config.build()?);
        Ok(Self {
            objects: store.clone(),
            parts: Parts::S3(store),
            meta,
        })
    }

    /// Starts a new object. It is pending until the metadata counts on it.
    ///
    /// # Errors
    /// [`ContentError`] when store or metadata fail.
    pub async fn writer(&self) -> Result<BlobWriter, ContentError> {
        BlobWriter::start(self).await
    }

    /// Deletes an object that nothing counts on, and forgets it.
    ///
    /// # Errors
    /// [`ContentError`]; the key stays pending then, and the next start tries again.
    pub async fn discard(&self, key: ObjectKey) -> Result<(), ContentError> {
        match self.objects.delete(&key.path()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        self.unpend(key).await
    }

    /// Deletes what a crash left behind. Returns how many objects that were.
    ///
    /// # Errors
    /// [`ContentError`] when store or metadata fail.
    pub async fn clean(&self) -> Result<usize, ContentError> {
        let left = self.meta.read(blob::pending).await?;
        for (key, multipart) in left.iter().cloned() {
            match &self.parts {
                Parts::Local(folder) => writer::remove_staged(folder, &key)?,
                Parts::S3(store) => {
                    if let Some(id) = multipart {
                        match store.abort_multipart(&key.path(), &id).await {
                            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                            Err(error) => return Err(error.into()),
                        }
                    }
                }
            }
            self.discard(key).await?;
        }
        Ok(left.len())
    }

    async fn pend(&self, key: ObjectKey, multipart: String) -> Result<(), ContentError> {
        self.meta
            .write(move |txn| blob::pend(txn, &key, &multipart))
            .await?;
        Ok(())
    }

    async fn unpend(&self, key: ObjectKey) -> Result<(), ContentError> {
        self.meta.write(move |txn| blob::unpend(txn, &key)).await?;
        Ok(())
    }
}
