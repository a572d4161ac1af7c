//! Typed values in the home's store, as JSON with a version in front.

use platform::{Home, Store};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{self, Result};

/// Version of everything written here; a change of shape raises it and keeps reading the old one.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    version: u32,
    data: T,
}

/// Reads a value; one that was written by a newer Slipway is an error, not a loss.
pub(crate) async fn load<T: DeserializeOwned>(
    home: &Home,
    bucket: &str,
    key: &str,
) -> Result<Option<T>> {
    let Some(bytes) = home.store.get(bucket, key).await.map_err(error::storage)? else {
        return Ok(None);
    };
    let value: Versioned<T> = serde_json::from_slice(&bytes)
        .map_err(|e| error::internal(format!("{bucket}/{key} can't be read: {e}")))?;
    if value.version > VERSION {
        return Err(error::internal(format!(
            "{bucket}/{key} was written by a newer version"
        )));
    }
    Ok(Some(value.data))
}

/// Writes a value; returns when it is safe.
pub(crate) async fn save<T: Serialize>(
    home: &Home,
    bucket: &str,
    key: &str,
    data: &T,
) -> Result<()> {
    let bytes = serde_json::to_vec(&Versioned {
        version: VERSION,
        data,
    })
    .map_err(error::internal)?;
    home.store
        .put(bucket, key, bytes)
        .await
        .map_err(error::storage)
}

/// Reads all values of a bucket. One that can't be read is left out and said in the log.
pub(crate) async fn load_all<T: DeserializeOwned>(
    home: &Home,
    bucket: &str,
) -> Result<Vec<(String, T)>> {
    let mut all = Vec::new();
    for key in home.store.keys(bucket).await.map_err(error::storage)? {
        match load(home, bucket, &key).await {
            Ok(Some(value)) => all.push((key, value)),
            Ok(None) => {}
            Err(e) => tracing::warn!(bucket, key, "{e}"),
        }
    }
    Ok(all)
}

/// Removes everything in a bucket.
pub(crate) async fn clear(store: &dyn Store, bucket: &str) -> Result<()> {
    for key in store.keys(bucket).await.map_err(error::storage)? {
        store.delete(bucket, &key).await.map_err(error::storage)?;
    }
    Ok(())
}

/// A fresh id: 16 hex digits.
pub(crate) fn fresh_id(home: &Home) -> String {
    let mut bytes = [0; 8];
    home.rng.fill(&mut bytes);
    hex::encode(bytes)
}
