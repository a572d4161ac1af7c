//! Files of the operating system.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::packed::Packing;
use crate::{Disk, DiskError, DiskKind, Source, Target};

/// The operating system's files, by path.
#[derive(Debug, Clone, Default)]
pub struct NativeDisk;

struct OpenFile {
    /// Seeking and reading belong together.
    file: Arc<Mutex<File>>,
    length: u64,
    name: String,
    /// Where it goes at the end, for a file in the making.
    path: Option<PathBuf>,
}

#[async_trait::async_trait]
impl Source for OpenFile {
    fn len(&self) -> u64 {
        self.length
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, DiskError> {
        let (file, name) = (Arc::clone(&self.file), self.name.clone());
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        blocking(name, move || {
            let mut buffer = vec![0; length.min(left)];
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(offset))?;
            file.read_exact(&mut buffer)?;
            Ok(buffer)
        })
        .await
    }
}

#[async_trait::async_trait]
impl Target for OpenFile {
    async fn write_at(&self, offset: u64, data: bytes::Bytes) -> Result<(), DiskError> {
        let (file, name) = (Arc::clone(&self.file), self.name.clone());
        blocking(name, move || {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(offset))?;
            file.write_all(&data)
        })
        .await
    }

    async fn finish(&self) -> Result<(), DiskError> {
        let (file, name) = (Arc::clone(&self.file), self.name.clone());
        let path = self.path.clone();
        blocking(name, move || {
            file.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .sync_all()?;
            match path {
                Some(path) => std::fs::rename(partial(&path), path),
                None => Ok(()),
            }
        })
        .await
    }
}

#[async_trait::async_trait]
impl Disk for NativeDisk {
    async fn kind(&self, name: &str) -> Result<Option<DiskKind>, DiskError> {
        let path = PathBuf::from(name);
        blocking(name.to_owned(), move || match path.metadata() {
            Ok(data) if data.is_dir() => Ok(Some(DiskKind::Folder)),
            Ok(_) => Ok(Some(DiskKind::File)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        })
        .await
    }

    async fn open(&self, name: &str) -> Result<Arc<dyn Source>, DiskError> {
        let path = PathBuf::from(name);
        let file = blocking(name.to_owned(), move || File::open(path)).await?;
        opened(file, name, None)
    }

    async fn open_unpacked(&self, name: &str, limit: u64) -> Result<Arc<dyn Source>, DiskError> {
        let path = PathBuf::from(name);
        let bomb = DiskError::Bomb {
            name: name.to_owned(),
            limit,
        };
        let file = blocking(name.to_owned(), move || unpack(&path, limit)).await?;
        opened(file.ok_or(bomb)?, name, None)
    }

    async fn create(&self, name: &str, length: u64) -> Result<Arc<dyn Target>, DiskError> {
        let path = PathBuf::from(name);
        let at = path.clone();
        let file = blocking(name.to_owned(), move || {
            if let Some(folder) = at.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(partial(&at))?;
            file.set_len(length)?;
            Ok(file)
        })
        .await?;
        Ok(Arc::new(OpenFile {
            file: Arc::new(Mutex::new(file)),
            length,
            name: name.to_owned(),
            path: Some(path),
        }))
    }

    async fn discard(&self, name: &str) -> Result<(), DiskError> {
        let path = partial(Path::new(name));
        blocking(name.to_owned(), move || match std::fs::remove_file(path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        })
        .await
    }
}

fn opened(file: File, name: &str, path: Option<PathBuf>) -> Result<Arc<dyn Source>, DiskError> {
    let length = file.metadata().map_err(|e| refused(name, &e))?.len();
    Ok(Arc::new(OpenFile {
        file: Arc::new(Mutex::new(file)),
        length,
        name: name.to_owned(),
        path,
    }))
}

/// The name of a file in the making.
fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// The file, or its unpacked contents in a file without a name; none when there is more than `limit`.
fn unpack(path: &Path, limit: u64) -> io::Result<Option<File>> {
    let mut file = File::open(path)?;
    let mut magic = [0; 4];
    let n = Read::by_ref(&mut file).take(4).read(&mut magic)?;
    file.rewind()?;
    let Some(packing) = Packing::of(&magic[..n]) else {
        return Ok(Some(file));
    };
    let mut reader = packing.reader(file)?;
    let mut aside = tempfile::tempfile()?;
    let written = io::copy(&mut Read::by_ref(&mut reader).take(limit + 1), &mut aside)?;
    Ok((written <= limit).then_some(aside))
}

async fn blocking<T: Send + 'static>(
    name: String,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, DiskError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(refused(&name, &error)),
        Err(error) => Err(DiskError::Refused {
            name,
            reason: error.to_string(),
        }),
    }
}

fn refused(name: &str, error: &io::Error) -> DiskError {
    match error.kind() {
        io::ErrorKind::NotFound => DiskError::Missing(name.to_owned()),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => DiskError::Full,
        _ => DiskError::Refused {
            name: name.to_owned(),
            reason: error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(folder: &tempfile::TempDir, file: &str) -> String {
        folder.path().join(file).display().to_string()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    #[tokio::test]
    async fn packed_files_are_unpacked_and_others_read_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let text = b"hello hello hello".repeat(100);
        let zstd = ruzstd::encoding::compress_to_vec(
            &text[..],
            ruzstd::encoding::CompressionLevel::Fastest,
        );
        for (file, bytes) in [("a.gz", gzip(&text)), ("a.zst", zstd), ("a", text.clone())] {
            std::fs::write(folder.path().join(file), bytes).unwrap();
            let source = NativeDisk
                .open_unpacked(&name(&folder, file), 10_000)
                .await
                .unwrap();
            assert_eq!(source.read_at(0, 10_000).await.unwrap(), text, "{file}");
            assert_eq!(source.read_at(6, 5).await.unwrap(), b"hello");
        }
    }

    #[tokio::test]
    async fn a_bomb_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b.gz"), gzip(&vec![0; 1 << 20])).unwrap();
        let error = NativeDisk
            .open_unpacked(&name(&folder, "b.gz"), 1 << 16)
            .await;
        assert!(matches!(error.err(), Some(DiskError::Bomb { .. })));
    }

    #[tokio::test]
    async fn a_file_in_the_making_has_another_name_and_can_be_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let target = NativeDisk.create(&name(&folder, "sub/x"), 6).await.unwrap();
        target
            .write_at(3, bytes::Bytes::from_static(b"def"))
            .await
            .unwrap();
        drop(target);
        assert_eq!(NativeDisk.kind(&name(&folder, "sub/x")).await, Ok(None));
        let target = NativeDisk.create(&name(&folder, "sub/x"), 6).await.unwrap();
        assert_eq!(target.read_at(3, 9).await.unwrap(), b"def");
        target
            .write_at(0, bytes::Bytes::from_static(b"abc"))
            .await
            .unwrap();
        target.finish().await.unwrap();
        assert_eq!(
            std::fs::read(folder.path().join("sub/x")).unwrap(),
            b"abcdef"
        );
        assert_eq!(
            NativeDisk.kind(&name(&folder, "sub")).await,
            Ok(Some(DiskKind::Folder))
        );
    }

    #[tokio::test]
    async fn a_missing_file_is_said_to_be_missing() {
        let error = NativeDisk.open("/nowhere/at/all").await.err();
        assert_eq!(error, Some(DiskError::Missing("/nowhere/at/all".into())));
    }
}
