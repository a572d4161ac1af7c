//! Files that a person names: archives and folders of images. The home's own data lies in the [`crate::Store`].

use std::sync::Arc;

use crate::{MaybeSend, MaybeSync};

/// Why a file could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiskError {
    /// There is no such file or folder.
    #[error("{0} does not exist")]
    Missing(String),
    /// Unpacked it would be larger than allowed.
    #[error("{name} unpacks to more than {limit} bytes")]
    Bomb {
        /// The file.
        name: String,
        /// Most bytes that were allowed.
        limit: u64,
    },
    /// There is no room.
    #[error("the disk is full")]
    Full,
    /// The system refused.
    #[error("{name} can't be used: {reason}")]
    Refused {
        /// The file.
        name: String,
        /// What the system said.
        reason: String,
    },
    /// This home has no files.
    #[error("files can't be reached from here")]
    Unsupported,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskKind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// A file that is read at any place.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Source: MaybeSend + MaybeSync {
    /// Its length in bytes.
    fn len(&self) -> u64;

    /// Whether it is empty.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Up to `length` bytes from `offset`; fewer only at the end.
    ///
    /// # Errors
    /// [`DiskError`].
    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, DiskError>;

    /// The part from `offset` on as the browser's own object, which it reads when it needs the bytes; none where
    /// there is no such object.
    #[cfg(target_arch = "wasm32")]
    fn blob(&self, _offset: u64, _length: u64) -> Option<web_sys::Blob> {
        None
    }
}

/// A file in the making: it lies beside its final name until [`Target::finish`].
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Target: Source {
    /// Writes `data` at `offset`.
    ///
    /// # Errors
    /// [`DiskError`].
    async fn write_at(&self, offset: u64, data: bytes::Bytes) -> Result<(), DiskError>;

    /// Makes it safe and gives it its final name. An older file of that name is replaced.
    ///
    /// # Errors
    /// [`DiskError`]; the older file is untouched then.
    async fn finish(&self) -> Result<(), DiskError>;
}

/// The files of this home.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Disk: MaybeSend + MaybeSync {
    /// Whether files are named by paths of the system and can be written; else only what was chosen can be read.
    fn works(&self) -> bool {
        true
    }

    /// What the name stands for; none when there is nothing.
    ///
    /// # Errors
    /// [`DiskError`].
    async fn kind(&self, name: &str) -> Result<Option<DiskKind>, DiskError>;

    /// Opens a file.
    ///
    /// # Errors
    /// [`DiskError`].
    async fn open(&self, name: &str) -> Result<Arc<dyn Source>, DiskError>;

    /// Opens a file; one packed with gzip or zstd is unpacked aside first, to at most `limit` bytes.
    ///
    /// # Errors
    /// [`DiskError::Bomb`] when there is more than `limit`, and the others.
    async fn open_unpacked(&self, name: &str, limit: u64) -> Result<Arc<dyn Source>, DiskError>;

    /// Begins a file of `length` bytes, or goes on with what an earlier try left of it.
    ///
    /// # Errors
    /// [`DiskError`].
    async fn create(&self, name: &str, length: u64) -> Result<Arc<dyn Target>, DiskError>;

    /// Removes what a try that was given up left of a file in the making. In a browser, the finished file, too: it
    /// was saved elsewhere or is not wanted.
    ///
    /// # Errors
    /// [`DiskError`].
    async fn discard(&self, _name: &str) -> Result<(), DiskError> {
        Ok(())
    }

    /// Bytes for which there is room in the browser's own storage, where files in the making lie; none where files
    /// are the system's, or can't be made.
    async fn room(&self) -> Option<u64> {
        None
    }

    /// Removes everything from the browser's own storage but the files of these names.
    async fn keep_only(&self, _names: &[String]) {}
}

/// A home without files.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoDisk;

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Disk for NoDisk {
    fn works(&self) -> bool {
        false
    }

    async fn kind(&self, _: &str) -> Result<Option<DiskKind>, DiskError> {
        Err(DiskError::Unsupported)
    }

    async fn open(&self, _: &str) -> Result<Arc<dyn Source>, DiskError> {
        Err(DiskError::Unsupported)
    }

    async fn open_unpacked(&self, _: &str, _: u64) -> Result<Arc<dyn Source>, DiskError> {
        Err(DiskError::Unsupported)
    }

    async fn create(&self, _: &str, _: u64) -> Result<Arc<dyn Target>, DiskError> {
        Err(DiskError::Unsupported)
    }
}
