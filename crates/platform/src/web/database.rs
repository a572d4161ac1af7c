//! Values in IndexedDB, written with strict durability.

use idb::{DatabaseEvent, Factory, KeyPath, ObjectStoreParams, Query};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbTransaction};

use crate::{Change, Store, StoreError};

/// One object store; its keys are `bucket/key`.
const STORE: &str = "values";

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase`, for the `durability` option that the bindings lack.
    type Db;
    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Db,
        stores: &Array,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;
}

/// A store in the browser's database of this origin.
#[derive(Debug)]
pub struct IdbStore {
    database: IdbDatabase,
    read_only: bool,
}

impl IdbStore {
    /// Opens the database `name`; with `read_only` another tab owns it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the browser has no storage for this page.
    pub async fn open(name: &str, read_only: bool) -> Result<Self, StoreError> {
        let factory = Factory::new().map_err(refused)?;
        let mut request = factory.open(name, Some(1)).map_err(refused)?;
        request.on_upgrade_needed(|event| {
            if let Ok(database) = event.database() {
                let mut params = ObjectStoreParams::new();
                params.key_path(None::<KeyPath>);
                // A failure shows itself when the first transaction names the store.
                let _ = database.create_object_store(STORE, params);
            }
        });
        let database = request.await.map_err(refused)?;
        Ok(Self {
            database: database.into(),
            read_only,
        })
    }

    fn transaction(&self, mode: &str) -> Result<idb::Transaction, StoreError> {
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into()).map_err(thrown)?;
        let transaction = self
            .database
            .unchecked_ref::<Db>()
            .transaction(&Array::of1(&STORE.into()), mode, &options)
            .map_err(thrown)?;
        Ok(transaction.into())
    }
}

fn key_of(bucket: &str, key: &str) -> JsValue {
    JsValue::from_str(&format!("{bucket}/{key}"))
}

fn refused(error: idb::Error) -> StoreError {
    let text = error.to_string();
    if text.contains("Quota") {
        StoreError::Full
    } else {
        StoreError::Refused(text)
    }
}

fn thrown(error: JsValue) -> StoreError {
    StoreError::Refused(
        error
            .dyn_ref::<js_sys::Error>()
            .map_or_else(String::new, |e| e.message().into()),
    )
}

#[async_trait::async_trait(?Send)]
impl Store for IdbStore {
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.transaction("readonly")?;
        let store = transaction.object_store(STORE).map_err(refused)?;
        let value = store
            .get(Query::Key(key_of(bucket, key)))
            .map_err(refused)?
            .await
            .map_err(refused)?;
        Ok(value.map(|value| Uint8Array::new(&value).to_vec()))
    }

    async fn keys(&self, bucket: &str) -> Result<Vec<String>, StoreError> {
        let transaction = self.transaction("readonly")?;
        let store = transaction.object_store(STORE).map_err(refused)?;
        let keys = store
            .get_all_keys(None, None)
            .map_err(refused)?
            .await
            .map_err(refused)?;
        let prefix = format!("{bucket}/");
        let mut keys: Vec<String> = keys
            .iter()
            .filter_map(JsValue::as_string)
            .filter_map(|key| key.strip_prefix(&prefix).map(str::to_owned))
            .collect();
        keys.sort();
        Ok(keys)
    }

    async fn apply(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        if self.read_only {
            return Err(StoreError::ReadOnly);
        }
        let transaction = self.transaction("readwrite")?;
        let store = transaction.object_store(STORE).map_err(refused)?;
        for change in changes {
            match change {
                Change::Put { bucket, key, value } => {
                    let bytes = Uint8Array::from(value.as_slice());
                    store
                        .put(&bytes, Some(&key_of(&bucket, &key)))
                        .map_err(refused)?;
                }
                Change::Delete { bucket, key } => {
                    store
                        .delete(Query::Key(key_of(&bucket, &key)))
                        .map_err(refused)?;
                }
            }
        }
        match transaction.await.map_err(refused)? {
            idb::TransactionResult::Committed => Ok(()),
            idb::TransactionResult::Aborted => {
                Err(StoreError::Refused("the browser gave the change up".into()))
            }
        }
    }
}
