//! Image archives: tar files with an OCI layout or what `docker save` wrote.

use std::sync::Arc;

use platform::{Disk, DiskError, DiskKind, Source, Target};
use registry::Archive;

struct Bytes(Arc<[u8]>);

#[async_trait::async_trait]
impl Source for Bytes {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, DiskError> {
        let start = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(self.0.len());
        let end = start.saturating_add(length).min(self.0.len());
        Ok(self.0[start..end].to_vec())
    }
}

/// A disk on which every name is the one archive.
struct One(Arc<[u8]>);

#[async_trait::async_trait]
impl Disk for One {
    async fn kind(&self, _: &str) -> Result<Option<DiskKind>, DiskError> {
        Ok(Some(DiskKind::File))
    }

    async fn open(&self, _: &str) -> Result<Arc<dyn Source>, DiskError> {
        Ok(Arc::new(Bytes(Arc::clone(&self.0))))
    }

    async fn open_unpacked(&self, name: &str, _: u64) -> Result<Arc<dyn Source>, DiskError> {
        self.open(name).await
    }

    async fn create(&self, _: &str, _: u64) -> Result<Arc<dyn Target>, DiskError> {
        Err(DiskError::Unsupported)
    }
}

/// Opens bytes as an archive; one that opens has an image.
pub(crate) fn run(bytes: &[u8]) {
    let disk = Arc::new(One(bytes.into()));
    if let Ok(archive) = futures::executor::block_on(Archive::open(disk, "x.tar")) {
        assert!(!archive.images().is_empty());
    }
}
