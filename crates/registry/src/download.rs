//! Taking a blob: `GET /v2/<name>/blobs/<digest>` (end-2), verified while it streams, gone on with after a cut.

use futures::StreamExt;
use platform::Target;
use sha2::{Digest as _, Sha256};

use crate::auth::Scope;
use crate::client::{Ask, Client};
use crate::error::ClientError;
use crate::name::{Digest, Repository};
use crate::progress::Progress;

/// Tries in a row without a new byte.
const TRIES: u32 = 4;
/// Piece that is read back when a file in the making is checked.
const PIECE: usize = 1 << 20;

/// Why a blob was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DownloadError {
    /// The server.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The file.
    #[error(transparent)]
    Disk(#[from] platform::DiskError),
}

/// Where a blob goes: a part of a file in the making.
pub(crate) struct Place<'a> {
    pub(crate) target: &'a dyn Target,
    pub(crate) offset: u64,
    pub(crate) size: u64,
}

impl Place<'_> {
    /// Whether the right bytes are there already, from an earlier try.
    pub(crate) async fn holds(&self, digest: &Digest) -> Result<bool, DownloadError> {
        let mut hash = Sha256::new();
        let mut at = 0;
        while at < self.size {
            let length = usize::try_from(self.size - at).unwrap_or(PIECE).min(PIECE);
            let piece = self.target.read_at(self.offset + at, length).await?;
            // A fresh file is all zeros, which no layer begins with.
            if piece.is_empty() || (at == 0 && piece.iter().take(64).all(|b| *b == 0)) {
                return Ok(false);
            }
            at += piece.len() as u64;
            hash.update(&piece);
        }
        Ok(&Digest::finish(hash) == digest)
    }
}

impl Client {
    fn blob_ask(&self, repository: &Repository, digest: &Digest) -> Ask {
        let path = format!("/v2/{repository}/blobs/{digest}");
        self.ask("GET", &path, Scope::pull(repository.as_str()))
    }

    /// A small blob, such as a config.
    ///
    /// # Errors
    /// [`ClientError`]; [`ClientError::Digest`] when other bytes come.
    pub async fn blob(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Vec<u8>, ClientError> {
        let answer = self
            .get_following(self.blob_ask(repository, digest), "layer")
            .await?;
        let bytes = answer.read(crate::client::SMALL).await?;
        if &Digest::of(&bytes) != digest {
            return Err(ClientError::Digest(digest.clone()));
        }
        Ok(bytes)
    }

    /// Takes a blob into its place.
    pub(crate) async fn download(
        &self,
        repository: &Repository,
        digest: &Digest,
        place: &Place<'_>,
        progress: &Progress,
    ) -> Result<(), DownloadError> {
        let mut hash = Sha256::new();
        let mut at = 0;
        let mut tries = 0;
        loop {
            let before = at;
            match self
                .piece(repository, digest, place, progress, &mut hash, &mut at)
                .await
            {
                Ok(()) => break,
                Err(DownloadError::Client(e)) if e.is_passing() => {
                    tries = if at > before { 0 } else { tries + 1 };
                    if tries >= TRIES {
                        return Err(e.into());
                    }
                    self.sleep(250 << tries).await;
                }
                Err(e) => return Err(e),
            }
        }
        if &Digest::finish(hash) != digest {
            return Err(ClientError::Digest(digest.clone()).into());
        }
        Ok(())
    }

    /// One request: from where the last one ended to the end or the next cut.
    async fn piece(
        &self,
        repository: &Repository,
        digest: &Digest,
        place: &Place<'_>,
        progress: &Progress,
        hash: &mut Sha256,
        at: &mut u64,
    ) -> Result<(), DownloadError> {
        progress.check()?;
        if *at == place.size {
            return Ok(());
        }
        let mut ask = self.blob_ask(repository, digest);
        if *at > 0 {
            ask.headers.push(("range".into(), format!("bytes={at}-")));
        }
        let answer = self.get_following(ask, "layer").await?;
        // A server that doesn't know ranges begins again: what is here already is passed over.
        let mut skip = match (answer.status, answer.header("content-range")) {
            (206, Some(range)) if range.starts_with(&format!("bytes {at}-")) => 0,
            (206, _) => {
                return Err(ClientError::Malformed("another range than asked for".into()).into());
            }
            _ => *at,
        };
        let mut body = answer.body;
        while let Some(piece) = body.next().await {
            progress.check()?;
            let mut piece = piece.map_err(ClientError::from)?;
            let passed = skip.min(piece.len() as u64);
            skip -= passed;
            piece = piece.slice(
                usize::try_from(passed)
                    .unwrap_or(usize::MAX)
                    .min(piece.len())..,
            );
            if piece.is_empty() {
                continue;
            }
            if *at + piece.len() as u64 > place.size {
                return Err(ClientError::Digest(digest.clone()).into());
            }
            hash.update(&piece);
            let offset = place.offset + *at;
            *at += piece.len() as u64;
            place.target.write_at(offset, piece).await?;
            progress.moved_to(digest, *at);
        }
        if *at < place.size {
            let cut = format!("the answer ends after {at} of {} bytes", place.size);
            return Err(ClientError::from(platform::NetError::Broken(cut)).into());
        }
        Ok(())
    }
}
