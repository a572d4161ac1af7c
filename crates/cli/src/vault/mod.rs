//! `slipway vault …`: the same vault file as the app's, on a machine without a display.
//!
//! Passwords come from the terminal or from a file descriptor, never from arguments or the
//! environment.

mod create;
mod export;
mod import;
mod list;
mod policy;
pub mod secrets;
mod shelf;
mod sign;

use std::path::Path;

use clap::Subcommand;

use crate::fail::Failure;

/// What to do with the vault.
#[derive(Debug, Subcommand)]
pub enum VaultCommand {
    /// Make a vault with fresh words.
    Create(create::CreateArgs),
    /// Take words, a raw key, an armor, a backup or an address to watch into the vault.
    Import(import::ImportArgs),
    /// List the accounts; needs no password.
    List(list::ListArgs),
    /// Print the address of one account; needs no password.
    Address(list::AddressArgs),
    /// Write an armor, a backup or, on a terminal, the words.
    Export(export::ExportArgs),
    /// Sign a transaction file, offline.
    Sign(sign::SignArgs),
}

/// Runs a vault command on the data in `folder`.
///
/// # Errors
/// [`Failure`] with its exit code.
pub fn run(command: VaultCommand, folder: &Path) -> Result<(), Failure> {
    match command {
        VaultCommand::Create(arguments) => create::run(&arguments, folder),
        VaultCommand::Import(arguments) => import::run(&arguments, folder),
        VaultCommand::List(arguments) => list::run(&arguments, folder),
        VaultCommand::Address(arguments) => list::address(&arguments, folder),
        VaultCommand::Export(arguments) => export::run(&arguments, folder),
        VaultCommand::Sign(arguments) => sign::run(&arguments, folder),
    }
}
