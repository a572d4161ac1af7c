//! What is fed with bytes from outside: fuzz targets and their replay.
//!
//! A target is a function that must come back from any bytes. It asserts what has to hold whatever it is given; a panic
//! is a finding. Each has a folder of small inputs in `tests/corpora`, all of which run in every test run.
//! `cargo xtask soak` lets a coverage-guided engine look for more.
//!
//! To add a target `crate_what`: a file `src/targets/crate_what.rs` with a `pub fn run(bytes: &[u8])`, a row in
//! [`TARGETS`], and a few inputs in `tests/corpora/crate_what`.

use std::fs;
use std::io;
use std::path::PathBuf;

mod targets;

/// One thing that reads bytes from outside.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, which is also that of its file and of its corpus folder.
    pub name: &'static str,
    /// Feeds it.
    pub run: fn(&[u8]),
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target {
        name: "chain_tx",
        run: targets::chain_tx::run,
    },
    Target {
        name: "passkey_options",
        run: targets::passkey_options::run,
    },
    Target {
        name: "registry_archive",
        run: targets::registry_archive::run,
    },
    Target {
        name: "registry_challenge",
        run: targets::registry_challenge::run,
    },
    Target {
        name: "registry_manifest",
        run: targets::registry_manifest::run,
    },
    Target {
        name: "registry_server_manifest",
        run: targets::registry_server_manifest::run,
    },
    Target {
        name: "registry_server_passkey",
        run: targets::registry_server_passkey::run,
    },
    Target {
        name: "registry_server_request",
        run: targets::registry_server_request::run,
    },
    Target {
        name: "sdl_edit",
        run: targets::sdl_edit::run,
    },
    Target {
        name: "sdl_read",
        run: targets::sdl_read::run,
    },
    Target {
        name: "vault_amino",
        run: targets::vault_amino::run,
    },
    Target {
        name: "vault_armor",
        run: targets::vault_armor::run,
    },
    Target {
        name: "vault_file",
        run: targets::vault_file::run,
    },
    Target {
        name: "vault_path",
        run: targets::vault_path::run,
    },
    Target {
        name: "vault_words",
        run: targets::vault_words::run,
    },
    Target {
        name: "walletconnect_envelope",
        run: targets::walletconnect_envelope::run,
    },
    Target {
        name: "walletconnect_rpc",
        run: targets::walletconnect_rpc::run,
    },
    Target {
        name: "walletconnect_uri",
        run: targets::walletconnect_uri::run,
    },
];

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Folder of the kept inputs of all targets.
#[must_use]
pub fn corpora() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/corpora")
}

impl Target {
    /// The kept inputs, sorted by path.
    ///
    /// # Errors
    /// When the folder or a file can't be read.
    pub fn corpus(&self) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
        let mut files = fs::read_dir(corpora().join(self.name))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()?;
        files.sort();
        files
            .into_iter()
            .map(|path| fs::read(&path).map(|bytes| (path, bytes)))
            .collect()
    }
}
