//! `slipway vault create`.

use std::io::IsTerminal;
use std::path::Path;

use clap::Args;
use vault::{
    Colour, HdPath, KdfBounds, Name, NewLock, OsEntropy, Password, StrongPassword, UnlockedVault,
    WordCount, Words,
};

use super::secrets;
use super::shelf::{self, Shelf};
use crate::fail::{Failure, line, note};

/// Make a vault.
#[derive(Debug, Args)]
pub struct CreateArgs {
    /// How many words: 12, 15, 18, 21 or 24.
    #[arg(long, default_value_t = 24)]
    words: usize,
    /// Name of the first account.
    #[arg(long, default_value = "Account 1")]
    name: String,
    /// Read the password from this file descriptor.
    #[arg(long)]
    password_fd: Option<u32>,
}

/// Makes the vault and prints the address of its first account.
///
/// # Errors
/// [`Failure`].
pub fn run(arguments: &CreateArgs, folder: &Path) -> Result<(), Failure> {
    let shelf = Shelf::open(folder)?;
    let count = WordCount::of(arguments.words)
        .ok_or_else(|| Failure::input("a vault has 12, 15, 18, 21 or 24 words"))?;
    let name = Name::new(&arguments.name).map_err(Failure::input)?;
    let mut open = new_vault(&shelf, arguments.password_fd)?;
    let words = Words::generate(count, &mut OsEntropy).map_err(Failure::refused)?;
    let seed = open
        .add_generated_words(&words, &mut OsEntropy)
        .map_err(Failure::refused)?;
    let path = HdPath::cosmos(0, 0).map_err(Failure::refused)?;
    let id = open
        .add_derived(seed, path, name, Colour::default(), &mut OsEntropy)
        .map_err(Failure::refused)?;
    shelf.save(&mut open)?;
    if std::io::stderr().is_terminal() {
        note("Write these words down in this order. Whoever has them has the account.");
        for (at, word) in words.expose().enumerate() {
            note(format!("{:>2}  {word}", at + 1));
        }
    } else {
        note("The words are shown by 'slipway vault export --words' on a terminal.");
    }
    let address = open
        .head()
        .account(id)
        .map(|account| account.address.clone());
    address.map_or(Ok(()), line)
}

/// An empty vault under a new password; refused where there is one already.
///
/// # Errors
/// [`Failure`].
pub fn new_vault(shelf: &Shelf, descriptor: Option<u32>) -> Result<UnlockedVault, Failure> {
    if shelf.file()?.is_some() {
        return Err(Failure::refused("there is a vault here already"));
    }
    let typed = secrets::read_new("New password of the vault", descriptor)?;
    let password = StrongPassword::new(Password::new(typed.expose())).map_err(Failure::refused)?;
    let lock = NewLock::Password {
        password: &password,
        cost: shelf::cost(),
    };
    let name = Name::new("Slipway").map_err(Failure::refused)?;
    UnlockedVault::create(name, shelf::now(), lock, KdfBounds::PRODUCT, &mut OsEntropy)
        .map_err(Failure::refused)
}
