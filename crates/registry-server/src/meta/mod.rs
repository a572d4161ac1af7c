//! The metadata: who has what, in one transactional file.
//!
//! A push counts from the moment its transaction is committed; a commit is on disk before it is answered.

pub mod account;
pub mod blob;
pub mod collect;
pub mod manifest;
pub mod pat;
pub mod repo;
pub mod session;
pub mod star;
pub mod table;
pub mod tag;

use std::path::Path;
use std::sync::Arc;

use redb::{Database, ReadTransaction, ReadableDatabase, WriteTransaction};

/// Memory that the database may use for pages.
const CACHE_BYTES: usize = 16 << 20;

/// The metadata can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum MetaError {
    /// The database failed, or the disk under it.
    #[error("the metadata can't be read or written: {0}")]
    Database(Box<redb::Error>),
    /// A record isn't what this version writes.
    #[error("a record of the metadata is damaged: {0}")]
    Damaged(#[from] serde_json::Error),
    /// The work was cut off while the program ends.
    #[error("the program is ending")]
    Ending,
}

macro_rules! from_redb {
    ($($error:ident),*) => {$(
        impl From<redb::$error> for MetaError {
            fn from(error: redb::$error) -> Self {
                Self::Database(Box::new(error.into()))
            }
        }
    )*};
}
from_redb!(
    CommitError,
    DatabaseError,
    StorageError,
    TableError,
    TransactionError
);

/// A handle to the metadata; clones share the file.
#[derive(Clone)]
pub struct Meta {
    database: Arc<Database>,
}

impl Meta {
    /// Opens or makes the file.
    ///
    /// # Errors
    /// [`MetaError::Database`] when another process has it or it can't be read.
    pub fn open(path: &Path) -> Result<Self, MetaError> {
        let database = Database::builder()
            .set_cache_size(CACHE_BYTES)
            .create(path)?;
        let txn = database.begin_write()?;
        table::create(&txn)?;
        txn.commit()?;
        Ok(Self {
            database: Arc::new(database),
        })
    }

    /// Runs a reader on a snapshot, off the async threads.
    ///
    /// # Errors
    /// The reader's own.
    pub async fn read<T, E>(
        &self,
        reader: impl FnOnce(&ReadTransaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<MetaError> + Send + 'static,
    {
        let database = Arc::clone(&self.database);
        blocking(move || reader(&database.begin_read().map_err(MetaError::from)?)).await
    }

    /// Runs a writer in a transaction: on disk whole when this returns, or not at all.
    ///
    /// # Errors
    /// The writer's own; then nothing was written.
    pub async fn write<T, E>(
        &self,
        writer: impl FnOnce(&WriteTransaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<MetaError> + Send + 'static,
    {
        let database = Arc::clone(&self.database);
        blocking(move || {
            let txn = database.begin_write().map_err(MetaError::from)?;
            let done = writer(&txn)?;
            txn.commit().map_err(MetaError::from)?;
            Ok(done)
        })
        .await
    }
}

async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<MetaError> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(MetaError::Ending.into()),
    }
}
