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

/// Schemes of links that connect an app; the package tells the system of them (`tauri.conf.json`).
const SCHEMES: [&str; 2] = ["wc", "slipway"];

/// The first argument that may be a link to connect an app by; the core looks closer.
pub(crate) fn link(arguments: impl Iterator<Item = String>) -> Option<String> {
    let is_link = |text: &String| {
        let scheme = text.split(':').next().unwrap_or_default();
        text.len() > scheme.len() && SCHEMES.contains(&scheme)
    };
    arguments.skip(1).find(is_link)
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
    fn links_are_found_among_the_arguments() {
        let of = |arguments: &[&str]| link(arguments.iter().map(|a| (*a).to_owned()));
        let program = "slipway-desktop";
        assert_eq!(of(&[program, "wc:ab@2?x"]).as_deref(), Some("wc:ab@2?x"));
        let own = "slipway://wc?uri=wc%3Aab";
        assert_eq!(
            of(&[program, "--data-dir", "/x", own]).as_deref(),
            Some(own)
        );
        assert_eq!(of(&["wc:ab", "wc"]), None);
        assert_eq!(of(&[program, "https://a.example", "/wc:x"]), None);
    }

    #[test]
    fn the_package_names_the_schemes_that_are_taken() {
        let settings = include_str!("../../tauri.conf.json");
        let settings: serde_json::Value = serde_json::from_str(settings).unwrap();
        let named = &settings["plugins"]["deep-link"]["desktop"]["schemes"];
        assert_eq!(*named, serde_json::json!(SCHEMES));
    }

    #[test]
    fn each_folder_has_its_own_program() {
        assert_eq!(bus_name(Path::new("/a")), bus_name(Path::new("/a")));
        assert_ne!(bus_name(Path::new("/a")), bus_name(Path::new("/b")));
    }
}
