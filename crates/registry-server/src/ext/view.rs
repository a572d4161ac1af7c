//! Repositories and manifests as OpenRegistry's lists show them.

use serde_json::{Value, json};

use crate::clock;
use crate::meta::repo::Repo;
use crate::meta::table::{ENOUGH, LAST, ON, Read, TAGS};
use crate::meta::{MetaError, account, manifest};
use crate::name::RepositoryName;

/// Manifests that a list shows of each repository.
pub const MANIFESTS: usize = 20;

/// One page of rows: `n` of them, from the offset `last`.
pub fn page<T>(rows: Vec<T>, n: Option<&str>, last: Option<&str>) -> Vec<T> {
    let number = |text: Option<&str>| text.and_then(|t| t.parse::<usize>().ok());
    let count = number(n).unwrap_or(usize::MAX);
    rows.into_iter()
        .skip(number(last).unwrap_or(0))
        .take(count)
        .collect()
}

/// A repository with up to `manifests` of its tags.
pub fn repository(
    txn: &impl Read,
    name: &RepositoryName,
    repo: &Repo,
    manifests: usize,
) -> Result<Value, MetaError> {
    let owner = match &repo.owner {
        Some(id) => account::get(txn, id)?,
        None => None,
    };
    let user = owner.as_ref().map_or_else(
        || json!({"id": "", "username": name.namespace().unwrap_or(""), "user_type": "user"}),
        |a| json!({"id": a.id, "username": a.name, "user_type": "user"}),
    );
    let short = if name.namespace().is_some() && name.namespace() == user["username"].as_str() {
        name.rest()
    } else {
        name.as_str()
    };
    Ok(json!({
        "id": repo.id,
        "name": short,
        // Not in OpenRegistry: names with several parts can't be told from the owner's otherwise.
        "full_name": name.as_str(),
        "owner_id": repo.owner,
        "description": repo.description,
        "visibility": if repo.public { "Public" } else { "Private" },
        "created_at": clock::rfc3339(repo.created),
        "updated_at": clock::rfc3339(repo.updated),
        "meta_tags": null,
        "pull_count": repo.pulls,
        "favorite_count": repo.stars,
        "image_manifests": tags(txn, name, repo, manifests)?,
        "user": user,
    }))
}

fn tags(
    txn: &impl Read,
    name: &RepositoryName,
    repo: &Repo,
    count: usize,
) -> Result<Vec<Value>, MetaError> {
    let mut rows = Vec::new();
    let (from, to) = ((name.as_str(), ""), (name.as_str(), LAST));
    txn.scan(TAGS, from, to, |(_, tag), (digest, set)| {
        if rows.len() == count {
            return ENOUGH;
        }
        rows.push((tag.to_owned(), digest.to_owned(), set));
        ON
    })?;
    let mut views = Vec::new();
    for (tag, digest, set) in rows {
        let Ok(parsed) = digest.parse() else { continue };
        let Some((row, bytes)) = manifest::get(txn, name, &parsed)? else {
            continue;
        };
        let document: Value = serde_json::from_slice(&bytes)?;
        let part = |key: &str| document.get(key).cloned().unwrap_or(Value::Null);
        views.push(json!({
            "id": format!("{}:{tag}", repo.id),
            "repositoryId": repo.id,
            "ownerId": repo.owner,
            "digest": digest,
            "mediaType": row.media_type,
            "artifactType": part("artifactType"),
            "reference": tag,
            "layers": part("layers"),
            "config": part("config"),
            "manifests": part("manifests"),
            "subject": part("subject"),
            "annotations": part("annotations"),
            "schemaVersion": 2,
            "size": row.size,
            "createdAt": clock::rfc3339(row.created),
            "updatedAt": clock::rfc3339(set),
        }));
    }
    Ok(views)
}

/// The envelope of every list.
pub fn list(
    txn: &impl Read,
    rows: &[(RepositoryName, Repo)],
    total: usize,
    manifests: usize,
) -> Result<Value, MetaError> {
    let views: Result<Vec<Value>, MetaError> = rows
        .iter()
        .map(|(name, repo)| repository(txn, name, repo, manifests))
        .collect();
    Ok(json!({"repositories": views?, "total": total}))
}
