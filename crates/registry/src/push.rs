//! Giving an image: layers first, several at once, the manifest last, so that a tag never leads to half an image.

use std::collections::BTreeMap;

use futures::stream::{self, TryStreamExt};

use crate::archive::{Archive, ArchiveError, Found};
use crate::client::Client;
use crate::error::ClientError;
use crate::manifest::{Manifest, OCI_INDEX, OCI_MANIFEST};
use crate::name::{Digest, Reference, Repository, Tag};
use crate::progress::{Progress, Tally};
use crate::upload::Blob;

/// Why an image was not given. The tag is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// The server.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The file.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The server can't keep images for several platforms.
    #[error("this server keeps images for one platform only; this one is for {0}")]
    Platforms(usize),
    /// The server answered that all is well, and the tag leads to the image that it led to before.
    #[error("the tag did not move: this server never moves a tag to another image")]
    TagStays,
    /// Something that a manifest may not hold for this server.
    #[error("the image can't be written in the way that this server keeps")]
    Unwritable,
}

/// What a push needs to know.
#[derive(Debug, Clone)]
pub struct PushOrder {
    /// Where to.
    pub repository: Repository,
    /// Under which tag.
    pub tag: Tag,
    /// Where the server has which layer already, as far as is known here; it can take them over from there.
    pub known: BTreeMap<Digest, Repository>,
}

/// What came of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The image's digest on the server.
    pub digest: Digest,
    /// What was there and what was sent.
    pub tally: Tally,
    /// The server writes manifests in its own way, so the digest is another than in the file.
    pub rewritten: bool,
}

struct Plan {
    /// Lowest first; the last one is the image itself.
    manifests: Vec<(Vec<u8>, String)>,
    blobs: BTreeMap<Digest, Blob>,
}

impl Client {
    /// Gives an image of an archive.
    ///
    /// # Errors
    /// [`PushError`]. What was sent stays on the server and need not be sent again.
    pub async fn push(
        &self,
        archive: &Archive,
        image: &Found,
        order: &PushOrder,
        progress: &Progress,
    ) -> Result<Pushed, PushError> {
        let plan = self.plan(archive, image).await?;
        let blobs: Vec<Blob> = plan.blobs.into_values().collect();
        progress.begin(blobs.iter().map(|blob| (blob.digest.clone(), blob.size)));
        stream::iter(blobs.iter().map(Ok::<_, ClientError>))
            .try_for_each_concurrent(self.quirks().parallel, |blob| async move {
                let known = order.known.get(&blob.digest);
                let state = self
                    .upload(&order.repository, blob, known, progress)
                    .await?;
                progress.set(&blob.digest, state);
                Ok(())
            })
            .await?;
        let count = plan.manifests.len();
        let mut digest = image.root.clone();
        for (at, (bytes, media_type)) in plan.manifests.iter().enumerate() {
            progress.check()?;
            digest = Digest::of(bytes);
            let last = at + 1 == count;
            let reference = if last {
                Reference::Tag(order.tag.clone())
            } else {
                Reference::Digest(digest.clone())
            };
            let put = self
                .put_manifest(&order.repository, &reference, media_type, bytes)
                .await;
            match put {
                Err(ClientError::Digest(_)) if last && self.quirks().tags_stay => {
                    return Err(PushError::TagStays);
                }
                other => other?,
            };
        }
        Ok(Pushed {
            rewritten: digest != image.root,
            digest,
            tally: progress.tally(),
        })
    }

    async fn plan(&self, archive: &Archive, image: &Found) -> Result<Plan, PushError> {
        let quirks = self.quirks();
        let mut plan = Plan {
            manifests: Vec::new(),
            blobs: BTreeMap::new(),
        };
        let mut open = vec![image.root.clone()];
        let mut seen = Vec::new();
        while let Some(digest) = open.pop() {
            if seen.contains(&digest) {
                continue;
            }
            let (bytes, manifest) = archive.manifest(&digest).await?;
            seen.push(digest);
            match &manifest {
                Manifest::Index(list) if !quirks.indexes => {
                    // An index with one image is that image.
                    let [only] = list.as_slice() else {
                        return Err(PushError::Platforms(list.len()));
                    };
                    open.push(crate::manifest::digest_of(only).map_err(ArchiveError::from)?);
                }
                Manifest::Index(list) => {
                    for part in list {
                        open.push(crate::manifest::digest_of(part).map_err(ArchiveError::from)?);
                    }
                    let kind = media_type(&bytes).unwrap_or_else(|| OCI_INDEX.to_owned());
                    plan.manifests.push((bytes, kind));
                }
                Manifest::Image(_) => {
                    for descriptor in manifest.parts() {
                        let (digest, part) = archive.blob(descriptor).await?;
                        plan.blobs.insert(
                            digest.clone(),
                            Blob {
                                digest,
                                size: part.extent.length,
                                offset: part.extent.offset,
                                source: part.source,
                            },
                        );
                    }
                    let kind = media_type(&bytes).unwrap_or_else(|| OCI_MANIFEST.to_owned());
                    let bytes = if quirks.exact_manifests {
                        bytes
                    } else {
                        crate::rewrite::as_openregistry(&bytes).ok_or(PushError::Unwritable)?
                    };
                    plan.manifests.push((bytes, kind));
                }
            }
        }
        plan.manifests.reverse();
        Ok(plan)
    }
}

/// The media type that a manifest gives itself.
fn media_type(bytes: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    value
        .get("mediaType")?
        .as_str()
        .filter(|text| text.len() < 200 && text.chars().all(|c| c.is_ascii_graphic()))
        .map(str::to_owned)
}
