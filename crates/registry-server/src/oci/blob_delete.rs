//! `DELETE /v2/NAME/blobs/DIGEST` (distribution-spec, end-10): out of this repository only.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::Call;
use crate::auth::access::Action;
use crate::digest::Digest;
use crate::fail::OciError;
use crate::meta::blob;

/// Takes a blob out of the repository. Its bytes go when no other has them.
///
/// # Errors
/// [`OciError::BlobUnknown`] when the repository doesn't have it.
pub async fn delete(call: Call, digest: &str) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        headers,
        ..
    } = call;
    app.permit(&headers, &place.name, Action::Delete).await?;
    let digest: Digest = digest.parse()?;
    let freed = app
        .meta
        .write(move |txn| {
            if !blob::unlink(txn, &place.name, &digest)? {
                return Err(OciError::BlobUnknown);
            }
            Ok(blob::reclaim(txn, &digest)?)
        })
        .await?;
    if let Some(key) = freed {
        app.content.discard(key).await?;
    }
    Ok(StatusCode::ACCEPTED.into_response())
}
