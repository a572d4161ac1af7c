//! Secrets from the terminal or a file descriptor.

use std::fs::File;
use std::io::{IsTerminal, Read};

use vault::Secret;
use zeroize::Zeroizing;

use crate::fail::Failure;

/// Longest secret that is read.
const LIMIT: u64 = 64 * 1024;

/// Reads a secret: from the descriptor if one is given, else from the terminal without echo.
///
/// # Errors
/// [`Failure::Input`] when there is neither, or it can't be read.
pub fn read(prompt: &str, descriptor: Option<u32>) -> Result<Secret<String>, Failure> {
    match descriptor {
        Some(number) => from_descriptor(number),
        None if std::io::stdin().is_terminal() => rpassword::prompt_password(format!("{prompt}: "))
            .map(Secret::new)
            .map_err(|e| Failure::input(format!("the terminal can't be read: {e}"))),
        None => Err(Failure::input(format!(
            "{prompt}: there is no terminal to ask on; pass a file descriptor"
        ))),
    }
}

/// Reads a new secret; on a terminal twice.
///
/// # Errors
/// [`Failure::Input`], also when the two differ.
pub fn read_new(prompt: &str, descriptor: Option<u32>) -> Result<Secret<String>, Failure> {
    let first = read(prompt, descriptor)?;
    if descriptor.is_none() {
        let second = read(&format!("{prompt}, once more"), None)?;
        if first.expose() != second.expose() {
            return Err(Failure::input("the two passwords differ"));
        }
    }
    Ok(first)
}

/// The first line of a descriptor that the caller opened for this process.
fn from_descriptor(number: u32) -> Result<Secret<String>, Failure> {
    if !cfg!(unix) {
        return Err(Failure::input("file descriptors exist on Unix only"));
    }
    let wrong = |e: std::io::Error| Failure::input(format!("descriptor {number}: {e}"));
    let file = File::open(format!("/dev/fd/{number}")).map_err(wrong)?;
    // Reserved beforehand: a growing buffer would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(LIMIT as usize));
    file.take(LIMIT).read_to_string(&mut text).map_err(wrong)?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(Failure::input(format!("descriptor {number} holds nothing")));
    }
    Ok(Secret::new(line.to_owned()))
}
