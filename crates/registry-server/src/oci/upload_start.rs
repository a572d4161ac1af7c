//! `POST /v2/NAME/blobs/uploads/` (distribution-spec, end-4a, 4b and 11): start an upload, send a whole blob, or mount one.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::{Call, blob_link};
use crate::app::App;
use crate::auth::access::{Action, allowed};
use crate::auth::caller::Caller;
use crate::digest::{Algorithm, BadDigest, Digest};
use crate::fail::{OciError, range_of};
use crate::meta::{MetaError, blob, repo};
use crate::name::{RepositoryName, UploadId};
use crate::upload::State;

/// Mounts when `mount` can be had, takes the body whole with `digest`, and starts an upload otherwise.
///
/// # Errors
/// [`OciError::TooMany`] when too many uploads are open, [`OciError::DigestDiffers`].
pub async fn post(call: Call) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        query,
        headers,
        body,
    } = call;
    let name = place.name;
    let caller = app.permit(&headers, &name, Action::Push).await?;
    if let Some(mount) = query.get("mount") {
        let digest: Digest = mount.parse()?;
        // A source that is no name can't be mounted from; the client sends the blob then.
        let from = query.get("from").map(|from| from.parse().ok());
        if mounted(&app, &caller, &name, &digest, from).await? {
            return Ok(blob_link::created(&name, &digest));
        }
    } else if let Some(digest) = query.get("digest") {
        let digest: Digest = digest.parse()?;
        let mut state = State::start(&app.content, digest.algorithm()).await?;
        if let Err(error) = state.take(body, u64::MAX).await {
            state.abort().await?;
            return Err(error);
        }
        let received = state.finish().await?;
        return blob_link::adopt(&app, &name, received, &digest).await;
    }
    let algorithm = match query.get("digest-algorithm") {
        None => Algorithm::Sha256,
        Some(text) => Algorithm::parse(text).ok_or(BadDigest)?,
    };
    if app.uploads.len() >= app.config.limits.uploads {
        return Err(OciError::TooMany);
    }
    let state = State::start(&app.content, algorithm).await?;
    let owner = caller.id().map(str::to_owned);
    let id = app.uploads.insert(name.clone(), owner, state);
    Ok(progress(StatusCode::ACCEPTED, &name, &id, 0))
}

/// Gives the repository a blob of another, if the caller may read it there. Without a source any will do.
async fn mounted(
    app: &App,
    caller: &Caller,
    name: &RepositoryName,
    digest: &Digest,
    from: Option<Option<RepositoryName>>,
) -> Result<bool, MetaError> {
    let (caller, name, digest) = (caller.clone(), name.clone(), digest.clone());
    let everybody = app.config.anonymous;
    app.meta
        .write(move |txn| {
            let sources = match from {
                Some(from) => from.into_iter().collect(),
                None => blob::holders(txn, &digest)?,
            };
            for source in sources {
                let row = repo::get(txn, &source)?;
                if allowed(everybody, &caller, &source, row.as_ref(), Action::Pull)
                    && blob::linked(txn, &source, &digest)?.is_some()
                {
                    blob::link(txn, &name, &digest)?;
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await
}

/// The answer that tells how far an upload is.
pub fn progress(
    status: StatusCode,
    name: &RepositoryName,
    id: &UploadId,
    received: u64,
) -> Response {
    (
        status,
        [
            (header::LOCATION, location(name, id)),
            (header::RANGE, range_of(received)),
        ],
        [("Docker-Upload-UUID", id.as_str().to_owned())],
    )
        .into_response()
}

/// Where an upload goes on.
pub fn location(name: &RepositoryName, id: &UploadId) -> String {
    format!("/v2/{name}/blobs/uploads/{}", id.as_str())
}
