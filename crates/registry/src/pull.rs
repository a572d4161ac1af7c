//! Taking an image into an OCI layout folder or an OCI archive.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{self, TryStreamExt};
use platform::{Disk, DiskError, Target};
use serde_json::json;

use crate::client::Client;
use crate::download::{DownloadError, Place};
use crate::error::ClientError;
use crate::manifest::{Given, Manifest, ManifestError, digest_of};
use crate::name::{Digest, Reference, Repository};
use crate::progress::{LayerState, Progress, Tally};

const LAYOUT: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;
/// Most manifests in one image.
const MANIFESTS: usize = 256;
const BLOCK: u64 = 512;

/// Why an image was not taken. No file of the wanted name was made or changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PullError {
    /// The server or the file.
    #[error(transparent)]
    Download(#[from] DownloadError),
    /// The server writes manifests anew, so that the image no longer is what its digest says.
    #[error("the server changed this image's manifest, so it is not the image that was pushed")]
    Altered,
    /// More manifests than an image has.
    #[error("this image names too many others")]
    TooMany,
}

impl From<ClientError> for PullError {
    fn from(error: ClientError) -> Self {
        Self::Download(error.into())
    }
}

impl From<DiskError> for PullError {
    fn from(error: DiskError) -> Self {
        Self::Download(error.into())
    }
}

impl From<ManifestError> for PullError {
    fn from(error: ManifestError) -> Self {
        ClientError::from(error).into()
    }
}

/// Where an image goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// An OCI layout folder.
    Folder(String),
    /// An OCI archive.
    Archive(String),
}

/// What a pull needs to know.
#[derive(Debug, Clone)]
pub struct PullOrder {
    /// Where from.
    pub repository: Repository,
    /// Which image.
    pub reference: Reference,
    /// Where to.
    pub destination: Destination,
    /// Take an image whose manifest the server changed, under the digest that it has now.
    pub take_altered: bool,
}

/// What came of a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// The image's digest in the file.
    pub digest: Digest,
    /// What was there from an earlier try and what was taken.
    pub tally: Tally,
}

/// Everything of an image: small things by their bytes, large ones by size.
struct Whole {
    root: Digest,
    index: Vec<u8>,
    small: BTreeMap<Digest, Vec<u8>>,
    blobs: BTreeMap<Digest, u64>,
}

/// A file in the making and where in it each part goes.
struct Parts {
    targets: Vec<Arc<dyn Target>>,
    places: BTreeMap<Digest, (usize, u64)>,
}

impl Client {
    /// Takes an image. A try that was cut or stopped is gone on with when it is repeated.
    ///
    /// # Errors
    /// [`PullError`].
    pub async fn pull(
        &self,
        disk: &dyn Disk,
        order: &PullOrder,
        progress: &Progress,
    ) -> Result<Pulled, PullError> {
        let whole = self.whole(order).await?;
        progress.begin(
            whole
                .blobs
                .iter()
                .map(|(digest, size)| (digest.clone(), *size)),
        );
        let parts = match &order.destination {
            Destination::Folder(folder) => folder_parts(disk, folder, &whole).await?,
            Destination::Archive(name) => archive_parts(disk, name, &whole).await?,
        };
        stream::iter(whole.blobs.iter().map(Ok::<_, PullError>))
            .try_for_each_concurrent(self.quirks().parallel, |(digest, size)| {
                let parts = &parts;
                async move {
                    let Some((at, offset)) = parts.places.get(digest) else {
                        return Ok(());
                    };
                    let place = Place {
                        target: &*parts.targets[*at],
                        offset: *offset,
                        size: *size,
                    };
                    if place.holds(digest).await? {
                        progress.set(digest, LayerState::There);
                        return Ok(());
                    }
                    progress.set(digest, LayerState::Moving);
                    self.download(&order.repository, digest, &place, progress)
                        .await?;
                    progress.set(digest, LayerState::Done);
                    Ok(())
                }
            })
            .await?;
        for target in &parts.targets {
            target.finish().await?;
        }
        if let Destination::Folder(folder) = &order.destination {
            // The index comes last: before it there is no image in the folder.
            for (name, bytes) in [
                ("oci-layout", LAYOUT.as_bytes()),
                ("index.json", &whole.index),
            ] {
                write(disk, &format!("{folder}/{name}"), bytes).await?;
            }
        }
        Ok(Pulled {
            digest: whole.root,
            tally: progress.tally(),
        })
    }

    async fn whole(&self, order: &PullOrder) -> Result<Whole, PullError> {
        let given = self.manifest(&order.repository, &order.reference).await?;
        if given.altered && !order.take_altered {
            return Err(PullError::Altered);
        }
        let root = Digest::of(&given.bytes);
        let mut whole = Whole {
            index: index_json(&given, &root, &order.reference),
            root,
            small: BTreeMap::new(),
            blobs: BTreeMap::new(),
        };
        let mut open = vec![given];
        while let Some(given) = open.pop() {
            match &given.manifest {
                Manifest::Image(image) => {
                    for descriptor in std::iter::once(&image.config).chain(&image.layers) {
                        whole
                            .blobs
                            .insert(digest_of(descriptor)?, descriptor.size());
                    }
                }
                Manifest::Index(list) => {
                    for descriptor in list {
                        let digest = digest_of(descriptor)?;
                        if whole.small.len() + open.len() > MANIFESTS {
                            return Err(PullError::TooMany);
                        }
                        if !whole.small.contains_key(&digest) {
                            let reference = Reference::Digest(digest);
                            open.push(self.manifest(&order.repository, &reference).await?);
                        }
                    }
                }
            }
            whole.small.insert(Digest::of(&given.bytes), given.bytes);
        }
        Ok(whole)
    }
}

fn index_json(given: &Given, root: &Digest, reference: &Reference) -> Vec<u8> {
    let mut descriptor = json!({
        "mediaType": given.media_type, "digest": root, "size": given.bytes.len(),
    });
    if let (Reference::Tag(tag), Some(map)) = (reference, descriptor.as_object_mut()) {
        let name = json!({ "org.opencontainers.image.ref.name": tag });
        map.insert("annotations".into(), name);
    }
    json!({ "schemaVersion": 2, "manifests": [descriptor] })
        .to_string()
        .into_bytes()
}

async fn write(disk: &dyn Disk, name: &str, bytes: &[u8]) -> Result<(), DiskError> {
    let target = disk.create(name, bytes.len() as u64).await?;
    target.write_at(0, Bytes::copy_from_slice(bytes)).await?;
    target.finish().await
}

async fn folder_parts(disk: &dyn Disk, folder: &str, whole: &Whole) -> Result<Parts, DiskError> {
    let path = |digest: &Digest| format!("{folder}/blobs/sha256/{}", digest.hex());
    for (digest, bytes) in &whole.small {
        write(disk, &path(digest), bytes).await?;
    }
    let mut parts = Parts {
        targets: Vec::new(),
        places: BTreeMap::new(),
    };
    for (digest, size) in &whole.blobs {
        let target = disk.create(&path(digest), *size).await?;
        parts
            .places
            .insert(digest.clone(), (parts.targets.len(), 0));
        parts.targets.push(target);
    }
    Ok(parts)
}

/// Lays the archive out: all sizes are known, so every layer has its place before the first byte comes.
async fn archive_parts(disk: &dyn Disk, name: &str, whole: &Whole) -> Result<Parts, DiskError> {
    let path = |digest: &Digest| format!("blobs/sha256/{}", digest.hex());
    let mut small: Vec<(String, &[u8])> = vec![
        ("oci-layout".into(), LAYOUT.as_bytes()),
        ("index.json".into(), &whole.index),
    ];
    small.extend(
        whole
            .small
            .iter()
            .map(|(digest, bytes)| (path(digest), bytes.as_slice())),
    );
    let mut at = 0;
    let mut writes: Vec<(u64, Bytes)> = Vec::new();
    for (name, bytes) in small {
        writes.push((at, header(&name, bytes.len() as u64)));
        writes.push((at + BLOCK, Bytes::copy_from_slice(bytes)));
        at += BLOCK + (bytes.len() as u64).next_multiple_of(BLOCK);
    }
    let mut places = BTreeMap::new();
    for (digest, size) in &whole.blobs {
        writes.push((at, header(&path(digest), *size)));
        places.insert(digest.clone(), (0, at + BLOCK));
        at += BLOCK + size.next_multiple_of(BLOCK);
    }
    // Two empty blocks end a tar file.
    let target = disk.create(name, at + 2 * BLOCK).await?;
    for (offset, bytes) in writes {
        target.write_at(offset, bytes).await?;
    }
    Ok(Parts {
        targets: vec![target],
        places,
    })
}

fn header(name: &str, size: u64) -> Bytes {
    let mut header = tar::Header::new_ustar();
    // Names here have at most 77 characters, a ustar header takes 100.
    header.set_path(name).expect("the name is short");
    header.set_size(size);
    header.set_mode(0o644);
    header.set_entry_type(tar::EntryType::Regular);
    header.set_cksum();
    Bytes::copy_from_slice(header.as_bytes())
}
