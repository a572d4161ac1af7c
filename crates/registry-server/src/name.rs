//! Names of repositories, tags and uploads.
//!
//! Source: OCI distribution-spec, "Pulling manifests" (the two patterns).

use std::fmt;
use std::str::FromStr;

use crate::digest::Digest;

/// Longest repository name; longer ones leave no room for a host name in clients.
const NAME_MAX: usize = 255;

/// A repository's name: lower-case segments joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryName(String);

/// The text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Not a repository name.
    #[error("a repository name has lower-case letters, digits and single separators, 255 at most")]
    Repository,
    /// Not a tag.
    #[error("a tag has letters, digits, '_', '.' and '-', 128 at most")]
    Tag,
    /// Not an upload's name.
    #[error("not the name of an upload")]
    Upload,
}

impl RepositoryName {
    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first `/`, if there is one: the user's or organisation's name.
    pub fn namespace(&self) -> Option<&str> {
        self.0.split_once('/').map(|(first, _)| first)
    }

    /// The part after the namespace; the whole name without one.
    pub fn rest(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(_, rest)| rest)
    }
}

/// Letters and digits with single separators (`.`, `_`, `__` or dashes) between them.
pub fn is_segment(text: &str) -> bool {
    let alnum = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    let ends = bytes.first().is_some_and(alnum) && bytes.last().is_some_and(alnum);
    ends && bytes.split(alnum).all(|between| {
        matches!(between, b"" | b"." | b"_" | b"__") || between.iter().all(|b| *b == b'-')
    })
}

impl FromStr for RepositoryName {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        if text.len() <= NAME_MAX && text.split('/').all(is_segment) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadName::Repository)
        }
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A tag, such as `latest`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag(String);

impl Tag {
    /// The whole tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let mut bytes = text.bytes();
        let first = bytes.next().is_some_and(word);
        if first && text.len() <= 128 && bytes.all(|b| word(b) || b == b'.' || b == b'-') {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadName::Tag)
        }
    }
}

/// What a manifest is asked for by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A name that may move.
    Tag(Tag),
    /// The content's own name.
    Digest(Digest),
}

impl Reference {
    /// Reads a tag or a digest; whatever has a colon can only be a digest.
    pub fn parse(text: &str) -> Option<Self> {
        if text.contains(':') {
            text.parse().ok().map(Self::Digest)
        } else {
            text.parse().ok().map(Self::Tag)
        }
    }
}

/// The name of an upload in progress: 128 random bits in hex.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UploadId(String);

impl UploadId {
    /// A new one.
    pub fn random() -> Self {
        Self(crate::random::hex::<16>())
    }

    /// As written in a path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UploadId {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        if text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadName::Upload)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_follow_the_pattern() {
        for good in ["a", "a/b", "a/b/c", "a.b_c__d---e", "0/1"] {
            assert!(good.parse::<RepositoryName>().is_ok(), "{good}");
        }
        let long = "a".repeat(256);
        for bad in [
            "", "/", "a/", "/a", "A", "a//b", "a..b", "a___b", "-a", "../b", "a/../b", "a b", &long,
        ] {
            assert_eq!(
                bad.parse::<RepositoryName>(),
                Err(BadName::Repository),
                "{bad}"
            );
        }
    }

    #[test]
    fn tags_follow_the_pattern() {
        let long = "a".repeat(129);
        for good in ["latest", "_x", "V1.0-rc.1", &long[..128]] {
            assert!(good.parse::<Tag>().is_ok(), "{good}");
        }
        for bad in ["", ".x", "-x", "a b", "a:b", "a/b", &long] {
            assert_eq!(bad.parse::<Tag>(), Err(BadName::Tag), "{bad}");
        }
    }

    #[test]
    fn a_namespace_is_the_first_segment() {
        let name: RepositoryName = "a/b/c".parse().unwrap();
        assert_eq!((name.namespace(), name.rest()), (Some("a"), "b/c"));
        let name: RepositoryName = "a".parse().unwrap();
        assert_eq!((name.namespace(), name.rest()), (None, "a"));
    }

    proptest! {
        #[test]
        fn no_accepted_name_leaves_its_folder(text in "[a-z0-9./_-]{0,30}") {
            if let Ok(name) = text.parse::<RepositoryName>() {
                prop_assert!(!name.as_str().split('/').any(|s| s.is_empty() || s.starts_with('.')));
            }
        }
    }
}
