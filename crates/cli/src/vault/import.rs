//! `slipway vault import`.

use std::path::{Path, PathBuf};

use clap::Args;
use types::Address;
use vault::{
    AccountError, Colour, HdPath, KdfBounds, KeyFileError, KeyId, Name, NewLock, OpenBackup,
    OsEntropy, Password, StrongPassword, UnlockedVault, Words,
};

use super::create::new_vault;
use super::secrets;
use super::shelf::{self, Shelf};
use crate::fail::{Failure, line};

/// Take something into the vault; without a vault one is made first.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Where the key comes from; words when nothing is named.
    #[command(flatten)]
    source: Source,
    /// Derivation path of the account, for words.
    #[arg(long, default_value = "m/44'/118'/0'/0/0")]
    path: String,
    /// A passphrase belongs to the words; it is asked for.
    #[arg(long)]
    passphrase: bool,
    /// Read the passphrase from this file descriptor.
    #[arg(long)]
    passphrase_fd: Option<u32>,
    /// Name of the account.
    #[arg(long, default_value = "Imported")]
    name: String,
    /// Read the vault's password from this file descriptor.
    #[arg(long)]
    password_fd: Option<u32>,
    /// Read the words, the raw key, or the password of armor or backup from this file descriptor.
    #[arg(long)]
    secret_fd: Option<u32>,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
struct Source {
    /// A raw private key in hex; it is asked for.
    #[arg(long)]
    hex: bool,
    /// A file that 'akash keys export' wrote.
    #[arg(long, value_name = "FILE")]
    armor: Option<PathBuf>,
    /// A backup that Slipway wrote. The folder must not hold a vault yet.
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
    /// An address without a key.
    #[arg(long, value_name = "ADDRESS")]
    watch: Option<String>,
}

/// Imports and prints the address (of a backup, all addresses).
///
/// # Errors
/// [`Failure`].
pub fn run(arguments: &ImportArgs, folder: &Path) -> Result<(), Failure> {
    let shelf = Shelf::open(folder)?;
    if let Some(file) = &arguments.source.backup {
        return backup(arguments, file, &shelf);
    }
    let name = Name::new(&arguments.name).map_err(Failure::input)?;
    let mut open = match shelf.file()? {
        Some(_) => shelf.unlock(arguments.password_fd)?.0,
        None => new_vault(&shelf, arguments.password_fd)?,
    };
    let id = account(arguments, name, &mut open)?;
    shelf.save(&mut open)?;
    let address = open
        .head()
        .account(id)
        .map(|account| account.address.clone());
    address.map_or(Ok(()), line)
}

fn account(arguments: &ImportArgs, name: Name, open: &mut UnlockedVault) -> Result<KeyId, Failure> {
    let (colour, rng) = (Colour::default(), &mut OsEntropy);
    let added = if arguments.source.hex {
        let hex = secrets::read("Private key in hex", arguments.secret_fd)?;
        open.add_hex(&hex, name, colour, rng)
    } else if let Some(file) = &arguments.source.armor {
        let text = std::fs::read_to_string(file)
            .map_err(|e| Failure::input(format!("{}: {e}", file.display())))?;
        let typed = secrets::read("Password of the armor", arguments.secret_fd)?;
        return open
            .import_armor(&text, &typed, name, colour, rng)
            .map_err(|e| match e {
                KeyFileError::Armor(vault::ArmorError::WrongPassword) => {
                    Failure::Locked(e.to_string())
                }
                KeyFileError::Armor(_) => Failure::input(e),
                _ => Failure::refused(e),
            });
    } else if let Some(text) = &arguments.source.watch {
        let address: Address = text.parse().map_err(Failure::input)?;
        open.add_watch_only(address, name, colour, rng)
    } else {
        return words(arguments, name, open);
    };
    added.map_err(|e| match e {
        AccountError::Key(_) => Failure::input(e),
        _ => Failure::refused(e),
    })
}

fn words(arguments: &ImportArgs, name: Name, open: &mut UnlockedVault) -> Result<KeyId, Failure> {
    let path: HdPath = arguments.path.parse().map_err(Failure::input)?;
    let typed = secrets::read("Words", arguments.secret_fd)?;
    let passphrase = if arguments.passphrase || arguments.passphrase_fd.is_some() {
        Some(secrets::read(
            "Passphrase of the words",
            arguments.passphrase_fd,
        )?)
    } else {
        None
    };
    let extra = passphrase.as_ref().map_or("", |text| text.expose());
    let words = Words::import(typed.expose(), extra).map_err(Failure::input)?;
    let seed = match open.find_words(&words) {
        Some(known) => known,
        None => open
            .add_imported_words(&words, &mut OsEntropy)
            .map_err(Failure::refused)?,
    };
    open.add_derived(seed, path, name, Colour::default(), &mut OsEntropy)
        .map_err(Failure::refused)
}

fn backup(arguments: &ImportArgs, file: &Path, shelf: &Shelf) -> Result<(), Failure> {
    if shelf.file()?.is_some() {
        return Err(Failure::refused("there is a vault here already"));
    }
    let bytes =
        std::fs::read(file).map_err(|e| Failure::input(format!("{}: {e}", file.display())))?;
    let typed = secrets::read("Password of the backup", arguments.secret_fd)?;
    let opened = OpenBackup::open(&bytes, &Password::new(typed.expose()), &KdfBounds::PRODUCT)
        .map_err(|e| match e {
            vault::BackupError::WrongPassword => Failure::Locked(e.to_string()),
            _ => Failure::input(e),
        })?;
    let new = secrets::read_new("New password of the vault", arguments.password_fd)?;
    let password = StrongPassword::new(Password::new(new.expose())).map_err(Failure::refused)?;
    let lock = NewLock::Password {
        password: &password,
        cost: shelf::cost(),
    };
    let mut open = opened
        .into_vault(lock, KdfBounds::PRODUCT, &mut OsEntropy)
        .map_err(Failure::refused)?;
    shelf.save(&mut open)?;
    open.head()
        .accounts
        .iter()
        .try_for_each(|account| line(&account.address))
}
