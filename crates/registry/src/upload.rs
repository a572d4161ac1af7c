//! Giving a blob: HEAD (end-2), mount (end-11), else POST, PATCH, PUT (end-4a, end-5, end-6).

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures::stream;
use platform::{Body, NetError, Part, Pieces, Source, TransferResponse};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::auth::Scope;
use crate::client::{Ask, Client, follow, good};
use crate::error::ClientError;
use crate::kind::Uploading;
use crate::name::{Digest, Repository};
use crate::progress::{LayerState, Progress};

/// Bytes read and handed on at once.
const PIECE: usize = 256 * 1024;
/// Tries of one blob.
const TRIES: u32 = 4;

/// A blob to be sent: a part of a file.
#[derive(Clone)]
pub(crate) struct Blob {
    pub(crate) digest: Digest,
    pub(crate) size: u64,
    pub(crate) source: Arc<dyn Source>,
    pub(crate) offset: u64,
}

/// What went out so far, of one request.
#[derive(Clone, Default)]
struct Sent(Arc<Mutex<(Sha256, u64)>>);

impl Sent {
    fn add(&self, piece: &[u8]) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.0.update(piece);
        state.1 += piece.len() as u64;
        state.1
    }

    fn digest(&self) -> Digest {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Digest::finish(state.0.clone())
    }
}

impl Blob {
    /// What is left from `from` on.
    fn part(&self, from: u64) -> Part {
        Part {
            source: Arc::clone(&self.source),
            offset: self.offset + from,
            length: self.size - from,
        }
    }

    /// The bytes from `from` on, counted and hashed as they go.
    fn pieces(&self, from: u64, sent: Sent, progress: Progress) -> Pieces {
        let blob = self.clone();
        Box::pin(stream::unfold(from, move |at| {
            let (blob, sent, progress) = (blob.clone(), sent.clone(), progress.clone());
            async move {
                if at >= blob.size {
                    return None;
                }
                if progress.check().is_err() {
                    return Some((Err(NetError::Broken("stopped".into())), u64::MAX));
                }
                let length = usize::try_from(blob.size - at).unwrap_or(PIECE).min(PIECE);
                let read = blob.source.read_at(blob.offset + at, length).await;
                let piece = match read {
                    Ok(piece) if piece.len() == length => piece,
                    Ok(_) => {
                        let short = NetError::Broken("the file is shorter than it was".into());
                        return Some((Err(short), u64::MAX));
                    }
                    Err(e) => return Some((Err(NetError::Broken(e.to_string())), u64::MAX)),
                };
                sent.add(&piece);
                let at = at + length as u64;
                progress.moved_to(&blob.digest, at);
                Some((Ok(Bytes::from(piece)), at))
            }
        }))
    }
}

impl Client {
    /// Whether a blob is there, with the size it should have.
    pub(crate) async fn has_blob(
        &self,
        repository: &Repository,
        digest: &Digest,
        size: u64,
    ) -> Result<bool, ClientError> {
        let path = format!("/v2/{repository}/blobs/{digest}");
        let ask = self.ask("HEAD", &path, Scope::push(repository.as_str()));
        let answer = self.send(&ask, || Body::Empty).await?;
        match answer.status {
            404 => Ok(false),
            // Some servers redirect: the blob is there, its size is not said.
            307 | 302 => Ok(true),
            _ => {
                let answer = good(answer, "layer").await?;
                let said = answer
                    .header("content-length")
                    .and_then(|s| s.parse::<u64>().ok());
                if said.is_some_and(|said| said != size) {
                    return Err(ClientError::OtherBlob(digest.clone()));
                }
                Ok(true)
            }
        }
    }

    /// Gives a blob: looks for it, has it taken over from `known`, or sends it.
    pub(crate) async fn upload(
        &self,
        repository: &Repository,
        blob: &Blob,
        known: Option<&Repository>,
        progress: &Progress,
    ) -> Result<LayerState, ClientError> {
        let mut tries = 0;
        loop {
            progress.check()?;
            let tried = self.upload_once(repository, blob, known, progress).await;
            tries += 1;
            match tried {
                Err(_) if progress.check().is_err() => return Err(ClientError::Cancelled),
                // Each try would open one more upload on a server that hangs because of open ones.
                Err(e @ ClientError::Net(NetError::Timeout { .. }))
                    if self.quirks().ends_uploads =>
                {
                    return Err(e);
                }
                Err(e) if e.is_passing() && tries < TRIES => {
                    let wait = match e {
                        ClientError::Slower { seconds } => seconds.min(60) * 1000,
                        _ => 250 << tries,
                    };
                    self.sleep(wait).await;
                }
                other => return other,
            }
        }
    }

    async fn upload_once(
        &self,
        repository: &Repository,
        blob: &Blob,
        known: Option<&Repository>,
        progress: &Progress,
    ) -> Result<LayerState, ClientError> {
        let there = self.has_blob(repository, &blob.digest, blob.size).await?;
        if there {
            return Ok(LayerState::There);
        }
        let from = known.filter(|from| self.quirks().mounts && *from != repository);
        let mut path = format!("/v2/{repository}/blobs/uploads/");
        if let Some(from) = from {
            path = format!("{path}?mount={}&from={from}", blob.digest);
        }
        let ask = self.ask("POST", &path, Scope::push(repository.as_str()));
        let begun = good(self.send(&ask, || Body::Empty).await?, "repository").await?;
        if begun.status == 201 && from.is_some() {
            return Ok(LayerState::Mounted);
        }
        progress.set(&blob.digest, LayerState::Moving);
        progress.moved_to(&blob.digest, 0);
        let location = self.location(&ask.url, &begun)?;
        match self.quirks().uploading {
            Uploading::Resumable => {
                self.send_resumable(repository, blob, location, progress)
                    .await
            }
            Uploading::OnePatch => self.send_in_one(repository, blob, location, progress).await,
        }?;
        Ok(LayerState::Done)
    }

    /// Where an upload goes on; always on the registry itself or, with its own signature in the address, elsewhere.
    fn location(&self, base: &str, answer: &TransferResponse) -> Result<Url, ClientError> {
        let location = answer
            .header("location")
            .ok_or_else(|| ClientError::Malformed("an upload without a place".into()))?;
        let place = follow(self.server(), base, location)?;
        Url::parse(&place)
            .map_err(|_| ClientError::Malformed("an upload with a broken place".into()))
    }

    fn patch(&self, repository: &Repository, url: &Url, from: Option<(u64, u64)>) -> Ask {
        let mut ask = self.ask("PATCH", "", Scope::push(repository.as_str()));
        ask.url = url.to_string();
        ask.headers
            .push(("content-type".into(), "application/octet-stream".into()));
        if let Some((start, end)) = from {
            ask.headers
                .push(("content-range".into(), format!("{start}-{end}")));
        }
        ask
    }

    async fn finish(
        &self,
        repository: &Repository,
        mut url: Url,
        digest: &Digest,
    ) -> Result<(), ClientError> {
        url.query_pairs_mut().append_pair("digest", digest.as_str());
        let mut ask = self.ask("PUT", "", Scope::push(repository.as_str()));
        ask.url = url.into();
        ask.headers.push(("content-length".into(), "0".into()));
        good(self.send(&ask, || Body::Empty).await?, "upload").await?;
        Ok(())
    }

    /// POST, PATCH, PUT; after a cut asks how much arrived and goes on there.
    async fn send_resumable(
        &self,
        repository: &Repository,
        blob: &Blob,
        mut url: Url,
        progress: &Progress,
    ) -> Result<(), ClientError> {
        let mut from = 0;
        let whole = Sent::default();
        let mut hashed = true;
        for attempt in 0.. {
            let range = (from > 0).then(|| (from, blob.size - 1));
            let ask = self.patch(repository, &url, range);
            let pieces = blob.pieces(from, whole.clone(), progress.clone());
            let body = Body::Part(blob.part(from), pieces);
            let answer = match self.send_once(&ask, body).await {
                Ok(answer) => good(answer, "upload").await,
                Err(e) => Err(e),
            };
            match answer {
                Ok(answer) => {
                    url = self.location(&ask.url, &answer)?;
                    break;
                }
                Err(e) if e.is_passing() && attempt < 2 && progress.check().is_ok() => {
                    self.sleep(300).await;
                    (url, from) = self.arrived(repository, &url, e).await?;
                    // What was hashed is more than what arrived; the server's own check stands.
                    hashed = false;
                }
                Err(e) => return Err(e),
            }
        }
        if hashed && whole.digest() != blob.digest {
            return Err(ClientError::Digest(blob.digest.clone()));
        }
        self.finish(repository, url, &blob.digest).await
    }

    /// How many bytes of an upload arrived (end-13), and where it goes on.
    async fn arrived(
        &self,
        repository: &Repository,
        url: &Url,
        cut: ClientError,
    ) -> Result<(Url, u64), ClientError> {
        let mut ask = self.ask("GET", "", Scope::push(repository.as_str()));
        ask.url = url.to_string();
        let answer = self.send(&ask, || Body::Empty).await?;
        if answer.status != 204 {
            return Err(cut);
        }
        let last = answer
            .header("range")
            .and_then(|range| range.rsplit('-').next()?.parse::<u64>().ok())
            .ok_or(cut)?;
        let url = self
            .location(&ask.url, &answer)
            .unwrap_or_else(|_| url.clone());
        Ok((url, if last == 0 { 0 } else { last + 1 }))
    }

    /// For servers that keep an open upload at a cost and corrupt blobs of several pieces: one PATCH with everything,
    /// and a PUT in any case. Its answer's digest headers mean nothing; HEAD tells what is kept.
    async fn send_in_one(
        &self,
        repository: &Repository,
        blob: &Blob,
        url: Url,
        progress: &Progress,
    ) -> Result<(), ClientError> {
        let sent = Sent::default();
        let ask = self.patch(repository, &url, None);
        let pieces = blob.pieces(0, sent.clone(), progress.clone());
        let answer = match self.send_once(&ask, Body::Part(blob.part(0), pieces)).await {
            Ok(answer) => good(answer, "upload").await.map(drop),
            Err(e) => Err(e),
        };
        let digest = sent.digest();
        // Ends the session under the digest of what was really sent, so that no wrong bytes get the wanted name.
        let ended = self.finish(repository, url, &digest).await;
        answer?;
        if digest != blob.digest {
            return Err(ClientError::Digest(blob.digest.clone()));
        }
        ended?;
        if !self.has_blob(repository, &blob.digest, blob.size).await? {
            return Err(ClientError::Missing("layer that was just sent"));
        }
        Ok(())
    }
}
