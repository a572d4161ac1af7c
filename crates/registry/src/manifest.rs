//! Manifests and indexes (image-spec 1.1; Docker schema 2), and `/v2/<name>/manifests/<reference>` (end-3, end-7).

use oci_spec::image::Descriptor;
use platform::Body;
use serde::Deserialize;

use crate::auth::Scope;
use crate::client::{Client, good};
use crate::error::ClientError;
use crate::name::{Digest, Reference, Repository};

/// Longest manifest that is read or sent, in bytes (the specification asks servers for as much).
pub const LONGEST: usize = 4 * 1024 * 1024;

/// Media type of an image manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// Media type of an index.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";

/// The part of an image manifest that is used here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageManifest {
    /// Its config.
    pub config: Descriptor,
    /// Its layers, lowest first.
    pub layers: Vec<Descriptor>,
    /// What it is about, for signatures and the like.
    pub subject: Option<Descriptor>,
    /// What kind of artifact it is, when it is no image.
    pub artifact_type: Option<String>,
}

/// A manifest or an index.
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time is held, never a list of them"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manifest {
    /// One image.
    Image(ImageManifest),
    /// Several, one for each platform.
    Index(Vec<Descriptor>),
}

/// Why bytes are no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Longer than [`LONGEST`].
    #[error("a manifest has at most 4 MiB")]
    Long,
    /// No JSON of the right shape.
    #[error("the manifest can't be read: {0}")]
    Malformed(String),
    /// Neither config nor list of manifests: OpenRegistry keeps nothing else of an index.
    #[error(
        "the manifest names neither a config nor other manifests: the server lost its contents"
    )]
    Empty,
    /// The old schema 1.
    #[error("the manifest is of the old schema 1, which is not supported")]
    Old,
    /// A digest that can't be checked.
    #[error("the manifest names {0}, which is no sha256 digest")]
    Digest(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    schema_version: Option<u64>,
    artifact_type: Option<String>,
    config: Option<Descriptor>,
    layers: Option<Vec<Descriptor>>,
    manifests: Option<Vec<Descriptor>>,
    subject: Option<Descriptor>,
}

impl Manifest {
    /// Reads a manifest. Lists that are `null` count as empty.
    ///
    /// # Errors
    /// [`ManifestError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        if bytes.len() > LONGEST {
            return Err(ManifestError::Long);
        }
        let raw: Raw = serde_json::from_slice(bytes)
            .map_err(|e| ManifestError::Malformed(crate::error::clean(&e.to_string(), 200)))?;
        if raw.schema_version == Some(1) {
            return Err(ManifestError::Old);
        }
        let manifest = match (raw.config, raw.manifests) {
            (Some(config), _) => Self::Image(ImageManifest {
                config,
                layers: raw.layers.unwrap_or_default(),
                subject: raw.subject,
                artifact_type: raw.artifact_type,
            }),
            (None, Some(manifests)) => Self::Index(manifests),
            (None, None) => return Err(ManifestError::Empty),
        };
        for descriptor in manifest.parts() {
            digest_of(descriptor)?;
        }
        Ok(manifest)
    }

    /// Everything it names.
    pub(crate) fn parts(&self) -> Vec<&Descriptor> {
        match self {
            Self::Image(image) => std::iter::once(&image.config)
                .chain(&image.layers)
                .collect(),
            Self::Index(manifests) => manifests.iter().collect(),
        }
    }
}

/// The digest of a descriptor.
///
/// # Errors
/// [`ManifestError::Digest`] when it can't be checked here.
pub fn digest_of(descriptor: &Descriptor) -> Result<Digest, ManifestError> {
    let text = descriptor.digest().to_string();
    text.parse()
        .map_err(|_| ManifestError::Digest(crate::error::clean(&text, 90)))
}

/// A manifest as a server gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The exact bytes.
    pub bytes: Vec<u8>,
    /// Their media type.
    pub media_type: String,
    /// The digest by which the server knows it.
    pub digest: Digest,
    /// The bytes are not those of the digest: the server wrote the manifest anew.
    pub altered: bool,
    /// What it says.
    pub manifest: Manifest,
}

impl From<ManifestError> for ClientError {
    fn from(error: ManifestError) -> Self {
        Self::Malformed(error.to_string())
    }
}

impl Client {
    /// Gets a manifest and checks its digest.
    ///
    /// # Errors
    /// [`ClientError`]; [`ClientError::Digest`] when the bytes are others than asked for or than the server says, unless
    /// the server is known to write manifests anew: then [`Given::altered`] is set.
    pub async fn manifest(
        &self,
        repository: &Repository,
        reference: &Reference,
    ) -> Result<Given, ClientError> {
        let path = format!("/v2/{repository}/manifests/{reference}");
        let mut ask = self.ask("GET", &path, Scope::pull(repository.as_str()));
        let types = [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST].join(", ");
        ask.headers.push(("accept".into(), types));
        let answer = self.get_following(ask, "image").await?;
        let said = answer
            .header("docker-content-digest")
            .and_then(|d| d.parse::<Digest>().ok());
        let media_type = answer
            .header("content-type")
            .unwrap_or(OCI_MANIFEST)
            .to_owned();
        let bytes = answer.read(LONGEST).await?;
        let real = Digest::of(&bytes);
        let wanted = match reference {
            Reference::Digest(digest) => Some(digest.clone()),
            Reference::Tag(_) => said,
        };
        let altered = wanted.as_ref().is_some_and(|wanted| *wanted != real);
        let digest = wanted.unwrap_or(real);
        if altered && self.quirks().exact_manifests {
            return Err(ClientError::Digest(digest));
        }
        Ok(Given {
            manifest: Manifest::parse(&bytes)?,
            media_type,
            altered,
            digest,
            bytes,
        })
    }

    /// Puts a manifest and looks whether it is what the reference leads to now.
    pub(crate) async fn put_manifest(
        &self,
        repository: &Repository,
        reference: &Reference,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<Digest, ClientError> {
        let path = format!("/v2/{repository}/manifests/{reference}");
        let mut ask = self.ask("PUT", &path, Scope::push(repository.as_str()));
        ask.headers
            .push(("content-type".into(), media_type.to_owned()));
        let answer = self.send(&ask, || Body::Whole(bytes.to_vec())).await?;
        good(answer, "repository").await?;
        let digest = Digest::of(bytes);
        let now = self.manifest(repository, reference).await?;
        if now.digest != digest {
            return Err(ClientError::Digest(digest));
        }
        Ok(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptor(digest: &str) -> String {
        format!(r#"{{"mediaType":"x","digest":"{digest}","size":3}}"#)
    }

    #[test]
    fn images_and_indexes_are_read() {
        let d = descriptor(Digest::of(b"a").as_str());
        let image = format!(r#"{{"schemaVersion":2,"config":{d},"layers":[{d},{d}]}}"#);
        let Manifest::Image(image) = Manifest::parse(image.as_bytes()).unwrap() else {
            panic!("an image");
        };
        assert_eq!((image.layers.len(), image.config.size()), (2, 3));
        let index = format!(r#"{{"schemaVersion":2,"manifests":[{d}]}}"#);
        assert!(
            matches!(Manifest::parse(index.as_bytes()), Ok(Manifest::Index(m)) if m.len() == 1)
        );
        assert!(matches!(
            Manifest::parse(br#"{"schemaVersion":2,"manifests":[]}"#),
            Ok(Manifest::Index(m)) if m.is_empty()
        ));
    }

    #[test]
    fn an_index_that_openregistry_lost_is_said_to_be_lost() {
        let lost = br#"{"config": null, "layers": null, "mediaType": "x", "schemaVersion": 2}"#;
        assert_eq!(Manifest::parse(lost), Err(ManifestError::Empty));
    }

    #[test]
    fn bad_manifests_are_refused() {
        assert_eq!(
            Manifest::parse(br#"{"schemaVersion":1}"#),
            Err(ManifestError::Old)
        );
        assert!(matches!(
            Manifest::parse(b"{"),
            Err(ManifestError::Malformed(_))
        ));
        assert_eq!(
            Manifest::parse(&vec![b' '; LONGEST + 1]),
            Err(ManifestError::Long)
        );
        let d = descriptor("md5:d41d8cd98f00b204e9800998ecf8427e");
        let other = format!(r#"{{"schemaVersion":2,"manifests":[{d}]}}"#);
        assert!(Manifest::parse(other.as_bytes()).is_err());
    }
}
