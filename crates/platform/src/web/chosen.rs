//! Files that the person chose on the page: they are read in place, by a name that the page gave them. Images that are
//! pulled are made in the browser's own storage.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::kept::{self, Kept, Unpacked};
use crate::packed::Packing;
use crate::{Disk, DiskError, DiskKind, Source, Target};

/// Files that are kept at hand; older ones must be chosen again.
const KEPT: usize = 8;
/// Largest whole number that a browser counts bytes with.
const MOST: f64 = 9_007_199_254_740_991.0;

/// An archive that was unpacked, with its name.
type NamedUnpacked = (String, Rc<Unpacked>);

/// What was chosen so far, newest last. Nothing else of the disk can be reached.
#[derive(Clone, Default)]
pub struct ChosenFiles {
    files: Rc<RefCell<VecDeque<(String, web_sys::File)>>>,
    /// The archive that was unpacked last, by its name: it is looked into before it is sent.
    unpacked: Rc<RefCell<Option<NamedUnpacked>>>,
}

impl ChosenFiles {
    /// Makes a file readable under `name`.
    pub fn add(&self, name: String, file: web_sys::File) {
        let mut files = self.files.borrow_mut();
        files.retain(|(known, _)| known != &name);
        files.push_back((name, file));
        while files.len() > KEPT {
            files.pop_front();
        }
    }

    fn find(&self, name: &str) -> Option<web_sys::File> {
        let files = self.files.borrow();
        let found = files.iter().find(|(known, _)| known == name)?;
        Some(found.1.clone())
    }
}

struct Chosen {
    name: String,
    file: web_sys::File,
    /// The file is what was unpacked of the chosen one, and stays as long as this.
    _unpacked: Option<Rc<Unpacked>>,
}

impl Chosen {
    fn slice(&self, offset: u64, length: u64) -> Option<web_sys::Blob> {
        let end = self.len().min(offset.saturating_add(length));
        #[allow(clippy::cast_precision_loss)]
        self.file
            .slice_with_f64_and_f64(offset as f64, end as f64)
            .ok()
    }
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
        let refused = |_: JsValue| DiskError::Refused {
            name: self.name.clone(),
            reason: "the browser reads it no more: it was changed or moved since it was chosen"
                .into(),
        };
        let piece = self
            .slice(offset, end - offset)
            .ok_or_else(|| refused(JsValue::NULL))?;
        let buffer = JsFuture::from(piece.array_buffer())
            .await
            .map_err(refused)?;
        let buffer: js_sys::ArrayBuffer = buffer.dyn_into().map_err(refused)?;
        Ok(js_sys::Uint8Array::new(&buffer).to_vec())
    }

    fn blob(&self, offset: u64, length: u64) -> Option<web_sys::Blob> {
        self.slice(offset, length)
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
            _unpacked: None,
        }))
    }

    #[allow(clippy::arc_with_non_send_sync)]
    async fn open_unpacked(&self, name: &str, limit: u64) -> Result<Arc<dyn Source>, DiskError> {
        let source = self.open(name).await?;
        let head = source.read_at(0, 4).await?;
        let (Some(packing), Some(file)) = (Packing::of(&head), self.find(name)) else {
            return Ok(source);
        };
        let known = self.unpacked.borrow().clone();
        let unpacked = match known.filter(|(known, _)| known == name) {
            Some((_, unpacked)) => unpacked,
            None => {
                // Room is made before it is taken.
                self.unpacked.take();
                Rc::new(Unpacked::of(&file, packing, name, limit).await?)
            }
        };
        self.unpacked
            .replace(Some((name.to_owned(), Rc::clone(&unpacked))));
        Ok(Arc::new(Chosen {
            name: name.to_owned(),
            file: unpacked.file.clone(),
            _unpacked: Some(unpacked),
        }))
    }

    #[allow(clippy::arc_with_non_send_sync)]
    async fn create(&self, name: &str, length: u64) -> Result<Arc<dyn Target>, DiskError> {
        Ok(Arc::new(Kept::create(name, length).await?))
    }

    async fn discard(&self, name: &str) -> Result<(), DiskError> {
        kept::remove(name).await
    }

    async fn room(&self) -> Option<u64> {
        kept::room().await
    }

    async fn keep_only(&self, names: &[String]) {
        self.unpacked.take();
        // A browser without such storage has nothing to remove.
        let _ = kept::keep_only(names).await;
    }
}
