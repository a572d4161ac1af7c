//! Names of OCI distribution: repositories, tags, digests, servers (distribution-spec 1.1, "Pulling manifests").

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Why a name is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Not a repository.
    #[error(
        "a repository has small letters and digits, with . _ - between them and / between its parts"
    )]
    Repository,
    /// Not a tag.
    #[error("a tag has letters, digits, and . _ - after the first character, at most 128")]
    Tag,
    /// Not a digest that can be checked here.
    #[error("a digest is sha256: and 64 hex digits in small letters")]
    Digest,
    /// Not the address of a server.
    #[error("a server is https://host or, on this machine, http://localhost:port")]
    Server,
    /// Not an image.
    #[error("an image is host/repository:tag or host/repository@digest")]
    Image,
}

macro_rules! text {
    ($type:ident) => {
        impl $type {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl TryFrom<String> for $type {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }
        impl From<$type> for String {
            fn from(name: $type) -> Self {
                name.0
            }
        }
    };
}

/// A repository, such as `library/alpine`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Repository(String);
text!(Repository);

impl Repository {
    /// Its first part: on many servers the owner.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
}

impl FromStr for Repository {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        let good = text.len() <= 255 && text.split('/').all(is_path_part);
        good.then(|| Self(text.to_owned()))
            .ok_or(NameError::Repository)
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
pub(crate) fn is_path_part(part: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !part.starts_with(plain) || !part.ends_with(plain) {
        return false;
    }
    part.split(plain).all(|between| {
        matches!(between, "" | "." | "_" | "__") || between.chars().all(|c| c == '-')
    })
}

/// A tag, such as `latest`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(String);
text!(Tag);

impl FromStr for Tag {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let good = text.len() <= 128
            && text.starts_with(word)
            && text.chars().all(|c| word(c) || c == '.' || c == '-');
        good.then(|| Self(text.to_owned())).ok_or(NameError::Tag)
    }
}

/// A SHA-256 digest, such as `sha256:e3b0…`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);
text!(Digest);

impl Digest {
    /// The digest of `data`.
    #[must_use]
    pub fn of(data: &[u8]) -> Self {
        Self::finish(Sha256::new_with_prefix(data))
    }

    /// The digest of what a running hash has seen.
    pub(crate) fn finish(hash: Sha256) -> Self {
        Self(format!("sha256:{}", hex::encode(hash.finalize())))
    }

    /// The hex digits.
    #[must_use]
    pub fn hex(&self) -> &str {
        self.0.trim_start_matches("sha256:")
    }
}

impl FromStr for Digest {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        let digits = text.strip_prefix("sha256:").ok_or(NameError::Digest)?;
        let hex = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f');
        let good = digits.len() == 64 && digits.chars().all(hex);
        good.then(|| Self(text.to_owned())).ok_or(NameError::Digest)
    }
}

/// A tag or a digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reference {
    /// By digest: always the same image.
    Digest(Digest),
    /// By tag: whatever it points to now.
    Tag(Tag),
}

impl FromStr for Reference {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.contains(':') {
            return text.parse().map(Self::Digest);
        }
        text.parse().map(Self::Tag)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digest(digest) => digest.fmt(f),
            Self::Tag(tag) => tag.fmt(f),
        }
    }
}

/// The address of a registry, without a path. Plain http is for this machine only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServerUrl(url::Url);

impl ServerUrl {
    /// Host with its port, as it stands in front of image names.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Host without its port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether it is on this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        is_loopback(self.host())
    }

    /// The address itself.
    #[must_use]
    pub const fn url(&self) -> &url::Url {
        &self.0
    }

    /// The address of `path`, which begins with `/` and is already escaped.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0.as_str().trim_end_matches('/'))
    }
}

impl FromStr for ServerUrl {
    type Err = NameError;
    /// Reads an address; `https://` may be left out.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            let scheme = if is_loopback(text.split([':', '/']).next().unwrap_or_default()) {
                "http"
            } else {
                "https"
            };
            format!("{scheme}://{text}")
        };
        let mut url: url::Url = whole.parse().map_err(|_| NameError::Server)?;
        let host = url.host_str().ok_or(NameError::Server)?;
        let scheme = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(host));
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && matches!(url.path(), "/" | "/v2" | "/v2/");
        if !scheme || !bare {
            return Err(NameError::Server);
        }
        url.set_path("/");
        Ok(Self(url))
    }
}

impl TryFrom<String> for ServerUrl {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        text.parse()
    }
}

impl From<ServerUrl> for String {
    fn from(server: ServerUrl) -> Self {
        server.to_string()
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// Whether a host is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_told_from_hostile_names() {
        for good in ["a", "library/alpine", "a.b/c_d/e__f-g--h", "1/2"] {
            assert!(good.parse::<Repository>().is_ok(), "{good}");
        }
        let long = "a".repeat(256);
        for bad in [
            "", "A", "a//b", "/a", "a/", "a..b", "-a", "a___b", "a b", "a/../b", "ä", "a%2f", &long,
        ] {
            assert!(bad.parse::<Repository>().is_err(), "{bad}");
        }
        assert_eq!("u/i".parse::<Repository>().unwrap().owner(), "u");
    }

    #[test]
    fn tag_is_checked_before_a_server_stores_it_literally() {
        for good in ["latest", "_", "1.2.3-rc_1", "V1"] {
            assert!(good.parse::<Tag>().is_ok(), "{good}");
        }
        for bad in [
            "",
            ".a",
            "-a",
            "bad tag!",
            "bad%20tag",
            "a/b",
            &"a".repeat(129),
        ] {
            assert!(bad.parse::<Tag>().is_err(), "{bad}");
        }
    }

    #[test]
    fn digests_are_made_and_read() {
        let empty = Digest::of(b"");
        assert!(empty.as_str().starts_with("sha256:e3b0c442"));
        assert_eq!(empty.as_str().parse::<Digest>().unwrap(), empty);
        assert_eq!(empty.hex().len(), 64);
        for bad in [
            "sha256:",
            "sha256:E3",
            "md5:00",
            &empty.as_str().to_uppercase(),
        ] {
            assert!(bad.parse::<Digest>().is_err(), "{bad}");
        }
        let reference: Reference = empty.as_str().parse().unwrap();
        assert_eq!(reference, Reference::Digest(empty));
        assert!("sha256:zz".parse::<Reference>().is_err());
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        let read = |text: &str| text.parse::<ServerUrl>().map(|s| s.to_string());
        assert_eq!(read("ghcr.io").unwrap(), "https://ghcr.io");
        assert_eq!(read("localhost:5000").unwrap(), "http://localhost:5000");
        assert_eq!(
            read("http://127.0.0.1:5000/v2/").unwrap(),
            "http://127.0.0.1:5000"
        );
        for bad in [
            "http://ghcr.io",
            "https://u:p@ghcr.io",
            "https://a/b",
            "ftp://a",
            "",
            "https://a?x=1",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        let server: ServerUrl = "localhost:5000".parse().unwrap();
        assert_eq!(
            (server.authority().as_str(), server.host()),
            ("localhost:5000", "localhost")
        );
    }
}
