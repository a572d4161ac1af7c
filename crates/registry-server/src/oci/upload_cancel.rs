//! `DELETE /v2/NAME/blobs/uploads/ID` (distribution-spec, end-14): give an upload up.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::Call;
use crate::auth::access::Action;
use crate::fail::OciError;
use crate::name::UploadId;

/// Ends an upload and deletes what came.
///
/// # Errors
/// [`OciError::BlobUploadUnknown`] when there is no such upload.
pub async fn delete(call: Call, id: &str) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        headers,
        ..
    } = call;
    let caller = app.permit(&headers, &place.name, Action::Push).await?;
    let id: UploadId = id.parse().map_err(|_| OciError::BlobUploadUnknown)?;
    let upload = app.uploads.get(&id, &place.name, caller.id())?;
    app.uploads.remove(&id);
    upload.state.lock().await.abort().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
