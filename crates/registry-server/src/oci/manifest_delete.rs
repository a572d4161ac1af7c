//! `DELETE /v2/NAME/manifests/REFERENCE` (distribution-spec, end-9): a tag alone, or a manifest with its tags.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::Call;
use crate::auth::access::Action;
use crate::fail::OciError;
use crate::meta::{manifest, tag};
use crate::name::Reference;

/// Takes a tag, or a manifest with all its tags, out of this repository.
///
/// # Errors
/// [`OciError::ManifestUnknown`] when it isn't there.
pub async fn delete(call: Call, reference: &str) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        headers,
        ..
    } = call;
    let name = place.name;
    app.permit(&headers, &name, Action::Delete).await?;
    let reference = Reference::parse(reference).ok_or(OciError::ManifestUnknown)?;
    app.meta
        .write(move |txn| {
            let was = match reference {
                Reference::Tag(tag) => tag::delete(txn, &name, &tag)?,
                Reference::Digest(digest) => manifest::delete(txn, &name, &digest)?,
            };
            if was {
                Ok(())
            } else {
                Err(OciError::ManifestUnknown)
            }
        })
        .await?;
    Ok(StatusCode::ACCEPTED.into_response())
}
