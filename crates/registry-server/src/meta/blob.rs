//! Blobs: one content store, linked into repositories.

use redb::WriteTransaction;
use serde::{Deserialize, Serialize};

use super::MetaError;
use super::table::{
    BLOBS, ENOUGH, HOLDERS, LAST, LINKS, NEEDED, ON, PENDING, Read, encode, has, record,
};
use crate::clock;
use crate::content::ObjectKey;
use crate::digest::Digest;
use crate::name::RepositoryName;

/// A content that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// Where its bytes are.
    pub key: ObjectKey,
    /// Bytes.
    pub size: u64,
}

/// A blob that the repository has.
pub fn linked(
    txn: &impl Read,
    repo: &RepositoryName,
    digest: &Digest,
) -> Result<Option<Blob>, MetaError> {
    if has(txn, LINKS, (repo.as_str(), digest.as_str()))? {
        stored(txn, digest)
    } else {
        Ok(None)
    }
}

/// A blob that any repository has.
pub fn stored(txn: &impl Read, digest: &Digest) -> Result<Option<Blob>, MetaError> {
    record(txn, BLOBS, digest.as_str())
}

/// The repositories that have a blob.
pub fn holders(txn: &impl Read, digest: &Digest) -> Result<Vec<RepositoryName>, MetaError> {
    let digest = digest.as_str();
    let mut found = Vec::new();
    txn.scan(HOLDERS, (digest, ""), (digest, LAST), |(_, repo), ()| {
        found.extend(repo.parse::<RepositoryName>());
        ON
    })?;
    Ok(found)
}

/// Gives a repository a blob that is stored.
pub fn link(
    txn: &WriteTransaction,
    repo: &RepositoryName,
    digest: &Digest,
) -> Result<(), MetaError> {
    let key = (repo.as_str(), digest.as_str());
    txn.open_table(LINKS)?.insert(key, clock::now())?;
    txn.open_table(HOLDERS)?
        .insert((digest.as_str(), repo.as_str()), ())?;
    Ok(())
}

/// Takes an uploaded object in. When the content was there already, says so, and the object stays pending.
pub fn adopt(
    txn: &WriteTransaction,
    repo: &RepositoryName,
    digest: &Digest,
    blob: &Blob,
) -> Result<Adopted, MetaError> {
    let known = stored(txn, digest)?.is_some();
    if !known {
        txn.open_table(BLOBS)?
            .insert(digest.as_str(), &*encode(blob)?)?;
        txn.open_table(PENDING)?.remove(blob.key.as_str())?;
    }
    link(txn, repo, digest)?;
    Ok(if known { Adopted::Known } else { Adopted::New })
}

/// What became of an uploaded object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adopted {
    /// It holds the content from now on.
    New,
    /// The content was there; the object can go.
    Known,
}

/// Takes a blob out of a repository. Returns whether it was there.
pub fn unlink(
    txn: &WriteTransaction,
    repo: &RepositoryName,
    digest: &Digest,
) -> Result<bool, MetaError> {
    let key = (repo.as_str(), digest.as_str());
    let there = txn.open_table(LINKS)?.remove(key)?.is_some();
    txn.open_table(HOLDERS)?
        .remove((digest.as_str(), repo.as_str()))?;
    Ok(there)
}

/// Whether a manifest of the repository needs the content.
pub fn needed(txn: &impl Read, repo: &RepositoryName, digest: &Digest) -> Result<bool, MetaError> {
    let (repo, digest) = (repo.as_str(), digest.as_str());
    let mut found = false;
    let (from, to) = ((repo, digest, ""), (repo, digest, LAST));
    txn.scan(NEEDED, from, to, |_, ()| {
        found = true;
        ENOUGH
    })?;
    Ok(found)
}

/// Forgets a content that no repository has. Its object becomes pending and is returned.
pub fn reclaim(txn: &WriteTransaction, digest: &Digest) -> Result<Option<ObjectKey>, MetaError> {
    if !holders(txn, digest)?.is_empty() {
        return Ok(None);
    }
    let Some(blob) = stored(txn, digest)? else {
        return Ok(None);
    };
    txn.open_table(BLOBS)?.remove(digest.as_str())?;
    txn.open_table(PENDING)?.insert(blob.key.as_str(), "")?;
    Ok(Some(blob.key))
}

/// Notes that an object is being written, with its multipart id once there is one.
pub fn pend(txn: &WriteTransaction, key: &ObjectKey, multipart: &str) -> Result<(), MetaError> {
    txn.open_table(PENDING)?.insert(key.as_str(), multipart)?;
    Ok(())
}

/// Notes that an object is gone.
pub fn unpend(txn: &WriteTransaction, key: &ObjectKey) -> Result<(), MetaError> {
    txn.open_table(PENDING)?.remove(key.as_str())?;
    Ok(())
}

/// What was left behind: keys with their multipart ids.
pub fn pending(txn: &impl Read) -> Result<Vec<(ObjectKey, Option<String>)>, MetaError> {
    let mut found = Vec::new();
    txn.scan(PENDING, "", LAST, |key, multipart| {
        let multipart = Some(multipart.to_owned()).filter(|m| !m.is_empty());
        found.extend(key.parse().map(|key| (key, multipart)));
        ON
    })?;
    Ok(found)
}
