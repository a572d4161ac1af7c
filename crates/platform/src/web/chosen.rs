//! Files that the person chose on the page: they are read in place, by a name that the page gave them.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::{Disk, DiskError, DiskKind, Source, Target};

/// Files that are kept at hand; older ones must be chosen again.
const KEPT: usize = 8;
/// Largest whole number that a browser counts bytes with.
const MOST: f64 = 9_007_199_254_740_991.0;

/// What was chosen so far, newest last. Nothing else of the disk can be reached.
#[derive(Clone, Default)]
pub struct ChosenFiles(Rc<RefCell<VecDeque<(String, web_sys::File)>>>);

impl ChosenFiles {
    /// Makes a file readable under `name`.
    pub fn add(&self, name: String, file: web_sys::File) {
        let mut files = self.0.borrow_mut();
        files.retain(|(known, _)| known != &name);
        files.push_back((name, file));
        while files.len() > KEPT {
            files.pop_front();
        }
    }

    fn find(&self, name: &str) -> Option<web_sys::File> {
        let files = self.0.borrow();
        let found = files.iter().find(|(known, _)| known == name)?;
        Some(found.1.clone())
    }
}

struct Chosen {
    name: String,
    file: web_sys::File,
}

#[async_trait::async_trait(?Send)]
impl Source for Chosen {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn len(&self) -> u64 {
        self.file.size().clamp(0.0, MOST) as u64
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, DiskError> {
        let end = self.len().min(offset.saturating_add(length as u64));
        if offset >= end {
            return Ok(Vec::new());
        }
        let refused = |_| DiskError::Refused {
            name: self.name.clone(),
            reason: "the browser reads it no more: it was changed or moved since it was chosen"
                .into(),
        };
        #[allow(clippy::cast_precision_loss)]
        let piece = self
            .file
            .slice_with_f64_and_f64(offset as f64, end as f64)
            .map_err(refused)?;
        let buffer = JsFuture::from(piece.array_buffer())
            .await
            .map_err(refused)?;
        let buffer: js_sys::ArrayBuffer = buffer.dyn_into().map_err(refused)?;
        Ok(js_sys::Uint8Array::new(&buffer).to_vec())
    }
}

#[async_trait::async_trait(?Send)]
impl Disk for ChosenFiles {
    /// Paths of the system mean nothing here.
    fn works(&self) -> bool {
        false
    }

    async fn kind(&self, name: &str) -> Result<Option<DiskKind>, DiskError> {
        Ok(self.find(name).map(|_| DiskKind::File))
    }

    // A worker is one thread, and the file is bound to it.
    #[allow(clippy::arc_with_non_send_sync)]
    async fn open(&self, name: &str) -> Result<Arc<dyn Source>, DiskError> {
        let file = self
            .find(name)
            .ok_or_else(|| DiskError::Missing(name.to_owned()))?;
        Ok(Arc::new(Chosen {
            name: name.to_owned(),
            file,
        }))
    }

    async fn open_unpacked(&self, name: &str, _: u64) -> Result<Arc<dyn Source>, DiskError> {
        let source = self.open(name).await?;
        let head = source.read_at(0, 4).await?;
        if head.starts_with(&[0x1f, 0x8b]) || head == [0x28, 0xb5, 0x2f, 0xfd] {
            return Err(DiskError::Refused {
                name: name.to_owned(),
                reason: "it is packed, which a browser can't undo: unpack it first, or use the desktop app".into(),
            });
        }
        Ok(source)
    }

    async fn create(&self, _: &str, _: u64) -> Result<Arc<dyn Target>, DiskError> {
        Err(DiskError::Unsupported)
    }
}
