//! The browser's own storage of this page (Origin Private File System): files in the making, and unpacked archives.

use std::io::{self, Read};

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::packed::Packing;
use crate::{DiskError, Source, Target};

/// Bytes that are unpacked before the worker turns to its other work.
const TURN: u64 = 8 * 1024 * 1024;
/// Bytes that are unpacked at once.
const PIECE: usize = 1024 * 1024;
/// What the names of unpacked archives begin with; pulled images end with `.tar` and never begin so.
const UNPACKED: &str = "~unpacked-";

/// What the browser said.
pub(super) fn fault(name: &str, value: &JsValue) -> DiskError {
    let exception = value.dyn_ref::<web_sys::DomException>();
    match exception.map(web_sys::DomException::name).as_deref() {
        Some("QuotaExceededError") => DiskError::Full,
        Some("NotFoundError") => DiskError::Missing(name.to_owned()),
        Some("NoModificationAllowedError") => DiskError::Refused {
            name: name.to_owned(),
            reason: "it is being written already".into(),
        },
        _ => DiskError::Refused {
            name: name.to_owned(),
            reason: exception.map_or_else(
                || "the browser refused".into(),
                web_sys::DomException::message,
            ),
        },
    }
}

fn storage() -> Option<web_sys::StorageManager> {
    let get = |of: &JsValue, key: &str| {
        js_sys::Reflect::get(of, &key.into())
            .ok()
            .filter(JsValue::is_object)
    };
    // Undefined outside a secure context.
    let navigator = get(&js_sys::global(), "navigator")?;
    let storage = get(&navigator, "storage")?;
    let has = js_sys::Reflect::has(&storage, &"getDirectory".into()).unwrap_or(false)
        && js_sys::Reflect::has(&js_sys::global(), &"FileSystemSyncAccessHandle".into())
            .unwrap_or(false);
    has.then(|| storage.unchecked_into())
}

/// The folder of this page's files.
async fn folder() -> Result<web_sys::FileSystemDirectoryHandle, DiskError> {
    let storage = storage().ok_or(DiskError::Unsupported)?;
    let refused = |e: JsValue| fault("the browser's storage", &e);
    let root: web_sys::FileSystemDirectoryHandle = JsFuture::from(storage.get_directory())
        .await
        .map_err(refused)?
        .unchecked_into();
    let options = web_sys::FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    let folder = root.get_directory_handle_with_options(super::IMAGES, &options);
    Ok(JsFuture::from(folder)
        .await
        .map_err(refused)?
        .unchecked_into())
}

async fn entry(name: &str) -> Result<web_sys::FileSystemFileHandle, DiskError> {
    let options = web_sys::FileSystemGetFileOptions::new();
    options.set_create(true);
    let found = folder().await?.get_file_handle_with_options(name, &options);
    let found = JsFuture::from(found).await.map_err(|e| fault(name, &e))?;
    Ok(found.unchecked_into())
}

/// Bytes for which there is room; none where files can't be made.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) async fn room() -> Option<u64> {
    let estimate = JsFuture::from(storage()?.estimate().ok()?).await.ok()?;
    let estimate: web_sys::StorageEstimate = estimate.unchecked_into();
    let left = estimate.get_quota()? - estimate.get_usage().unwrap_or(0.0);
    Some(left.max(0.0) as u64)
}

/// Removes a file; nothing there is fine.
pub(super) async fn remove(name: &str) -> Result<(), DiskError> {
    let removed = JsFuture::from(folder().await?.remove_entry(name)).await;
    match removed.map_err(|e| fault(name, &e)) {
        Err(DiskError::Missing(_)) => Ok(()),
        other => other.map(drop),
    }
}

/// Removes everything but the files of these names.
pub(super) async fn keep_only(names: &[String]) -> Result<(), DiskError> {
    let folder = folder().await?;
    let refused = |e: JsValue| fault("the browser's storage", &e);
    let all = folder.keys();
    let mut gone = Vec::new();
    loop {
        let next = JsFuture::from(all.next().map_err(refused)?)
            .await
            .map_err(refused)?;
        let next: js_sys::IteratorNext = next.unchecked_into();
        if next.done() {
            break;
        }
        gone.extend(
            next.value()
                .as_string()
                .filter(|name| !names.contains(name)),
        );
    }
    for name in gone {
        // One that another program holds open goes the next time.
        let _ = JsFuture::from(folder.remove_entry(&name)).await;
    }
    Ok(())
}

/// A file that this worker alone has open.
pub(super) struct Kept {
    name: String,
    handle: web_sys::FileSystemSyncAccessHandle,
    length: u64,
}

impl Kept {
    /// Opens a file, or makes it, and gives it a length: room that is not there is told now.
    pub(super) async fn create(name: &str, length: u64) -> Result<Self, DiskError> {
        let entry = entry(name).await?;
        let handle = JsFuture::from(entry.create_sync_access_handle())
            .await
            .map_err(|e| fault(name, &e))?;
        let kept = Self {
            name: name.to_owned(),
            handle: handle.unchecked_into(),
            length,
        };
        #[allow(clippy::cast_precision_loss)]
        kept.handle
            .truncate_with_f64(length as f64)
            .map_err(|e| fault(name, &e))?;
        Ok(kept)
    }

    fn write(&self, mut at: u64, mut data: &[u8]) -> Result<(), DiskError> {
        while !data.is_empty() {
            let options = options(at);
            let written = self
                .handle
                .write_with_u8_array_and_options(data, &options)
                .map_err(|e| fault(&self.name, &e))?;
            let written = whole(written).min(data.len());
            if written == 0 {
                return Err(DiskError::Full);
            }
            at += written as u64;
            data = &data[written..];
        }
        Ok(())
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(count: f64) -> usize {
    count.max(0.0) as usize
}

fn options(at: u64) -> web_sys::FileSystemReadWriteOptions {
    let options = web_sys::FileSystemReadWriteOptions::new();
    #[allow(clippy::cast_precision_loss)]
    options.set_at(at as f64);
    options
}

impl Drop for Kept {
    fn drop(&mut self) {
        // A second time does nothing.
        self.handle.close();
    }
}

#[async_trait::async_trait(?Send)]
impl Source for Kept {
    fn len(&self) -> u64 {
        self.length
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, DiskError> {
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        let mut buffer = vec![0; length.min(left)];
        let read = self
            .handle
            .read_with_u8_array_and_options(&mut buffer, &options(offset))
            .map_err(|e| fault(&self.name, &e))?;
        buffer.truncate(whole(read));
        Ok(buffer)
    }
}

#[async_trait::async_trait(?Send)]
impl Target for Kept {
    async fn write_at(&self, offset: u64, data: bytes::Bytes) -> Result<(), DiskError> {
        self.write(offset, &data)
    }

    async fn finish(&self) -> Result<(), DiskError> {
        self.handle.flush().map_err(|e| fault(&self.name, &e))?;
        self.handle.close();
        Ok(())
    }
}

/// Reads a chosen file from the beginning on, and waits for the bytes: only workers may.
struct Reading {
    file: web_sys::File,
    reader: web_sys::FileReaderSync,
    at: f64,
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[allow(clippy::cast_precision_loss)]
        let end = (self.at + buffer.len() as f64).min(self.file.size());
        if end <= self.at {
            return Ok(0);
        }
        let changed = |_| io::Error::other("it was changed or moved since it was chosen");
        let piece = self
            .file
            .slice_with_f64_and_f64(self.at, end)
            .map_err(changed)?;
        let piece = self.reader.read_as_array_buffer(&piece).map_err(changed)?;
        let piece = js_sys::Uint8Array::new(&piece);
        let length = piece.length() as usize;
        piece.copy_to(&mut buffer[..length]);
        self.at = end;
        Ok(length)
    }
}

/// The unpacked contents of a chosen file; they go when nobody reads them any more.
pub(super) struct Unpacked {
    /// A file of the browser's storage.
    pub(super) file: web_sys::File,
    entry: String,
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        let entry = std::mem::take(&mut self.entry);
        spawn_local(async move {
            // What stays is swept at the next start.
            let _ = remove(&entry).await;
        });
    }
}

impl Unpacked {
    /// Unpacks a file to at most `limit` bytes.
    pub(super) async fn of(
        file: &web_sys::File,
        packing: Packing,
        name: &str,
        limit: u64,
    ) -> Result<Self, DiskError> {
        let mark = js_sys::Math::random().to_string();
        let name_there = format!("{UNPACKED}{}", mark.trim_start_matches("0."));
        let refused = |e: &io::Error| DiskError::Refused {
            name: name.to_owned(),
            reason: e.to_string(),
        };
        let reader = web_sys::FileReaderSync::new().map_err(|e| fault(name, &e))?;
        let raw = Reading {
            file: file.clone(),
            reader,
            at: 0.0,
        };
        let mut reader = packing.reader(raw).map_err(|e| refused(&e))?;
        let kept = Kept::create(&name_there, 0).await?;
        // From here on the file goes, whatever comes.
        let mut unpacked = Self {
            file: file.clone(),
            entry: name_there.clone(),
        };
        let mut buffer = vec![0; PIECE];
        let (mut at, mut turn) = (0, 0);
        loop {
            let length = reader.read(&mut buffer).map_err(|e| refused(&e))?;
            if length == 0 {
                break;
            }
            if at + length as u64 > limit {
                return Err(DiskError::Bomb {
                    name: name.to_owned(),
                    limit,
                });
            }
            kept.write(at, &buffer[..length])?;
            at += length as u64;
            turn += length as u64;
            if turn >= TURN {
                turn = 0;
                TimeoutFuture::new(0).await;
            }
        }
        kept.finish().await?;
        let whole = JsFuture::from(entry(&name_there).await?.get_file())
            .await
            .map_err(|e| fault(name, &e))?;
        unpacked.file = whole.unchecked_into();
        Ok(unpacked)
    }
}
