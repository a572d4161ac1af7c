//! `PUT /v2/NAME/blobs/uploads/ID?digest=DIGEST` (distribution-spec, end-6): the last chunk, or all of it.

use axum::response::Response;

use super::upload_start::location;
use super::{Call, blob_link, upload_chunk};
use crate::auth::access::Action;
use crate::digest::{BadDigest, Digest};
use crate::fail::OciError;
use crate::name::UploadId;

/// Takes the rest of an upload, checks the whole and makes it a blob of the repository.
///
/// # Errors
/// As for a chunk; [`OciError::DigestDiffers`], which ends the upload.
pub async fn put(call: Call, id: &str) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        query,
        headers,
        body,
    } = call;
    let name = place.name;
    let caller = app.permit(&headers, &name, Action::Push).await?;
    let id: UploadId = id.parse().map_err(|_| OciError::BlobUploadUnknown)?;
    let upload = app.uploads.get(&id, &name, caller.id())?;
    let digest: Digest = query.get("digest").ok_or(BadDigest)?.parse()?;
    let mut state = upload.state.lock().await;
    upload_chunk::append(&mut state, &headers, body, || location(&name, &id)).await?;
    let received = state.finish().await;
    app.uploads.remove(&id);
    blob_link::adopt(&app, &name, received?, &digest).await
}
