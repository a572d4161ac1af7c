//! Tags: names in a repository that may move from manifest to manifest.

use redb::WriteTransaction;

use super::MetaError;
use super::table::{ENOUGH, LAST, ON, Read, TAGS, TAGS_OF};
use crate::clock;
use crate::digest::Digest;
use crate::name::{RepositoryName, Tag};

/// What a tag stands for.
pub fn get(txn: &impl Read, name: &RepositoryName, tag: &Tag) -> Result<Option<Digest>, MetaError> {
    let digest = txn.get(TAGS, (name.as_str(), tag.as_str()), |(d, _)| d.parse().ok())?;
    Ok(digest.flatten())
}

/// Sets or moves a tag.
pub fn set(
    txn: &WriteTransaction,
    name: &RepositoryName,
    tag: &Tag,
    digest: &Digest,
) -> Result<(), MetaError> {
    let (repo, tag, digest) = (name.as_str(), tag.as_str(), digest.as_str());
    let mut of = txn.open_table(TAGS_OF)?;
    let mut tags = txn.open_table(TAGS)?;
    if let Some(before) = tags.insert((repo, tag), (digest, clock::now()))? {
        of.remove((repo, before.value().0, tag))?;
    }
    of.insert((repo, digest, tag), ())?;
    Ok(())
}

/// Takes a tag away; its manifest stays. Returns whether it was there.
pub fn delete(txn: &WriteTransaction, name: &RepositoryName, tag: &Tag) -> Result<bool, MetaError> {
    let (repo, tag) = (name.as_str(), tag.as_str());
    let mut tags = txn.open_table(TAGS)?;
    let Some(before) = tags.remove((repo, tag))? else {
        return Ok(false);
    };
    txn.open_table(TAGS_OF)?
        .remove((repo, before.value().0, tag))?;
    Ok(true)
}

/// The tags of a manifest.
pub fn of(txn: &impl Read, name: &RepositoryName, digest: &Digest) -> Result<Vec<Tag>, MetaError> {
    let mut found = Vec::new();
    let (repo, digest) = (name.as_str(), digest.as_str());
    txn.scan(
        TAGS_OF,
        (repo, digest, ""),
        (repo, digest, LAST),
        |key, ()| {
            found.extend(key.2.parse::<Tag>());
            ON
        },
    )?;
    Ok(found)
}

/// Up to `count` tags after `last`, in lexical order, and whether there are more.
pub fn page(
    txn: &impl Read,
    name: &RepositoryName,
    last: &str,
    count: usize,
) -> Result<(Vec<String>, bool), MetaError> {
    let mut found = Vec::new();
    let mut more = false;
    let repo = name.as_str();
    txn.scan(TAGS, (repo, last), (repo, LAST), |(_, tag), _| {
        if tag == last {
            return ON;
        }
        if found.len() == count {
            more = true;
            return ENOUGH;
        }
        found.push(tag.to_owned());
        ON
    })?;
    Ok((found, more))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Algorithm;
    use crate::meta::Meta;

    #[tokio::test]
    async fn a_hundred_thousand_tags_are_read_in_pages_and_go_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let meta = Meta::open(&folder.path().join("meta")).unwrap();
        let name: RepositoryName = "a".parse().unwrap();
        let digest = Digest::of(Algorithm::Sha256, b"manifest");
        let (to, of_digest) = (name.clone(), digest.clone());
        meta.write(move |txn| {
            (0..100_000).try_for_each(|n| {
                let tag = format!("t{n:06}").parse().unwrap();
                set(txn, &to, &tag, &of_digest)
            })
        })
        .await
        .unwrap();
        let from = name.clone();
        let (first, last) = meta
            .read(move |txn| {
                let first = page(txn, &from, "", 10_000)?;
                Ok::<_, MetaError>((first, page(txn, &from, "t099995", 10)?))
            })
            .await
            .unwrap();
        assert_eq!(
            (first.0.len(), &*first.0[9999], first.1),
            (10_000, "t009999", true)
        );
        assert_eq!((last.0.len(), last.1), (4, false));
        let left = meta
            .write(move |txn| {
                for tag in of(txn, &name, &digest)? {
                    delete(txn, &name, &tag)?;
                }
                page(txn, &name, "", 10)
            })
            .await
            .unwrap();
        assert_eq!(left, (Vec::new(), false));
    }
}
