//! Values as files: written beside, fsynced, renamed, the folder fsynced.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::{Change, Store, StoreError};

/// A store in a folder. The first process to open it owns it; a second one can only read.
#[derive(Debug)]
pub struct FileStore {
    folder: PathBuf,
    /// Held as long as this process owns the folder.
    lock: Option<File>,
    /// Writers take turns.
    turn: Mutex<()>,
}

impl FileStore {
    /// Opens the store in `folder`, which is made if needed (mode 0700 on Unix).
    ///
    /// # Errors
    /// [`StoreError`] when the folder can't be made or read.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        make_private_folder(folder)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("lock"))
            .map_err(|e| describe(&e))?;
        let lock = match fs4::FileExt::try_lock(&file) {
            Ok(()) => Some(file),
            Err(_) => None,
        };
        Ok(Self {
            folder: folder.into(),
            lock,
            turn: Mutex::new(()),
        })
    }

    /// Whether another process owns the folder.
    #[must_use]
    pub const fn is_read_only(&self) -> bool {
        self.lock.is_none()
    }

    fn path(&self, bucket: &str, key: &str) -> PathBuf {
        self.folder.join(bucket).join(encode(key))
    }

    fn write(&self, change: &Change) -> Result<(), StoreError> {
        match change {
            Change::Put { bucket, key, value } => {
                let folder = self.folder.join(bucket);
                make_private_folder(&folder)?;
                let target = self.path(bucket, key);
                let beside = folder.join(format!("{}.tmp", encode(key)));
                let written = write_private(&beside, value)
                    .and_then(|()| fs::rename(&beside, &target))
                    .and_then(|()| sync_folder(&folder));
                if written.is_err() {
                    // The old value is intact; the half-written neighbour may be in the way.
                    let _ = fs::remove_file(&beside);
                }
                written.map_err(|e| describe(&e))
            }
            Change::Delete { bucket, key } => match fs::remove_file(self.path(bucket, key)) {
                Ok(()) => sync_folder(&self.folder.join(bucket)).map_err(|e| describe(&e)),
                Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
                Err(e) => Err(describe(&e)),
            },
        }
    }
}

#[async_trait::async_trait]
impl Store for FileStore {
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match fs::read(self.path(bucket, key)) {
            Ok(value) => Ok(Some(value)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(describe(&e)),
        }
    }

    async fn keys(&self, bucket: &str) -> Result<Vec<String>, StoreError> {
        let entries = match fs::read_dir(self.folder.join(bucket)) {
            Ok(entries) => entries,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(describe(&e)),
        };
        let mut keys: Vec<String> = entries
            .filter_map(Result::ok)
            .filter_map(|entry| decode(entry.file_name().to_str()?))
            .collect();
        keys.sort();
        Ok(keys)
    }

    async fn apply(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        if self.is_read_only() {
            return Err(StoreError::ReadOnly);
        }
        let _turn = self
            .turn
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        changes.iter().try_for_each(|change| self.write(change))
    }
}

/// File name of a key: letters, digits, `-` and `_` stay, all else becomes `%XX`. Upper-case letters
/// are escaped too, since some file systems do not tell them from lower-case ones.
fn encode(key: &str) -> String {
    let mut name = String::from("v-");
    for byte in key.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            _ => name.push_str(&format!("%{byte:02x}")),
        }
    }
    name
}

/// The key of a file name; none for files that are no values.
fn decode(name: &str) -> Option<String> {
    let mut rest = name.strip_prefix("v-")?.bytes();
    let mut key = Vec::new();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                key.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
            }
            b'.' => return None,
            other => key.push(other),
        }
    }
    String::from_utf8(key).ok()
}

fn make_private_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|e| describe(&e))
}

fn write_private(path: &Path, value: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(value)?;
    file.sync_all()
}

/// Makes a rename or removal in `folder` last. Windows has no such call and does not need it.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

fn describe(error: &std::io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
        ErrorKind::ReadOnlyFilesystem => StoreError::Refused("the folder is read-only".into()),
        _ => StoreError::Refused(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn passes_the_suite() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        crate::suite::store(&store).await;
    }

    #[tokio::test]
    async fn a_second_process_reads_only() {
        let folder = tempfile::tempdir().unwrap();
        let first = FileStore::open(folder.path()).unwrap();
        first.put("a", "k", vec![7]).await.unwrap();
        let second = FileStore::open(folder.path()).unwrap();
        assert!(second.is_read_only());
        assert_eq!(second.get("a", "k").await.unwrap(), Some(vec![7]));
        assert_eq!(
            second.put("a", "k", vec![8]).await,
            Err(StoreError::ReadOnly)
        );
        drop((first, second));
        assert!(!FileStore::open(folder.path()).unwrap().is_read_only());
    }

    #[tokio::test]
    async fn a_half_written_neighbour_is_not_a_value() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        store.put("a", "k", vec![1]).await.unwrap();
        fs::write(folder.path().join("a/v-k.tmp"), b"half").unwrap();
        assert_eq!(store.keys("a").await.unwrap(), ["k"]);
        assert_eq!(store.get("a", "k").await.unwrap(), Some(vec![1]));
    }

    #[test]
    fn file_names_round_trip_and_stay_in_their_folder() {
        for key in ["../../etc/passwd", "A", "a", ".", "", "ключ"] {
            let name = encode(key);
            assert!(!name.contains('/') && !name.contains('.'), "{name}");
            assert_eq!(decode(&name).as_deref(), Some(key));
        }
    }
}
