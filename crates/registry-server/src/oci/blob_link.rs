//! How a received blob becomes part of a repository, and how its 201 looks.
//!
//! The repository itself appears with its first manifest, so a push that breaks off shows nowhere.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures::TryStreamExt as _;

use crate::app::App;
use crate::digest::{Algorithm, Digest, Hasher};
use crate::fail::OciError;
use crate::meta::blob::{self, Adopted, Blob};
use crate::name::RepositoryName;
use crate::upload::Received;

/// Checks the digest of a received blob and makes it the repository's; durable when this returns.
///
/// # Errors
/// [`OciError::DigestDiffers`]; the bytes are deleted then.
pub async fn adopt(
    app: &App,
    name: &RepositoryName,
    received: Received,
    expected: &Digest,
) -> Result<Response, OciError> {
    let key = received.key.clone();
    let digest = if received.digest.algorithm() == expected.algorithm() {
        received.digest.clone()
    } else {
        rehash(app, &received, expected.algorithm()).await?
    };
    if digest != *expected {
        app.content.discard(key).await?;
        return Err(OciError::DigestDiffers);
    }
    let blob = Blob {
        key: received.key,
        size: received.size,
    };
    let to = name.clone();
    let became = app
        .meta
        .write(move |txn| blob::adopt(txn, &to, &digest, &blob))
        .await?;
    if became == Adopted::Known
        && let Err(error) = app.content.discard(key).await
    {
        // The push counts all the same; the next start deletes the second copy.
        tracing::warn!("a second copy of a blob is left for the next start: {error}");
    }
    Ok(created(name, expected))
}

/// The answer to a blob that is in the repository now.
pub fn created(name: &RepositoryName, digest: &Digest) -> Response {
    (
        StatusCode::CREATED,
        [(header::LOCATION, format!("/v2/{name}/blobs/{digest}"))],
        [("Docker-Content-Digest", digest.to_string())],
    )
        .into_response()
}

/// The digest by another function than the one that ran while the bytes came in.
async fn rehash(app: &App, received: &Received, algorithm: Algorithm) -> Result<Digest, OciError> {
    let mut hasher = Hasher::new(algorithm);
    let mut pieces = app.content.read(&received.key, 0..received.size).await?;
    while let Some(piece) = pieces
        .try_next()
        .await
        .map_err(crate::content::ContentError::Io)?
    {
        hasher.update(&piece);
    }
    Ok(hasher.finish())
}
