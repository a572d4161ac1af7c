//! Accounts and their passkeys.

use redb::WriteTransaction;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::SecurityKey;

use super::MetaError;
use super::table::{
    ACCOUNTS, CREDENTIALS, EMAILS, LAST, ON, PASSKEYS, Read, USER_NAMES, decode, encode, has,
    record,
};

/// An account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// A UUID; its 16 bytes are the user handle of passkeys.
    pub id: String,
    /// User name: also the namespace of its repositories.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Password, if there is one.
    pub password: Option<PasswordHash>,
    /// Whether it may push everywhere.
    pub operator: bool,
    /// Seconds since 1970.
    pub created: u64,
}

/// A password as it is kept: Argon2id, 19 MiB, two passes.
#[derive(Clone, Serialize, Deserialize)]
pub struct PasswordHash {
    /// 16 random bytes, hex.
    pub salt: String,
    /// 32 bytes, hex.
    pub hash: String,
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// A passkey of an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasskeyRow {
    /// What its owner calls it.
    pub label: String,
    /// Public key, counter and flags.
    pub key: SecurityKey,
    /// Seconds since 1970.
    pub created: u64,
    /// Last sign-in, in seconds since 1970; 0 before the first.
    pub used: u64,
}

/// Why an account or passkey isn't taken.
#[derive(Debug, thiserror::Error)]
pub enum TakenError {
    /// The metadata failed.
    #[error(transparent)]
    Meta(#[from] MetaError),
    /// The user name is taken.
    #[error("the user name is taken")]
    Name,
    /// The e-mail address is taken.
    #[error("the e-mail address is taken")]
    Email,
    /// The passkey is an account's already.
    #[error("the passkey belongs to an account already")]
    Passkey,
}

/// An account by id.
pub fn get(txn: &impl Read, id: &str) -> Result<Option<Account>, MetaError> {
    record(txn, ACCOUNTS, id)
}

/// An account by user name.
pub fn by_name(txn: &impl Read, name: &str) -> Result<Option<Account>, MetaError> {
    match txn.get(USER_NAMES, name, str::to_owned)? {
        Some(id) => get(txn, &id),
        None => Ok(None),
    }
}

/// An account by e-mail address, whatever its case.
pub fn by_email(txn: &impl Read, email: &str) -> Result<Option<Account>, MetaError> {
    match txn.get(EMAILS, &*email.to_lowercase(), str::to_owned)? {
        Some(id) => get(txn, &id),
        None => Ok(None),
    }
}

/// Says whether name and address are free.
pub fn check_free(txn: &impl Read, name: &str, email: &str) -> Result<(), TakenError> {
    if has(txn, EMAILS, &*email.to_lowercase())? {
        return Err(TakenError::Email);
    }
    if has(txn, USER_NAMES, name)? {
        return Err(TakenError::Name);
    }
    Ok(())
}

/// Makes an account.
pub fn create(txn: &WriteTransaction, account: &Account) -> Result<(), TakenError> {
    check_free(txn, &account.name, &account.email)?;
    put(txn, account)?;
    Ok(())
}

/// Writes an account whose name and address are its own.
pub fn put(txn: &WriteTransaction, account: &Account) -> Result<(), MetaError> {
    txn.open_table(USER_NAMES)?
        .insert(&*account.name, &*account.id)?;
    txn.open_table(EMAILS)?
        .insert(&*account.email.to_lowercase(), &*account.id)?;
    txn.open_table(ACCOUNTS)?
        .insert(&*account.id, &*encode(account)?)?;
    Ok(())
}

/// The passkeys of an account with their credential ids.
pub fn passkeys(txn: &impl Read, user: &str) -> Result<Vec<(String, PasskeyRow)>, MetaError> {
    let mut found = Vec::new();
    txn.scan(PASSKEYS, (user, ""), (user, LAST), |(_, id), json| {
        found.push((id.to_owned(), decode(json)?));
        ON
    })?;
    Ok(found)
}

/// A passkey of an account.
pub fn passkey(txn: &impl Read, user: &str, id: &str) -> Result<Option<PasskeyRow>, MetaError> {
    record(txn, PASSKEYS, (user, id))
}

/// Adds a passkey that no account has yet.
pub fn add_passkey(
    txn: &WriteTransaction,
    user: &str,
    id: &str,
    row: &PasskeyRow,
) -> Result<(), TakenError> {
    if has(txn, CREDENTIALS, id)? {
        return Err(TakenError::Passkey);
    }
    put_passkey(txn, user, id, row)?;
    Ok(())
}

/// Writes a passkey.
pub fn put_passkey(
    txn: &WriteTransaction,
    user: &str,
    id: &str,
    row: &PasskeyRow,
) -> Result<(), MetaError> {
    txn.open_table(CREDENTIALS)?.insert(id, user)?;
    txn.open_table(PASSKEYS)?
        .insert((user, id), &*encode(row)?)?;
    Ok(())
}

/// Removes a passkey.
pub fn remove_passkey(txn: &WriteTransaction, user: &str, id: &str) -> Result<(), MetaError> {
    txn.open_table(CREDENTIALS)?.remove(id)?;
    txn.open_table(PASSKEYS)?.remove((user, id))?;
    Ok(())
}

/// Accounts whose name holds a text, at most `count`.
pub fn search(txn: &impl Read, text: &str, count: usize) -> Result<Vec<Account>, MetaError> {
    let mut ids = Vec::new();
    txn.scan(USER_NAMES, "", LAST, |name, id| {
        if name.contains(text) && ids.len() < count {
            ids.push(id.to_owned());
        }
        ON
    })?;
    let mut found = Vec::new();
    for id in ids {
        found.extend(get(txn, &id)?);
    }
    Ok(found)
}
