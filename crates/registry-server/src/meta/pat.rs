//! Personal access tokens: passwords for programs.

use redb::WriteTransaction;
use serde::{Deserialize, Serialize};

use super::MetaError;
use super::table::{LAST, ON, PAT_HASHES, PATS, Read, decode, encode, record};
use crate::clock;

/// A token as it is kept. The token itself is shown once and only its hash is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pat {
    /// What its owner calls it.
    pub name: String,
    /// SHA-256 of the token, hex.
    pub hash: String,
    /// Seconds since 1970.
    pub created: u64,
    /// Seconds since 1970.
    pub expires: u64,
}

/// Whose token this is: user id and token id, while it lasts.
pub fn by_hash(txn: &impl Read, hash: &str) -> Result<Option<(String, String)>, MetaError> {
    let owner = txn.get(PAT_HASHES, hash, |(user, id)| {
        (user.to_owned(), id.to_owned())
    })?;
    let Some((user, id)) = owner else {
        return Ok(None);
    };
    Ok(lasts(txn, &user, &id)?.then_some((user, id)))
}

/// Whether a token is there and not expired.
pub fn lasts(txn: &impl Read, user: &str, id: &str) -> Result<bool, MetaError> {
    let pat: Option<Pat> = record(txn, PATS, (user, id))?;
    Ok(pat.is_some_and(|p| p.expires > clock::now()))
}

/// Adds a token.
pub fn add(txn: &WriteTransaction, user: &str, id: &str, pat: &Pat) -> Result<(), MetaError> {
    txn.open_table(PATS)?.insert((user, id), &*encode(pat)?)?;
    txn.open_table(PAT_HASHES)?.insert(&*pat.hash, (user, id))?;
    Ok(())
}

/// The tokens of a user with their ids.
pub fn all(txn: &impl Read, user: &str) -> Result<Vec<(String, Pat)>, MetaError> {
    let mut found = Vec::new();
    txn.scan(PATS, (user, ""), (user, LAST), |(_, id), json| {
        found.push((id.to_owned(), decode(json)?));
        ON
    })?;
    Ok(found)
}

/// Revokes a token. Returns whether it was there.
pub fn revoke(txn: &WriteTransaction, user: &str, id: &str) -> Result<bool, MetaError> {
    let Some(pat) = record::<_, Pat>(txn, PATS, (user, id))? else {
        return Ok(false);
    };
    txn.open_table(PATS)?.remove((user, id))?;
    txn.open_table(PAT_HASHES)?.remove(&*pat.hash)?;
    Ok(true)
}
