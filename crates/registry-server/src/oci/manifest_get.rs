//! `GET` and `HEAD /v2/NAME/manifests/REFERENCE` (distribution-spec, end-3): the bytes as they were pushed.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::Call;
use crate::auth::access::Action;
use crate::fail::OciError;
use crate::meta::{manifest, tag};
use crate::name::Reference;

/// Sends a manifest by tag or digest.
///
/// # Errors
/// [`OciError::ManifestUnknown`] when there is none, or the reference is none.
pub async fn get(call: Call, reference: &str, head: bool) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        headers,
        ..
    } = call;
    let name = place.name;
    app.permit(&headers, &name, Action::Pull).await?;
    let reference = Reference::parse(reference).ok_or(OciError::ManifestUnknown)?;
    let from = name.clone();
    let (digest, row, bytes) = app
        .meta
        .read(move |txn| {
            let digest = match reference {
                Reference::Digest(digest) => Some(digest),
                Reference::Tag(tag) => tag::get(txn, &from, &tag)?,
            };
            let digest = digest.ok_or(OciError::ManifestUnknown)?;
            let found = manifest::get(txn, &from, &digest)?;
            let (row, bytes) = found.ok_or(OciError::ManifestUnknown)?;
            Ok::<_, OciError>((digest, row, bytes))
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, row.media_type),
        (header::CONTENT_LENGTH, row.size.to_string()),
        (header::ETAG, format!("\"{digest}\"")),
    ];
    let named = [("Docker-Content-Digest", digest.to_string())];
    if head {
        return Ok((headers, named).into_response());
    }
    app.pulled(&name);
    Ok((headers, named, bytes).into_response())
}
