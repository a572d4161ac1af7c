//! `PATCH /v2/NAME/blobs/uploads/ID` (distribution-spec, end-5): a chunk, or a whole stream.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

use super::Call;
use super::upload_start::{location, progress};
use crate::auth::access::Action;
use crate::fail::OciError;
use crate::name::UploadId;
use crate::upload::State;

/// Adds the body to an upload.
///
/// # Errors
/// [`OciError::ChunkOrder`] for a chunk that doesn't follow what is there, [`OciError::SizeInvalid`] for another length.
pub async fn patch(call: Call, id: &str) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        headers,
        body,
        ..
    } = call;
    let caller = app.permit(&headers, &place.name, Action::Push).await?;
    let id: UploadId = id.parse().map_err(|_| OciError::BlobUploadUnknown)?;
    let upload = app.uploads.get(&id, &place.name, caller.id())?;
    let mut state = upload.state.lock().await;
    append(&mut state, &headers, body, || location(&place.name, &id)).await?;
    Ok(progress(
        StatusCode::ACCEPTED,
        &place.name,
        &id,
        state.received(),
    ))
}

/// Adds a body to what is there, checked against its headers.
///
/// # Errors
/// As [`patch`].
pub async fn append(
    state: &mut State,
    headers: &HeaderMap,
    body: Body,
    location: impl Fn() -> String,
) -> Result<(), OciError> {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    let length: Option<u64> = text(header::CONTENT_LENGTH).and_then(|l| l.parse().ok());
    let announced = match text(header::CONTENT_RANGE) {
        None => None,
        Some(range) => {
            let (first, last) = content_range(range).ok_or(OciError::BlobUploadInvalid(
                "Content-Range has to be FIRST-LAST, in bytes",
            ))?;
            if first != state.received() {
                return Err(OciError::ChunkOrder {
                    location: location(),
                    received: state.received(),
                });
            }
            Some(last - first + 1)
        }
    };
    if let (Some(length), Some(announced)) = (length, announced)
        && length != announced
    {
        return Err(OciError::SizeInvalid);
    }
    let limit = announced.or(length);
    let came = state.take(body, limit.unwrap_or(u64::MAX)).await?;
    match limit {
        Some(limit) if came != limit => Err(OciError::SizeInvalid),
        _ => Ok(()),
    }
}

/// `FIRST-LAST`, both counted in.
pub fn content_range(text: &str) -> Option<(u64, u64)> {
    let (first, last) = text.trim().split_once('-')?;
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if !digits(first) || !digits(last) {
        return None;
    }
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last && last < u64::MAX).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_strictly() {
        assert_eq!(content_range("0-9"), Some((0, 9)));
        for bad in [
            "",
            "-",
            "0-",
            "-9",
            "9-0",
            "bytes=0-9",
            "bytes 0-9/10",
            "+0-9",
            "0-18446744073709551615",
        ] {
            assert_eq!(content_range(bad), None, "{bad}");
        }
    }
}
