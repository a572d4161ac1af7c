//! What every store must do, run on memory, native and web.

use crate::{Change, Store};

/// Panics where `store` (empty at the start) breaks the contract of [`Store`].
///
/// # Panics
/// On the first broken promise; that is its purpose.
pub async fn store(store: &dyn Store) {
    let get = async |bucket: &str, key: &str| store.get(bucket, key).await.expect("readable");

    assert_eq!(
        get("drafts", "none").await,
        None,
        "an unknown key has no value"
    );
    assert!(
        store.keys("drafts").await.expect("readable").is_empty(),
        "an empty bucket has no keys"
    );

    for key in ["b", "a", "name with / and ..", "ключ", "UPPER", "upper"] {
        store
            .put("drafts", key, key.as_bytes().to_vec())
            .await
            .expect("writable");
    }
    for key in ["b", "a", "name with / and ..", "ключ", "UPPER", "upper"] {
        assert_eq!(
            get("drafts", key).await.as_deref(),
            Some(key.as_bytes()),
            "{key}"
        );
    }
    assert_eq!(
        store.keys("drafts").await.expect("readable"),
        ["UPPER", "a", "b", "name with / and ..", "upper", "ключ"],
        "keys come back as given, sorted"
    );
    assert_eq!(get("flows", "a").await, None, "buckets are apart");

    store
        .put("drafts", "a", vec![0; 300_000])
        .await
        .expect("writable");
    assert_eq!(
        get("drafts", "a").await.map(|v| v.len()),
        Some(300_000),
        "a value is replaced whole"
    );
    store
        .put("drafts", "a", Vec::new())
        .await
        .expect("writable");
    assert_eq!(
        get("drafts", "a").await,
        Some(Vec::new()),
        "an empty value is a value"
    );

    store
        .apply(vec![
            Change::Put {
                bucket: "flows".into(),
                key: "x".into(),
                value: vec![1],
            },
            Change::Put {
                bucket: "flows".into(),
                key: "x".into(),
                value: vec![2],
            },
            Change::Delete {
                bucket: "drafts".into(),
                key: "b".into(),
            },
            Change::Delete {
                bucket: "drafts".into(),
                key: "never was".into(),
            },
        ])
        .await
        .expect("writable");
    assert_eq!(
        get("flows", "x").await,
        Some(vec![2]),
        "changes apply in order"
    );
    assert_eq!(get("drafts", "b").await, None, "a deleted value is gone");
}
