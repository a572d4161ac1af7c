//! The tables and how records are kept in them.

use std::ops::ControlFlow;

use redb::{Key, ReadTransaction, ReadableTable, TableDefinition, Value, WriteTransaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::MetaError;

/// Key and value of most tables.
type Text = &'static str;
/// A record as JSON.
type Json = &'static [u8];

/// Repository name → [`super::repo::Repo`].
pub const REPOS: TableDefinition<Text, Json> = TableDefinition::new("repos");
/// Repository id → name.
pub const REPO_IDS: TableDefinition<Text, Text> = TableDefinition::new("repo-ids");
/// Digest → [`super::blob::Blob`].
pub const BLOBS: TableDefinition<Text, Json> = TableDefinition::new("blobs");
/// Repository, digest → when the blob was linked there, in seconds since 1970.
pub const LINKS: TableDefinition<(Text, Text), u64> = TableDefinition::new("links");
/// Digest, repository: the other way round.
pub const HOLDERS: TableDefinition<(Text, Text), ()> = TableDefinition::new("holders");
/// Object key → S3 multipart id, empty without one: objects that nothing counts on yet or any more.
pub const PENDING: TableDefinition<Text, Text> = TableDefinition::new("pending");
/// Repository, digest → [`super::manifest::ManifestRow`].
pub const MANIFESTS: TableDefinition<(Text, Text), Json> = TableDefinition::new("manifests");
/// Repository, digest → the manifest's bytes as they were pushed.
pub const BODIES: TableDefinition<(Text, Text), Json> = TableDefinition::new("bodies");
/// Repository, child digest, manifest digest: which manifests need a content.
pub const NEEDED: TableDefinition<(Text, Text, Text), ()> = TableDefinition::new("needed");
/// Repository, subject digest, manifest digest → descriptor as JSON.
pub const REFERRERS: TableDefinition<(Text, Text, Text), Json> = TableDefinition::new("referrers");
/// Repository, tag → digest and when it was set.
pub const TAGS: TableDefinition<(Text, Text), (Text, u64)> = TableDefinition::new("tags");
/// Repository, digest, tag: the tags of a manifest.
pub const TAGS_OF: TableDefinition<(Text, Text, Text), ()> = TableDefinition::new("tags-of");
/// User id → [`super::account::Account`].
pub const ACCOUNTS: TableDefinition<Text, Json> = TableDefinition::new("accounts");
/// User name → user id.
pub const USER_NAMES: TableDefinition<Text, Text> = TableDefinition::new("user-names");
/// E-mail address in lower case → user id.
pub const EMAILS: TableDefinition<Text, Text> = TableDefinition::new("emails");
/// User id, credential id → [`super::account::PasskeyRow`].
pub const PASSKEYS: TableDefinition<(Text, Text), Json> = TableDefinition::new("passkeys");
/// Credential id → user id: a credential belongs to one account only.
pub const CREDENTIALS: TableDefinition<Text, Text> = TableDefinition::new("credentials");
/// Session id → [`super::session::Session`].
pub const SESSIONS: TableDefinition<Text, Json> = TableDefinition::new("sessions");
/// User id, token id → [`super::pat::Pat`].
pub const PATS: TableDefinition<(Text, Text), Json> = TableDefinition::new("pats");
/// SHA-256 of the token → user id and token id.
pub const PAT_HASHES: TableDefinition<Text, (Text, Text)> = TableDefinition::new("pat-hashes");
/// User id, repository id: stars.
pub const STARS: TableDefinition<(Text, Text), ()> = TableDefinition::new("stars");
/// Name of a secret → its bytes.
pub const SECRETS: TableDefinition<Text, Json> = TableDefinition::new("secrets");

/// Makes every table, so that readers find them.
pub fn create(txn: &WriteTransaction) -> Result<(), MetaError> {
    for simple in [REPOS, BLOBS, ACCOUNTS, SESSIONS, SECRETS] {
        txn.open_table(simple)?;
    }
    for pairs in [MANIFESTS, BODIES, PASSKEYS, PATS] {
        txn.open_table(pairs)?;
    }
    for texts in [REPO_IDS, PENDING, USER_NAMES, EMAILS, CREDENTIALS] {
        txn.open_table(texts)?;
    }
    for sets in [HOLDERS, STARS] {
        txn.open_table(sets)?;
    }
    for triples in [NEEDED, TAGS_OF] {
        txn.open_table(triples)?;
    }
    txn.open_table(LINKS)?;
    txn.open_table(REFERRERS)?;
    txn.open_table(TAGS)?;
    txn.open_table(PAT_HASHES)?;
    Ok(())
}

/// A transaction that can be read in: a snapshot, or one that writes.
pub trait Read {
    /// Looks a key up and maps its value.
    fn get<K: Key + 'static, V: Value + 'static, T>(
        &self,
        table: TableDefinition<K, V>,
        key: K::SelfType<'_>,
        map: impl FnOnce(V::SelfType<'_>) -> T,
    ) -> Result<Option<T>, MetaError>;

    /// Visits the rows from a key on, before another, in order, until told to stop.
    fn scan<'k, K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<K, V>,
        from: K::SelfType<'k>,
        to: K::SelfType<'k>,
        visit: impl FnMut(K::SelfType<'_>, V::SelfType<'_>) -> Result<ControlFlow<()>, MetaError>,
    ) -> Result<(), MetaError>;
}

macro_rules! read {
    ($txn:ty) => {
        impl Read for $txn {
            fn get<K: Key + 'static, V: Value + 'static, T>(
                &self,
                table: TableDefinition<K, V>,
                key: K::SelfType<'_>,
                map: impl FnOnce(V::SelfType<'_>) -> T,
            ) -> Result<Option<T>, MetaError> {
                let table = self.open_table(table)?;
                let row = table.get(key)?;
                Ok(row.map(|row| map(row.value())))
            }

            fn scan<'k, K: Key + 'static, V: Value + 'static>(
                &self,
                table: TableDefinition<K, V>,
                from: K::SelfType<'k>,
                to: K::SelfType<'k>,
                mut visit: impl FnMut(
                    K::SelfType<'_>,
                    V::SelfType<'_>,
                ) -> Result<ControlFlow<()>, MetaError>,
            ) -> Result<(), MetaError> {
                let table = self.open_table(table)?;
                for row in table.range(from..to)? {
                    let (key, value) = row?;
                    if visit(key.value(), value.value())?.is_break() {
                        break;
                    }
                }
                Ok(())
            }
        }
    };
}
read!(ReadTransaction);
read!(WriteTransaction);

/// The visitor goes on.
pub const ON: Result<ControlFlow<()>, MetaError> = Ok(ControlFlow::Continue(()));
/// The visitor has enough.
pub const ENOUGH: Result<ControlFlow<()>, MetaError> = Ok(ControlFlow::Break(()));

/// Whether a key is there.
pub fn has<K: Key + 'static, V: Value + 'static>(
    txn: &impl Read,
    table: TableDefinition<K, V>,
    key: K::SelfType<'_>,
) -> Result<bool, MetaError> {
    Ok(txn.get(table, key, |_| ())?.is_some())
}

/// A record of a table of JSON.
pub fn record<K: Key + 'static, T: DeserializeOwned>(
    txn: &impl Read,
    table: TableDefinition<K, Json>,
    key: K::SelfType<'_>,
) -> Result<Option<T>, MetaError> {
    txn.get(table, key, |json| decode(json))?.transpose()
}

/// A record out of its JSON.
pub fn decode<T: DeserializeOwned>(json: &[u8]) -> Result<T, MetaError> {
    Ok(serde_json::from_slice(json)?)
}

/// A record as JSON.
pub fn encode<T: Serialize>(record: &T) -> Result<Vec<u8>, MetaError> {
    Ok(serde_json::to_vec(record)?)
}

/// The end of a range over all keys that begin with a text: nothing in a digest, tag, name or id sorts behind it.
pub const LAST: &str = "\u{10ffff}";
