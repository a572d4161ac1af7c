//! A store that forgets: for tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::{Change, Store, StoreError};

/// Keeps values in memory. Can be told to refuse writes, as a full disk does.
#[derive(Debug, Default)]
pub struct MemoryStore {
    values: Mutex<BTreeMap<(String, String), Vec<u8>>>,
    refuse: Mutex<Option<StoreError>>,
}

impl MemoryStore {
    /// From now on every write fails with `error`; none lifts it.
    pub fn refuse_writes(&self, error: Option<StoreError>) {
        *self.refuse.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }
}

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Store for MemoryStore {
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(values.get(&(bucket.into(), key.into())).cloned())
    }

    async fn keys(&self, bucket: &str) -> Result<Vec<String>, StoreError> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(values
            .keys()
            .filter(|(b, _)| b == bucket)
            .map(|(_, key)| key.clone())
            .collect())
    }

    async fn apply(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        if let Some(error) = self
            .refuse
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
        {
            return Err(error);
        }
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            match change {
                Change::Put { bucket, key, value } => values.insert((bucket, key), value),
                Change::Delete { bucket, key } => values.remove(&(bucket, key)),
            };
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn passes_the_suite() {
        crate::suite::store(&MemoryStore::default()).await;
    }

    #[tokio::test]
    async fn refuses_when_told() {
        let store = MemoryStore::default();
        store.refuse_writes(Some(StoreError::Full));
        assert_eq!(store.put("a", "b", vec![1]).await, Err(StoreError::Full));
        assert_eq!(store.get("a", "b").await.unwrap(), None);
    }
}
