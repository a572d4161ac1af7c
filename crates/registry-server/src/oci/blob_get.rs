//! `GET` and `HEAD /v2/NAME/blobs/DIGEST` (distribution-spec, end-2), also in part by `Range`.

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::Call;
use super::range::{self, Asked};
use crate::auth::access::Action;
use crate::digest::Digest;
use crate::fail::OciError;
use crate::meta::blob;

/// Sends a blob of the repository, or only what a `GET` would say of it.
///
/// # Errors
/// [`OciError::BlobUnknown`] when the repository doesn't have it, [`OciError::Range`].
pub async fn get(call: Call, digest: &str, head: bool) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        headers,
        ..
    } = call;
    app.permit(&headers, &place.name, Action::Pull).await?;
    let digest: Digest = digest.parse()?;
    let wanted = digest.clone();
    let found = app
        .meta
        .read(move |txn| blob::linked(txn, &place.name, &wanted))
        .await?;
    let blob = found.ok_or(OciError::BlobUnknown)?;
    let asked = headers.get(header::RANGE).and_then(|h| h.to_str().ok());
    let (status, part) = match range::asked(asked, blob.size) {
        Asked::Whole => (StatusCode::OK, 0..blob.size),
        Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Asked::Outside => return Err(OciError::Range(blob.size)),
    };
    let tag = format!("\"{digest}\"");
    let mut answer = (
        status,
        [
            (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
            (header::CONTENT_LENGTH, (part.end - part.start).to_string()),
            (header::ACCEPT_RANGES, "bytes".to_owned()),
            (header::ETAG, tag),
            (
                header::CACHE_CONTROL,
                "private, max-age=31536000, immutable".to_owned(),
            ),
        ],
        [("Docker-Content-Digest", digest.to_string())],
    )
        .into_response();
    if status == StatusCode::PARTIAL_CONTENT {
        let said = format!("bytes {}-{}/{}", part.start, part.end - 1, blob.size);
        answer
            .headers_mut()
            .extend(said.parse().map(|value| (header::CONTENT_RANGE, value)));
    }
    if !head {
        *answer.body_mut() = Body::from_stream(app.content.read(&blob.key, part).await?);
    }
    Ok(answer)
}
