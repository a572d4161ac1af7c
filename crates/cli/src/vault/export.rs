//! `slipway vault export`.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use vault::{BackupSeal, KdfBounds, OsEntropy, Password, StrongPassword};

use super::list::find;
use super::secrets;
use super::shelf::{self, Shelf};
use crate::fail::{Failure, line, note};

/// Write a key or everything.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    what: What,
    /// Read the vault's password from this file descriptor.
    #[arg(long)]
    password_fd: Option<u32>,
    /// Read the password of the armor or backup from this file descriptor.
    #[arg(long)]
    secret_fd: Option<u32>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// Print the key of this account as 'akash keys import' takes it.
    #[arg(long, value_name = "ACCOUNT")]
    armor: Option<String>,
    /// Write everything, encrypted, to this new file.
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
    /// Show the words, on a terminal only.
    #[arg(long)]
    words: bool,
}

/// Exports behind the vault's password.
///
/// # Errors
/// [`Failure`].
pub fn run(arguments: &ExportArgs, folder: &Path) -> Result<(), Failure> {
    let shelf = Shelf::open(folder)?;
    if arguments.what.words && !std::io::stderr().is_terminal() {
        return Err(Failure::refused("words are shown on a terminal only"));
    }
    let (open, credential) = shelf.unlock(arguments.password_fd)?;
    let opener = credential.opener();
    if arguments.what.words {
        for seed in &open.head().seeds {
            let words = open
                .reveal_words(seed.id, &opener)
                .map_err(Failure::refused)?;
            for (at, word) in words.expose().enumerate() {
                note(format!("{:>2}  {word}", at + 1));
            }
            if words.has_passphrase() {
                note("A passphrase belongs to these words.");
            }
        }
        return Ok(());
    }
    let typed = secrets::read_new("New password of the export", arguments.secret_fd)?;
    let password = StrongPassword::new(Password::new(typed.expose())).map_err(Failure::refused)?;
    if let Some(named) = &arguments.what.armor {
        let account = find(open.head(), Some(named))?;
        let armor = open
            .export_armor(account.id, &opener, &password, &mut OsEntropy)
            .map_err(Failure::refused)?;
        return line(armor.trim_end());
    }
    let Some(file) = &arguments.what.backup else {
        return Err(Failure::input("nothing was named to be exported"));
    };
    let how = BackupSeal {
        password: &password,
        cost: shelf::cost(),
        bounds: KdfBounds::PRODUCT,
        made: shelf::now(),
    };
    let bytes = open
        .backup(&opener, &BTreeMap::new(), &how, &mut OsEntropy)
        .map_err(Failure::refused)?;
    write_new(file, &bytes).map_err(|e| Failure::refused(format!("{}: {e}", file.display())))
}

/// Writes a file that must not exist yet, readable by its owner only.
fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
