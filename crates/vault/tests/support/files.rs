//! A vault in a folder, as the product keeps it.

use futures::executor::block_on;
use platform::native::FileStore;
use platform::{Change, Store};
use vault::{
    CURRENT_KEY, Chosen, OsEntropy, PREVIOUS_KEY, UnlockedVault, VAULT_BUCKET, VaultFile, choose,
    save_plan,
};

/// The newest file, which neither a kill nor a second process ever damages.
pub fn load(store: &FileStore) -> VaultFile {
    let get = |key: &str| block_on(store.get(VAULT_BUCKET, key)).unwrap();
    let (current, previous) = (get(CURRENT_KEY), get(PREVIOUS_KEY));
    match choose(current.as_deref(), previous.as_deref()).unwrap() {
        Chosen::Current(file) => file,
        Chosen::Previous(_) => panic!("the newest file is damaged"),
    }
}

/// Saves, keeping the generation before.
pub fn save(store: &FileStore, vault: &mut UnlockedVault) {
    let sealed = vault.seal(&mut OsEntropy).unwrap();
    let current = block_on(store.get(VAULT_BUCKET, CURRENT_KEY)).unwrap();
    let changes = save_plan(current, sealed)
        .into_iter()
        .map(|(key, value)| Change::Put {
            bucket: VAULT_BUCKET.into(),
            key: key.into(),
            value,
        })
        .collect();
    block_on(store.apply(changes)).unwrap();
}
