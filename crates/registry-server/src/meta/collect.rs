//! Garbage collection: what no manifest needs any more goes.
//!
//! A blob is uploaded before the manifest that needs it, so a link younger than the grace period stays.

use super::table::{LAST, LINKS, ON, Read};
use super::{Meta, MetaError, blob};
use crate::content::ObjectKey;
use crate::digest::Digest;
use crate::name::RepositoryName;

/// Links that one transaction takes out; others wait no longer than that.
const BATCH: usize = 500;

/// Takes links out that are older than `before` (seconds since 1970) and not needed. Returns objects to delete.
///
/// # Errors
/// [`MetaError`] when the metadata fails; what was done so far stays done.
pub async fn collect(meta: &Meta, before: u64) -> Result<Vec<ObjectKey>, MetaError> {
    let candidates = meta.read(move |txn| old(txn, before)).await?;
    let mut objects = Vec::new();
    for batch in candidates.chunks(BATCH) {
        let batch = batch.to_vec();
        let freed = meta
            .write(move |txn| {
                let mut freed = Vec::new();
                for (repo, digest) in &batch {
                    // Looked at again: a push may have come in between.
                    if is_old(txn, repo, digest, before)? && !blob::needed(txn, repo, digest)? {
                        blob::unlink(txn, repo, digest)?;
                        freed.extend(blob::reclaim(txn, digest)?);
                    }
                }
                Ok::<_, MetaError>(freed)
            })
            .await?;
        objects.extend(freed);
    }
    Ok(objects)
}

fn is_old(
    txn: &impl Read,
    repo: &RepositoryName,
    digest: &Digest,
    before: u64,
) -> Result<bool, MetaError> {
    let at = txn.get(LINKS, (repo.as_str(), digest.as_str()), |at| at)?;
    Ok(at.is_some_and(|at| at < before))
}

fn old(txn: &impl Read, before: u64) -> Result<Vec<(RepositoryName, Digest)>, MetaError> {
    let mut aged: Vec<(RepositoryName, Digest)> = Vec::new();
    txn.scan(LINKS, ("", ""), (LAST, ""), |(repo, digest), at| {
        if at < before
            && let (Ok(repo), Ok(digest)) = (repo.parse(), digest.parse())
        {
            aged.push((repo, digest));
        }
        ON
    })?;
    let mut free = Vec::new();
    for (repo, digest) in aged {
        if !blob::needed(txn, &repo, &digest)? {
            free.push((repo, digest));
        }
    }
    Ok(free)
}
