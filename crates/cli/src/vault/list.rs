//! `slipway vault list` and `slipway vault address`: what can be read while locked.

use std::path::Path;

use clap::Args;
use serde_json::json;
use vault::{Account, Origin, VaultHead};

use super::shelf::Shelf;
use crate::fail::{Failure, line};

/// List the accounts.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

/// Print one address.
#[derive(Debug, Args)]
pub struct AddressArgs {
    /// Name or id of the account; the first one when absent.
    account: Option<String>,
}

/// Prints the accounts in the person's order.
///
/// # Errors
/// [`Failure`].
pub fn run(arguments: &ListArgs, folder: &Path) -> Result<(), Failure> {
    let file = Shelf::open(folder)?.expect()?;
    for account in &file.head().accounts {
        if arguments.json {
            line(json!({
                "id": account.id,
                "name": account.name,
                "address": account.address,
                "kind": kind(account),
                "path": path(account),
            }))?;
        } else {
            line(format!(
                "{}  {:<10}  {}",
                account.address,
                kind(account),
                account.name
            ))?;
        }
    }
    Ok(())
}

/// Prints one address.
///
/// # Errors
/// [`Failure`].
pub fn address(arguments: &AddressArgs, folder: &Path) -> Result<(), Failure> {
    let file = Shelf::open(folder)?.expect()?;
    line(&find(file.head(), arguments.account.as_deref())?.address)
}

/// The account with this name, id or address; the first one when nothing is named.
///
/// # Errors
/// [`Failure::Refused`] when there is none, or two have the name.
pub fn find<'a>(head: &'a VaultHead, named: Option<&str>) -> Result<&'a Account, Failure> {
    let Some(text) = named else {
        let first = head.accounts.first();
        return first.ok_or_else(|| Failure::refused("the vault has no account"));
    };
    let fits = |account: &&Account| {
        account.name.as_str() == text
            || account.id.to_string() == text
            || account.address.as_str() == text
    };
    let mut found = head.accounts.iter().filter(fits);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Failure::refused(format!(
            "two accounts are named {text}; use the address"
        ))),
        (None, _) => Err(Failure::refused(format!("there is no account {text}"))),
    }
}

const fn kind(account: &Account) -> &'static str {
    match account.origin {
        Origin::Derived { .. } => "words",
        Origin::Imported => "imported",
        Origin::WatchOnly => "watch-only",
    }
}

fn path(account: &Account) -> Option<String> {
    match &account.origin {
        Origin::Derived { path, .. } => Some(path.to_string()),
        Origin::Imported | Origin::WatchOnly => None,
    }
}
