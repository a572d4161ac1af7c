//! Repositories.

use redb::WriteTransaction;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::Uuid;

use super::MetaError;
use super::table::{LAST, ON, REPO_IDS, REPOS, Read, decode, encode, record};
use crate::clock;
use crate::name::RepositoryName;

/// What is kept about a repository.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Repo {
    /// A UUID, never reused.
    pub id: String,
    /// The owner's user id; none when it was pushed anonymously.
    pub owner: Option<String>,
    /// Words for people.
    pub description: String,
    /// Whether everybody may pull.
    pub public: bool,
    /// Seconds since 1970.
    pub created: u64,
    /// Last push, in seconds since 1970; 0 before the first.
    pub updated: u64,
    /// Manifests handed out.
    pub pulls: u64,
    /// Stars.
    pub stars: u64,
}

impl Repo {
    /// A new one of an owner.
    pub fn new(owner: Option<String>, description: String, public: bool) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            owner,
            description,
            public,
            created: clock::now(),
            updated: 0,
            pulls: 0,
            stars: 0,
        }
    }
}

/// A repository by name.
pub fn get(txn: &impl Read, name: &RepositoryName) -> Result<Option<Repo>, MetaError> {
    record(txn, REPOS, name.as_str())
}

/// A repository by id, with its name.
pub fn by_id(txn: &impl Read, id: &str) -> Result<Option<(RepositoryName, Repo)>, MetaError> {
    let name = txn.get(REPO_IDS, id, |name| name.parse().ok())?.flatten();
    let Some(name) = name else { return Ok(None) };
    Ok(get(txn, &name)?.map(|repo| (name, repo)))
}

/// Writes a repository.
pub fn put(txn: &WriteTransaction, name: &RepositoryName, repo: &Repo) -> Result<(), MetaError> {
    txn.open_table(REPOS)?
        .insert(name.as_str(), &*encode(repo)?)?;
    txn.open_table(REPO_IDS)?.insert(&*repo.id, name.as_str())?;
    Ok(())
}

/// The repository, made for the pusher when it isn't there yet; marked as just pushed to.
pub fn pushed(
    txn: &WriteTransaction,
    name: &RepositoryName,
    owner: Option<&str>,
) -> Result<(), MetaError> {
    let there = get(txn, name)?;
    let mut repo = there
        .unwrap_or_else(|| Repo::new(owner.map(str::to_owned), String::new(), owner.is_none()));
    repo.updated = clock::now();
    put(txn, name, &repo)
}

/// Every repository in the order of names, those that `keep` wants.
pub fn all(
    txn: &impl Read,
    keep: impl Fn(&RepositoryName, &Repo) -> bool,
) -> Result<Vec<(RepositoryName, Repo)>, MetaError> {
    let mut found = Vec::new();
    txn.scan(REPOS, "", LAST, |name, json| {
        let repo: Repo = decode(json)?;
        if let Ok(name) = name.parse()
            && keep(&name, &repo)
        {
            found.push((name, repo));
        }
        ON
    })?;
    Ok(found)
}

/// Adds what was pulled since the last time.
pub fn add_pulls(
    txn: &WriteTransaction,
    name: &RepositoryName,
    pulls: u64,
) -> Result<(), MetaError> {
    if let Some(mut repo) = get(txn, name)? {
        repo.pulls += pulls;
        put(txn, name, &repo)?;
    }
    Ok(())
}
