//! Sessions of people who signed in, and the registry's secrets.

use redb::WriteTransaction;
use serde::{Deserialize, Serialize};

use super::MetaError;
use super::table::{LAST, ON, Read, SECRETS, SESSIONS, decode, encode, record};
use crate::clock;

/// How long a session lasts, in seconds: OpenRegistry's 750 hours.
pub const LASTS: u64 = 750 * 3600;

/// A session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Whose.
    pub user: String,
    /// Seconds since 1970.
    pub expires: u64,
}

/// A session that still lasts.
pub fn get(txn: &impl Read, id: &str) -> Result<Option<Session>, MetaError> {
    let session: Option<Session> = record(txn, SESSIONS, id)?;
    Ok(session.filter(|s| s.expires > clock::now()))
}

/// Starts a session.
pub fn start(txn: &WriteTransaction, id: &str, user: &str) -> Result<(), MetaError> {
    let session = Session {
        user: user.to_owned(),
        expires: clock::now() + LASTS,
    };
    txn.open_table(SESSIONS)?.insert(id, &*encode(&session)?)?;
    Ok(())
}

/// Ends a session.
pub fn end(txn: &WriteTransaction, id: &str) -> Result<(), MetaError> {
    txn.open_table(SESSIONS)?.remove(id)?;
    Ok(())
}

/// Ends every session that `which` picks.
pub fn end_all(txn: &WriteTransaction, which: impl Fn(&Session) -> bool) -> Result<(), MetaError> {
    let mut ids = Vec::new();
    txn.scan(SESSIONS, "", LAST, |id, json| {
        if which(&decode(json)?) {
            ids.push(id.to_owned());
        }
        ON
    })?;
    ids.iter().try_for_each(|id| end(txn, id))
}

/// A secret of the registry, made by `make` the first time.
pub fn secret(
    txn: &WriteTransaction,
    name: &str,
    make: impl FnOnce() -> Vec<u8>,
) -> Result<Vec<u8>, MetaError> {
    if let Some(there) = txn.get(SECRETS, name, <[u8]>::to_vec)? {
        return Ok(there);
    }
    let new = make();
    txn.open_table(SECRETS)?.insert(name, &*new)?;
    Ok(new)
}
