//! Manifests: kept byte for byte, with what they need and whom they refer to.

use redb::WriteTransaction;
use serde::{Deserialize, Serialize};

use super::table::{
    BODIES, LAST, MANIFESTS, NEEDED, ON, REFERRERS, Read, decode, encode, has, record,
};
use super::{MetaError, blob, repo, tag};
use crate::clock;
use crate::digest::Digest;
use crate::manifest::{Descriptor, Manifest};
use crate::name::{RepositoryName, Tag};

/// What is kept about a manifest beside its bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManifestRow {
    /// The media type it was pushed with.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Whom it refers to.
    pub subject: Option<String>,
    /// Contents it needs: what [`NEEDED`] holds the other way round.
    pub needs: Vec<String>,
    /// Seconds since 1970.
    pub created: u64,
}

/// Why a manifest isn't taken.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// The metadata failed.
    #[error(transparent)]
    Meta(#[from] MetaError),
    /// Contents that the repository doesn't have.
    #[error("{} contents are missing", .0.len())]
    Missing(Vec<Digest>),
}

/// A manifest with its bytes.
pub fn get(
    txn: &impl Read,
    repo: &RepositoryName,
    digest: &Digest,
) -> Result<Option<(ManifestRow, Vec<u8>)>, MetaError> {
    let key = (repo.as_str(), digest.as_str());
    let Some(row) = record(txn, MANIFESTS, key)? else {
        return Ok(None);
    };
    Ok(txn
        .get(BODIES, key, <[u8]>::to_vec)?
        .map(|bytes| (row, bytes)))
}

/// Takes a manifest in under its digest and, if given, tags. All or nothing.
pub fn put(
    txn: &WriteTransaction,
    name: &RepositoryName,
    owner: Option<&str>,
    manifest: &Manifest,
    tags: &[Tag],
) -> Result<(), PutError> {
    let digest = &manifest.digest;
    let missing = missing(txn, name, manifest)?;
    if !missing.is_empty() {
        return Err(PutError::Missing(missing));
    }
    repo::pushed(txn, name, owner)?;
    let row = ManifestRow {
        media_type: manifest.media_type.clone(),
        size: manifest.bytes.len() as u64,
        subject: manifest.subject.as_ref().map(|d| d.as_str().to_owned()),
        needs: manifest.needs().map(|d| d.as_str().to_owned()).collect(),
        created: clock::now(),
    };
    write(txn, name, manifest, &row)?;
    for one in tags {
        tag::set(txn, name, one, digest)?;
    }
    Ok(())
}

fn write(
    txn: &WriteTransaction,
    name: &RepositoryName,
    manifest: &Manifest,
    row: &ManifestRow,
) -> Result<(), MetaError> {
    let (repo, digest) = (name.as_str(), manifest.digest.as_str());
    txn.open_table(MANIFESTS)?
        .insert((repo, digest), &*encode(row)?)?;
    txn.open_table(BODIES)?
        .insert((repo, digest), &*manifest.bytes)?;
    let mut needed = txn.open_table(NEEDED)?;
    for child in &row.needs {
        needed.insert((repo, &**child, digest), ())?;
    }
    if let Some(subject) = &row.subject {
        txn.open_table(REFERRERS)?.insert(
            (repo, &**subject, digest),
            &*encode(&manifest.descriptor())?,
        )?;
    }
    Ok(())
}

fn missing(
    txn: &WriteTransaction,
    name: &RepositoryName,
    manifest: &Manifest,
) -> Result<Vec<Digest>, MetaError> {
    let mut missing = Vec::new();
    for digest in &manifest.blobs {
        if blob::linked(txn, name, digest)?.is_none() {
            missing.push(digest.clone());
        }
    }
    for digest in &manifest.manifests {
        let key = (name.as_str(), digest.as_str());
        if !has(txn, MANIFESTS, key)? && blob::linked(txn, name, digest)?.is_none() {
            missing.push(digest.clone());
        }
    }
    Ok(missing)
}

/// Takes a manifest and its tags out of a repository. Returns whether it was there.
pub fn delete(
    txn: &WriteTransaction,
    name: &RepositoryName,
    digest: &Digest,
) -> Result<bool, MetaError> {
    let key = (name.as_str(), digest.as_str());
    let Some(row) = record::<_, ManifestRow>(txn, MANIFESTS, key)? else {
        return Ok(false);
    };
    txn.open_table(MANIFESTS)?.remove(key)?;
    txn.open_table(BODIES)?.remove(key)?;
    let mut needed = txn.open_table(NEEDED)?;
    for child in &row.needs {
        needed.remove((key.0, &**child, key.1))?;
    }
    drop(needed);
    if let Some(subject) = &row.subject {
        txn.open_table(REFERRERS)?
            .remove((key.0, &**subject, key.1))?;
    }
    for one in tag::of(txn, name, digest)? {
        tag::delete(txn, name, &one)?;
    }
    Ok(true)
}

/// The manifests that refer to a digest, in the order of their digests.
pub fn referrers(
    txn: &impl Read,
    name: &RepositoryName,
    subject: &Digest,
) -> Result<Vec<Descriptor>, MetaError> {
    let mut found = Vec::new();
    let from = (name.as_str(), subject.as_str(), "");
    let to = (name.as_str(), subject.as_str(), LAST);
    txn.scan(REFERRERS, from, to, |_, json| {
        found.push(decode(json)?);
        ON
    })?;
    Ok(found)
}
