//! Manifests as far as a registry has to understand them.
//!
//! Source: OCI image-spec, manifest.md and image-index.md; Docker image manifest version 2, schema 2.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::digest::{Algorithm, Digest};

/// The largest manifest that is taken, in bytes (distribution-spec: at least 4 MiB).
pub const MAX_BYTES: usize = 4 << 20;

/// OCI image manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// OCI image index.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// Docker image manifest.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// Docker manifest list.
pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";

/// Layers with these media types may be kept elsewhere only.
const FOREIGN: [&str; 2] = [
    "application/vnd.oci.image.layer.nondistributable.v1.",
    "application/vnd.docker.image.rootfs.foreign.",
];

/// A manifest that was understood, with the bytes it came as.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The bytes, never changed.
    pub bytes: Bytes,
    /// Their digest.
    pub digest: Digest,
    /// Its media type.
    pub media_type: String,
    /// Config and layers that have to be in the repository.
    pub blobs: Vec<Digest>,
    /// Manifests of an index.
    pub manifests: Vec<Digest>,
    /// What it refers to.
    pub subject: Option<Digest>,
    artifact_type: Option<String>,
    annotations: BTreeMap<String, String>,
}

/// Why bytes are no manifest.
#[derive(Debug, thiserror::Error)]
pub enum BadManifest {
    /// Larger than [`MAX_BYTES`].
    #[error("the manifest is larger than 4 MiB")]
    TooLarge,
    /// Not JSON of the right shape.
    #[error("the manifest can't be read: {0}")]
    Json(#[from] serde_json::Error),
    /// `schemaVersion` isn't 2.
    #[error("schemaVersion has to be 2")]
    Schema,
    /// A media type that isn't a manifest's.
    #[error("not a media type of manifests")]
    MediaType,
    /// The media types of header and document differ.
    #[error("mediaType differs from the Content-Type header")]
    MediaTypeDiffers,
    /// A descriptor names no digest that is known.
    #[error("a descriptor has no digest that can be read")]
    Digest,
    /// An image without a config, or an index with layers.
    #[error("the parts don't fit the media type")]
    Parts,
    /// Another digest was announced.
    #[error("the manifest doesn't have the digest it was pushed under")]
    DigestDiffers,
}

/// A descriptor as the referrers list holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// Media type of the manifest.
    pub media_type: String,
    /// Its digest.
    pub digest: String,
    /// Bytes.
    pub size: u64,
    /// Type of the artifact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The manifest's annotations.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    schema_version: u64,
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Option<Part>,
    layers: Option<Vec<Part>>,
    manifests: Option<Vec<Part>>,
    subject: Option<Part>,
    #[serde(default)]
    annotations: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    #[serde(default)]
    media_type: String,
    digest: String,
}

impl Part {
    fn digest(&self) -> Result<Digest, BadManifest> {
        self.digest.parse().map_err(|_| BadManifest::Digest)
    }

    fn is_foreign(&self) -> bool {
        FOREIGN.iter().any(|f| self.media_type.starts_with(f))
    }
}

impl Manifest {
    /// Reads a manifest pushed with a `Content-Type`, under a digest when one is known.
    ///
    /// # Errors
    /// [`BadManifest`] says what is wrong.
    pub fn read(
        bytes: Bytes,
        content_type: Option<&str>,
        expected: Option<&Digest>,
    ) -> Result<Self, BadManifest> {
        if bytes.len() > MAX_BYTES {
            return Err(BadManifest::TooLarge);
        }
        let algorithm = expected.map_or(Algorithm::Sha256, Digest::algorithm);
        let digest = Digest::of(algorithm, &bytes);
        if expected.is_some_and(|expected| *expected != digest) {
            return Err(BadManifest::DigestDiffers);
        }
        let document: Document = serde_json::from_slice(&bytes)?;
        if document.schema_version != 2 {
            return Err(BadManifest::Schema);
        }
        let media_type = media_type(content_type, &document)?;
        let is_index = matches!(&*media_type, OCI_INDEX | DOCKER_LIST);
        let (blobs, manifests) = if is_index {
            (Vec::new(), index(&document)?)
        } else {
            (image(&document)?, Vec::new())
        };
        let subject = document.subject.as_ref().map(Part::digest).transpose()?;
        let config_type = document.config.map(|c| c.media_type);
        let artifact_type = document.artifact_type.filter(|t| !t.is_empty());
        let from_config = if is_index { None } else { config_type };
        Ok(Self {
            bytes,
            digest,
            media_type,
            blobs,
            manifests,
            subject,
            artifact_type: artifact_type.or(from_config),
            annotations: document.annotations.unwrap_or_default(),
        })
    }

    /// Contents it needs: blobs and manifests.
    pub fn needs(&self) -> impl Iterator<Item = &Digest> {
        self.blobs.iter().chain(&self.manifests)
    }

    /// As the referrers list names it.
    pub fn descriptor(&self) -> Descriptor {
        Descriptor {
            media_type: self.media_type.clone(),
            digest: self.digest.as_str().to_owned(),
            size: self.bytes.len() as u64,
            artifact_type: self.artifact_type.clone(),
            annotations: self.annotations.clone(),
        }
    }
}

fn media_type(content_type: Option<&str>, document: &Document) -> Result<String, BadManifest> {
    let header = content_type
        .and_then(|t| t.split(';').next())
        .map(|t| t.trim().to_ascii_lowercase())
        .filter(|t| !matches!(&**t, "" | "application/json" | "application/octet-stream"));
    let inside = document.media_type.clone().filter(|t| !t.is_empty());
    let media_type = match (header, inside) {
        (Some(header), Some(inside)) if header != inside => {
            return Err(BadManifest::MediaTypeDiffers);
        }
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) if document.manifests.is_some() => OCI_INDEX.to_owned(),
        (None, None) => OCI_MANIFEST.to_owned(),
    };
    match &*media_type {
        OCI_MANIFEST | OCI_INDEX | DOCKER_MANIFEST | DOCKER_LIST => Ok(media_type),
        _ => Err(BadManifest::MediaType),
    }
}

fn image(document: &Document) -> Result<Vec<Digest>, BadManifest> {
    let config = document.config.as_ref().ok_or(BadManifest::Parts)?;
    if document.manifests.is_some() {
        return Err(BadManifest::Parts);
    }
    let layers = document.layers.iter().flatten();
    std::iter::once(config)
        .chain(layers.filter(|layer| !layer.is_foreign()))
        .map(Part::digest)
        .collect()
}

fn index(document: &Document) -> Result<Vec<Digest>, BadManifest> {
    if document.layers.is_some() || document.config.is_some() {
        return Err(BadManifest::Parts);
    }
    let manifests = document.manifests.as_ref().ok_or(BadManifest::Parts)?;
    manifests.iter().map(Part::digest).collect()
}
