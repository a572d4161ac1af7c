//! `GET /v2/NAME/referrers/DIGEST` (distribution-spec, end-12a and 12b): signatures, bills of materials and the like.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::Call;
use crate::auth::access::Action;
use crate::digest::Digest;
use crate::fail::OciError;
use crate::manifest::OCI_INDEX;
use crate::meta::manifest;

/// An index of the manifests that refer to a digest, of one `artifactType` if that is asked for.
/// Empty when there are none, whether or not the digest is there.
///
/// # Errors
/// [`OciError::BadDigest`] when it isn't a digest.
pub async fn get(call: Call, digest: &str) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        query,
        headers,
        ..
    } = call;
    app.permit(&headers, &place.name, Action::Pull).await?;
    let digest: Digest = digest.parse()?;
    let mut found = app
        .meta
        .read(move |txn| manifest::referrers(txn, &place.name, &digest))
        .await?;
    let filter = query.get("artifactType").filter(|t| !t.is_empty());
    if let Some(wanted) = filter {
        found.retain(|one| one.artifact_type.as_deref() == Some(wanted));
    }
    let index = json!({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": found});
    let filtered = filter.map(|_| [("OCI-Filters-Applied", "artifactType")]);
    Ok((
        filtered,
        [(header::CONTENT_TYPE, OCI_INDEX)],
        index.to_string(),
    )
        .into_response())
}
