//! Reading a range of an object, block by block.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use object_store::{GetOptions, GetRange, GetResultPayload, ObjectStore as _};

use super::{Content, ContentError, ObjectKey};

/// Bytes that are read from a file at once.
const BLOCK: usize = 256 << 10;

/// Bytes that come one block after another.
pub type Bytestream = BoxStream<'static, io::Result<Bytes>>;

impl Content {
    /// The bytes of a range of an object.
    ///
    /// # Errors
    /// [`ContentError`] when the object isn't there or can't be read.
    pub async fn read(
        &self,
        key: &ObjectKey,
        range: Range<u64>,
    ) -> Result<Bytestream, ContentError> {
        if range.is_empty() {
            return Ok(stream::empty().boxed());
        }
        let options = GetOptions {
            range: Some(GetRange::Bounded(range.clone())),
            ..GetOptions::default()
        };
        let got = self.objects.get_opts(&key.path(), options).await?;
        match got.payload {
            GetResultPayload::File(file, _) => blocks(file, range).await,
            GetResultPayload::Stream(stream) => {
                Ok(stream.map(|piece| piece.map_err(io::Error::other)).boxed())
            }
        }
    }
}

async fn blocks(mut file: File, range: Range<u64>) -> Result<Bytestream, ContentError> {
    let start = range.start;
    let file = off(move || file.seek(SeekFrom::Start(start)).map(|_| file)).await?;
    let left = range.end - range.start;
    Ok(
        stream::try_unfold((file, left), |(mut file, left)| async move {
            if left == 0 {
                return Ok(None);
            }
            off(move || {
                let want = left.min(BLOCK as u64);
                let mut block = Vec::with_capacity(BLOCK);
                let got = (&mut file).take(want).read_to_end(&mut block)? as u64;
                if got < want {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(Some((Bytes::from(block), (file, left - got))))
            })
            .await
        })
        .boxed(),
    )
}

async fn off<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(io::Error::other("the program is ending")))
}
