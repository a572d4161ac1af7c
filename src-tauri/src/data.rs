//! Where the data lies.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The folder that was named by `--data-dir` or `SLIPWAY_DATA`; none means the system's own place.
///
/// # Errors
/// A sentence when the option has no folder.
pub(crate) fn named(
    mut arguments: impl Iterator<Item = OsString>,
) -> Result<Option<PathBuf>, String> {
    while let Some(argument) = arguments.next() {
        if argument == "--data-dir" {
            return match arguments.next() {
                Some(folder) if !folder.is_empty() => Ok(Some(folder.into())),
                _ => Err("--data-dir needs a folder.".into()),
            };
        }
        let inline = argument
            .to_str()
            .and_then(|a| a.strip_prefix("--data-dir="));
        if let Some(folder) = inline.filter(|f| !f.is_empty()) {
            return Ok(Some(folder.into()));
        }
    }
    Ok(std::env::var_os("SLIPWAY_DATA")
        .filter(|v| !v.is_empty())
        .map(PathBuf::from))
}

/// Name on the session bus of the program that works in `folder`.
pub(crate) fn bus_name(folder: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    std::path::absolute(folder)
        .unwrap_or_else(|_| folder.to_owned())
        .hash(&mut hasher);
    format!("network.slipway.desktop.f{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arguments: &[&str]) -> Result<Option<PathBuf>, String> {
        named(arguments.iter().map(OsString::from))
    }

    #[test]
    fn both_ways_of_naming_a_folder() {
        assert_eq!(of(&["--data-dir", "/x"]).unwrap(), Some("/x".into()));
        assert_eq!(of(&["-v", "--data-dir=/y"]).unwrap(), Some("/y".into()));
        assert!(of(&["--data-dir"]).is_err());
    }

    #[test]
    fn each_folder_has_its_own_program() {
        assert_eq!(bus_name(Path::new("/a")), bus_name(Path::new("/a")));
        assert_ne!(bus_name(Path::new("/a")), bus_name(Path::new("/b")));
    }
}
