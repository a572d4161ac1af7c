//! What must last: small values by bucket and key.

use crate::{MaybeSend, MaybeSync};

/// Why something could not be kept or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// Another process or tab owns the data.
    #[error("another window of Slipway owns the data")]
    ReadOnly,
    /// The system or the browser refused.
    #[error("the storage refused: {0}")]
    Refused(String),
}

/// One change of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Set a value.
    Put {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
        /// Value.
        value: Vec<u8>,
    },
    /// Remove a value; removing nothing is fine.
    Delete {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
    },
}

/// Keeps values. Bucket names are `a-z 0-9 _ -`; keys are any text up to 200 bytes. A change that was answered survives a kill, and a value is always whole: the
/// old or the new one.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Store: MaybeSend + MaybeSync {
    /// The value, or none.
    ///
    /// # Errors
    /// [`StoreError`] when it can't be read.
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// All keys of a bucket, sorted.
    ///
    /// # Errors
    /// [`StoreError`] when it can't be read.
    async fn keys(&self, bucket: &str) -> Result<Vec<String>, StoreError>;

    /// Makes the changes, in order, and returns when they are safe. Each change is whole; the batch
    /// as a whole is only so on the web.
    ///
    /// # Errors
    /// [`StoreError`]; the values before the failed change are as changed, it and the later ones as before.
    async fn apply(&self, changes: Vec<Change>) -> Result<(), StoreError>;

    /// Sets one value.
    ///
    /// # Errors
    /// As [`Store::apply`].
    async fn put(&self, bucket: &str, key: &str, value: Vec<u8>) -> Result<(), StoreError> {
        self.apply(vec![Change::Put {
            bucket: bucket.into(),
            key: key.into(),
            value,
        }])
        .await
    }

    /// Removes one value.
    ///
    /// # Errors
    /// As [`Store::apply`].
    async fn delete(&self, bucket: &str, key: &str) -> Result<(), StoreError> {
        self.apply(vec![Change::Delete {
            bucket: bucket.into(),
            key: key.into(),
        }])
        .await
    }
}
