//! Paths under `/v2`: a repository name, which has slashes, and what is wanted of it.

use crate::fail::OciError;
use crate::name::RepositoryName;

/// What a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The repository.
    pub name: RepositoryName,
    /// What of it.
    pub target: Target,
}

/// What of a repository a path names. Texts are as written: each endpoint checks its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// `tags/list`.
    Tags,
    /// `manifests/REFERENCE`.
    Manifest(String),
    /// `blobs/DIGEST`.
    Blob(String),
    /// `blobs/uploads/`.
    Uploads,
    /// `blobs/uploads/ID`.
    Upload(String),
    /// `referrers/DIGEST`.
    Referrers(String),
}

/// Reads what follows `/v2/`.
///
/// # Errors
/// [`OciError::BadName`] when the name is none, [`OciError::NameUnknown`] for paths of no endpoint.
pub fn parse(path: &str) -> Result<Place, OciError> {
    let parts: Vec<&str> = path.split('/').collect();
    let (name, target) = match parts.as_slice() {
        [name @ .., "blobs", "uploads", ""] | [name @ .., "blobs", "uploads"] => {
            (name, Target::Uploads)
        }
        [name @ .., "blobs", "uploads", id] => (name, Target::Upload((*id).to_owned())),
        [name @ .., "tags", "list"] => (name, Target::Tags),
        [name @ .., "manifests", reference] => (name, Target::Manifest((*reference).to_owned())),
        [name @ .., "blobs", digest] => (name, Target::Blob((*digest).to_owned())),
        [name @ .., "referrers", digest] => (name, Target::Referrers((*digest).to_owned())),
        _ => return Err(OciError::NameUnknown),
    };
    Ok(Place {
        name: name.join("/").parse()?,
        target,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_have_many_segments() {
        let place = parse("a/b/c/blobs/uploads/").unwrap();
        assert_eq!(
            (place.name.as_str(), place.target),
            ("a/b/c", Target::Uploads)
        );
        let place = parse("a/manifests/manifests/v1").unwrap();
        assert_eq!(place.name.as_str(), "a/manifests");
        let place = parse("a/blobs/uploads/x").unwrap();
        assert_eq!(place.target, Target::Upload("x".into()));
    }

    #[test]
    fn odd_paths_name_nothing() {
        for bad in [
            "a",
            "",
            "../tags/list",
            "a/../b/tags/list",
            "A/tags/list",
            "//tags/list",
            "tags/list",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
