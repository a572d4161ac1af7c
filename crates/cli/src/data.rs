//! Where the data lies; the same for app and command.

use std::path::PathBuf;

use crate::fail::Failure;

/// The data folder: the argument, else `SLIPWAY_DATA`, else the system's place for data + `slipway`.
///
/// # Errors
/// [`Failure::Input`] when the system names no place.
pub fn folder(argument: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    argument
        .or_else(|| set("SLIPWAY_DATA"))
        .or_else(|| system(set).map(|place| place.join("slipway")))
        .ok_or_else(|| Failure::input("no data folder is known; name one with --data-dir"))
}

fn system(set: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if cfg!(windows) {
        return set("APPDATA");
    }
    let home = set("HOME");
    if cfg!(target_os = "macos") {
        return home.map(|home| home.join("Library/Application Support"));
    }
    set("XDG_DATA_HOME").or_else(|| home.map(|home| home.join(".local/share")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_goes_first() {
        assert_eq!(folder(Some("/x".into())).unwrap(), PathBuf::from("/x"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_follows_the_xdg_folders() {
        let with = |name: &str| (name == "XDG_DATA_HOME").then(|| PathBuf::from("/d"));
        assert_eq!(system(with), Some("/d".into()));
        let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/h"));
        assert_eq!(system(home), Some("/h/.local/share".into()));
    }
}
