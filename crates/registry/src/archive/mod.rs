//! Images in files: OCI layout folders and archives (image-spec 1.1, "Image Layout"), and what `docker save` writes.

mod docker;
mod tarball;

use std::collections::BTreeMap;
use std::sync::Arc;

use oci_spec::image::Descriptor;
use platform::{Disk, DiskError, DiskKind, Source};
use serde::Deserialize;

use crate::manifest::{Manifest, ManifestError, digest_of};
use crate::name::{Digest, NameError};
use tarball::Contents;

/// Longest JSON file that is read, in bytes.
const JSON: u64 = 8 * 1024 * 1024;
/// An archive may unpack to so many times its size: layers inside are packed already or shrink little.
const RATIO: u64 = 100;
/// Small archives may unpack to so many bytes in any case.
const FREE: u64 = 256 * 1024 * 1024;

/// Why a file is no image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// The file.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// Not a tar file.
    #[error("this is neither an image archive nor a folder with one")]
    NoTar,
    /// A broken or cut tar file.
    #[error("the archive is damaged or not complete")]
    Damaged,
    /// More entries than an image has.
    #[error("the archive holds too many files")]
    TooMany,
    /// An entry that leads out of the archive.
    #[error("the archive holds a path that leads out of it: {0}")]
    Outside(String),
    /// An entry that is neither file, folder nor link.
    #[error("the archive holds something that is no file: {0}")]
    Strange(String),
    /// Neither `index.json` nor `manifest.json`.
    #[error("there is no image in it: neither index.json nor manifest.json")]
    NoImage,
    /// Several, and none was chosen.
    #[error("there are several images in it: {}", .0.join(", "))]
    Several(Vec<String>),
    /// A file inside is no JSON of the right shape.
    #[error("{0} in it can't be read")]
    Json(String),
    /// A part that the image names is not there.
    #[error("{0} is missing in it")]
    Missing(String),
    /// A part has another size than the image says.
    #[error("{0} in it has another size than the image says")]
    Size(Digest),
    /// A part has another digest than the image says.
    #[error("{0} in it has other bytes than the image says")]
    Bytes(Digest),
    /// A manifest inside can't be used.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A name inside can't be used.
    #[error(transparent)]
    Name(#[from] NameError),
}

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// A part of an opened file.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) source: Arc<dyn Source>,
    pub(crate) extent: Extent,
}

impl Part {
    async fn json(&self, name: &str) -> Result<Vec<u8>, ArchiveError> {
        if self.extent.length > JSON {
            return Err(ArchiveError::Json(name.to_owned()));
        }
        let length = usize::try_from(self.extent.length).unwrap_or(0);
        Ok(self.source.read_at(self.extent.offset, length).await?)
    }
}

enum Place {
    Folder(Arc<dyn Disk>, String),
    Tar(Arc<dyn Source>, Contents),
}

impl Place {
    async fn find(&self, path: &str) -> Result<Option<Part>, ArchiveError> {
        match self {
            Self::Tar(source, contents) => Ok(contents.find(path).map(|extent| Part {
                source: Arc::clone(source),
                extent,
            })),
            Self::Folder(disk, folder) => match disk.open(&format!("{folder}/{path}")).await {
                Ok(source) => Ok(Some(Part {
                    extent: Extent {
                        offset: 0,
                        length: source.len(),
                    },
                    source,
                })),
                Err(DiskError::Missing(_)) => Ok(None),
                Err(e) => Err(e.into()),
            },
        }
    }
}

/// One image in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The name it has in there, if any: a tag, or `repository:tag`.
    pub name: Option<String>,
    /// Its manifest or index.
    pub root: Digest,
}

/// An opened archive or layout.
pub struct Archive {
    place: Place,
    images: Vec<Found>,
    /// Manifests that were written here for images that came without.
    made: BTreeMap<Digest, Vec<u8>>,
    /// Parts that are known by another name than their digest.
    named: BTreeMap<Digest, Part>,
}

#[derive(Deserialize)]
struct Index {
    manifests: Vec<Descriptor>,
}

impl Archive {
    /// Opens a folder or an archive (`.tar`, also packed with gzip or zstd).
    ///
    /// # Errors
    /// [`ArchiveError`].
    pub async fn open(disk: Arc<dyn Disk>, name: &str) -> Result<Self, ArchiveError> {
        let place = match disk.kind(name).await? {
            None => return Err(DiskError::Missing(name.to_owned()).into()),
            Some(DiskKind::Folder) => Place::Folder(disk, name.trim_end_matches('/').to_owned()),
            Some(DiskKind::File) => {
                let packed = disk.open(name).await?.len();
                let limit = packed.saturating_mul(RATIO).max(FREE);
                let source = disk.open_unpacked(name, limit).await?;
                let contents = Contents::read(&*source).await?;
                Place::Tar(source, contents)
            }
        };
        let mut archive = Self {
            place,
            images: Vec::new(),
            made: BTreeMap::new(),
            named: BTreeMap::new(),
        };
        if let Some(index) = archive.place.find("index.json").await? {
            archive.images = named(&index.json("index.json").await?)?;
        } else if let Some(list) = archive.place.find("manifest.json").await? {
            archive
                .read_docker(&list.json("manifest.json").await?)
                .await?;
        }
        if archive.images.is_empty() {
            return Err(ArchiveError::NoImage);
        }
        Ok(archive)
    }

    /// The images in it.
    #[must_use]
    pub fn images(&self) -> &[Found] {
        &self.images
    }

    /// The image of this name, or the only one.
    ///
    /// # Errors
    /// [`ArchiveError::Several`] when a name is needed.
    pub fn image(&self, name: Option<&str>) -> Result<&Found, ArchiveError> {
        match (name, self.images.as_slice()) {
            (None, [only]) => Ok(only),
            (None, several) => Err(ArchiveError::Several(
                several.iter().filter_map(|i| i.name.clone()).collect(),
            )),
            (Some(name), images) => images
                .iter()
                .find(|i| i.name.as_deref() == Some(name))
                .ok_or_else(|| ArchiveError::Missing(crate::error::clean(name, 100))),
        }
    }

    /// A manifest and its exact bytes.
    pub(crate) async fn manifest(
        &self,
        digest: &Digest,
    ) -> Result<(Vec<u8>, Manifest), ArchiveError> {
        let bytes = match self.made.get(digest) {
            Some(made) => made.clone(),
            None => self.part(digest).await?.json(digest.as_str()).await?,
        };
        if &Digest::of(&bytes) != digest {
            return Err(ArchiveError::Bytes(digest.clone()));
        }
        let manifest = Manifest::parse(&bytes)?;
        Ok((bytes, manifest))
    }

    /// The part with this digest.
    async fn part(&self, digest: &Digest) -> Result<Part, ArchiveError> {
        if let Some(part) = self.named.get(digest) {
            return Ok(part.clone());
        }
        let path = format!("blobs/sha256/{}", digest.hex());
        let found = self.place.find(&path).await?;
        found.ok_or_else(|| ArchiveError::Missing(digest.to_string()))
    }

    /// The part that a descriptor names; its size is checked here, its bytes when they are sent.
    pub(crate) async fn blob(
        &self,
        descriptor: &Descriptor,
    ) -> Result<(Digest, Part), ArchiveError> {
        let digest = digest_of(descriptor)?;
        let part = self.part(&digest).await?;
        if part.extent.length != descriptor.size() {
            return Err(ArchiveError::Size(digest));
        }
        Ok((digest, part))
    }
}

fn named(bytes: &[u8]) -> Result<Vec<Found>, ArchiveError> {
    let index: Index =
        serde_json::from_slice(bytes).map_err(|_| ArchiveError::Json("index.json".into()))?;
    index
        .manifests
        .iter()
        .map(|descriptor| {
            let annotations = descriptor.annotations().as_ref();
            let name = annotations.and_then(|a| {
                a.get("io.containerd.image.name")
                    .or_else(|| a.get("org.opencontainers.image.ref.name"))
            });
            Ok(Found {
                name: name.map(|n| crate::error::clean(n, 300)),
                root: digest_of(descriptor)?,
            })
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod testing {
    //! Small archives for tests.

    use super::*;

    pub(crate) struct Bytes(pub(crate) Vec<u8>);

    #[async_trait::async_trait]
    impl Source for Bytes {
        fn len(&self) -> u64 {
            self.0.len() as u64
        }

        async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, DiskError> {
            let start = usize::try_from(offset).unwrap().min(self.0.len());
            let end = (start + length).min(self.0.len());
            Ok(self.0[start..end].to_vec())
        }
    }

    /// A disk with one archive.
    pub(crate) struct One(pub(crate) Vec<u8>);

    #[async_trait::async_trait]
    impl Disk for One {
        async fn kind(&self, _: &str) -> Result<Option<DiskKind>, DiskError> {
            Ok(Some(DiskKind::File))
        }
        async fn open(&self, _: &str) -> Result<Arc<dyn Source>, DiskError> {
            Ok(Arc::new(Bytes(self.0.clone())))
        }
        async fn open_unpacked(&self, name: &str, _: u64) -> Result<Arc<dyn Source>, DiskError> {
            self.open(name).await
        }
        async fn create(&self, _: &str, _: u64) -> Result<Arc<dyn platform::Target>, DiskError> {
            Err(DiskError::Unsupported)
        }
    }

    pub(crate) fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, name, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    pub(crate) fn open(files: &[(&str, &[u8])]) -> Result<Archive, ArchiveError> {
        futures::executor::block_on(Archive::open(Arc::new(One(tar_of(files))), "x.tar"))
    }
}

#[cfg(test)]
mod tests {
    use super::testing::open;
    use super::*;
    use futures::executor::block_on;

    fn layout(tag: &str, layer: &[u8], said: usize) -> Vec<(String, Vec<u8>)> {
        let config = b"{}".to_vec();
        let manifest = format!(
            r#"{{"schemaVersion":2,"config":{{"mediaType":"c","digest":"{}","size":2}},"layers":[{{"mediaType":"l","digest":"{}","size":{said}}}]}}"#,
            Digest::of(&config),
            Digest::of(layer),
        )
        .into_bytes();
        let index = format!(
            r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"m","digest":"{}","size":{},"annotations":{{"org.opencontainers.image.ref.name":"{tag}"}}}}]}}"#,
            Digest::of(&manifest),
            manifest.len(),
        );
        let blob = |bytes: &[u8]| format!("blobs/sha256/{}", Digest::of(bytes).hex());
        vec![
            ("index.json".into(), index.into_bytes()),
            (blob(&config), config.clone()),
            (blob(layer), layer.to_vec()),
            (blob(&manifest), manifest.clone()),
        ]
    }

    fn opened(files: &[(String, Vec<u8>)]) -> Result<Archive, ArchiveError> {
        let files: Vec<_> = files
            .iter()
            .map(|(n, b)| (n.as_str(), b.as_slice()))
            .collect();
        open(&files)
    }

    #[test]
    fn an_oci_archive_is_read() {
        let archive = opened(&layout("v1", b"layer", 5)).unwrap();
        let found = archive.image(None).unwrap().clone();
        assert_eq!(found.name.as_deref(), Some("v1"));
        let (_, Manifest::Image(image)) = block_on(archive.manifest(&found.root)).unwrap() else {
            panic!("an image");
        };
        let (digest, part) = block_on(archive.blob(&image.layers[0])).unwrap();
        assert_eq!((digest, part.extent.length), (Digest::of(b"layer"), 5));
        assert!(archive.image(Some("v2")).is_err());
    }

    #[test]
    fn wrong_sizes_and_missing_parts_are_found_before_anything_is_sent() {
        let archive = opened(&layout("v1", b"layer", 6)).unwrap();
        let root = archive.images()[0].root.clone();
        let (_, Manifest::Image(image)) = block_on(archive.manifest(&root)).unwrap() else {
            panic!("an image");
        };
        let wrong = block_on(archive.blob(&image.layers[0])).err();
        assert_eq!(wrong, Some(ArchiveError::Size(Digest::of(b"layer"))));
        let mut files = layout("v1", b"layer", 5);
        files.truncate(3);
        let archive = opened(&files).unwrap();
        assert!(matches!(
            block_on(archive.manifest(&archive.images()[0].root)),
            Err(ArchiveError::Missing(_))
        ));
    }

    #[test]
    fn a_manifest_with_other_bytes_is_refused() {
        let mut files = layout("v1", b"layer", 5);
        files[3].1.push(b' ');
        let archive = opened(&files).unwrap();
        let root = archive.images()[0].root.clone();
        assert_eq!(
            block_on(archive.manifest(&root)).err(),
            Some(ArchiveError::Bytes(root))
        );
    }

    #[test]
    fn a_tar_without_an_image_says_so() {
        assert_eq!(open(&[("a", b"b")]).err(), Some(ArchiveError::NoImage));
        assert_eq!(
            open(&[("index.json", b"{")]).err(),
            Some(ArchiveError::Json("index.json".into()))
        );
    }
}
