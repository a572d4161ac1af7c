//! `GET /v2/NAME/blobs/uploads/ID` (distribution-spec, end-13): how far an upload is.

use axum::http::StatusCode;
use axum::response::Response;

use super::Call;
use super::upload_start::progress;
use crate::auth::access::Action;
use crate::fail::OciError;
use crate::name::UploadId;

/// Tells how many bytes are there, so that a sender that was cut off can go on.
///
/// # Errors
/// [`OciError::BlobUploadUnknown`] when there is no such upload.
pub async fn get(call: Call, id: &str) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        headers,
        ..
    } = call;
    let caller = app.permit(&headers, &place.name, Action::Push).await?;
    let id: UploadId = id.parse().map_err(|_| OciError::BlobUploadUnknown)?;
    let upload = app.uploads.get(&id, &place.name, caller.id())?;
    let received = upload.state.lock().await.received();
    Ok(progress(StatusCode::NO_CONTENT, &place.name, &id, received))
}
