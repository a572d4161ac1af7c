//! Stars: repositories that users like.

use redb::WriteTransaction;

use super::table::{LAST, ON, Read, STARS};
use super::{MetaError, repo};

/// Sets or takes a star. Returns whether that changed anything.
pub fn set(
    txn: &WriteTransaction,
    user: &str,
    repo_id: &str,
    starred: bool,
) -> Result<bool, MetaError> {
    let mut stars = txn.open_table(STARS)?;
    let was = if starred {
        stars.insert((user, repo_id), ())?.is_some()
    } else {
        stars.remove((user, repo_id))?.is_some()
    };
    if was == starred {
        return Ok(false);
    }
    if let Some((name, mut row)) = repo::by_id(txn, repo_id)? {
        row.stars = if starred {
            row.stars + 1
        } else {
            row.stars.saturating_sub(1)
        };
        repo::put(txn, &name, &row)?;
    }
    Ok(true)
}

/// Ids of the repositories that a user starred.
pub fn of(txn: &impl Read, user: &str) -> Result<Vec<String>, MetaError> {
    let mut found = Vec::new();
    txn.scan(STARS, (user, ""), (user, LAST), |(_, id), ()| {
        found.push(id.to_owned());
        ON
    })?;
    Ok(found)
}
