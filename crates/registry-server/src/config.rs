//! How the registry is set up.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

pub use crate::content::S3Config;

/// What people without an account may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anonymous {
    /// Pull from public repositories.
    #[default]
    Public,
    /// Pull everything.
    Read,
    /// Pull, push and delete everything: for scripts and test suites.
    Write,
}

/// Where the bytes of blobs are kept.
#[derive(Clone, Debug, Default)]
pub enum Storage {
    /// In the data folder.
    #[default]
    Local,
    /// In an S3-compatible store.
    S3(S3Config),
}

/// Bounds that keep one caller from taking everything.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Uploads open at one time.
    pub uploads: usize,
    /// How long an upload may rest before it is given up.
    pub upload_rest: Duration,
    /// Sign-in attempts and token requests that an address may make at once.
    pub auth_burst: u32,
    /// How many of them it gets back a minute.
    pub auth_per_minute: u32,
    /// How long blobs stay that no manifest needs.
    pub grace: Duration,
    /// How long a passkey ceremony may take.
    pub ceremony: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            uploads: 256,
            upload_rest: Duration::from_secs(3600),
            auth_burst: 120,
            auth_per_minute: 120,
            grace: Duration::from_secs(24 * 3600),
            ceremony: Duration::from_secs(300),
        }
    }
}

/// An account that exists from the start and may push everywhere.
#[derive(Clone, Debug)]
pub struct Operator {
    /// User name.
    pub name: String,
    /// Password, for `/token`.
    pub password: zeroize::Zeroizing<String>,
}

/// The whole set-up.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Folder for metadata and, unless they are elsewhere, contents.
    pub data: PathBuf,
    /// Where contents are kept.
    pub storage: Storage,
    /// Rights without an account.
    pub anonymous: Anonymous,
    /// The operator's account.
    pub operator: Option<Operator>,
    /// The address that people use, when it isn't `http://localhost:PORT`; its host is the relying party.
    pub url: Option<Url>,
    /// Origins of web pages that may sign in, beside the registry's own.
    pub origins: Vec<Url>,
    /// Bounds.
    pub limits: Limits,
}

impl Config {
    /// A registry on this machine with its data in a folder.
    pub fn local(port: u16, data: PathBuf) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], port)),
            data,
            storage: Storage::Local,
            anonymous: Anonymous::default(),
            operator: None,
            url: None,
            origins: Vec::new(),
            limits: Limits::default(),
        }
    }
}
