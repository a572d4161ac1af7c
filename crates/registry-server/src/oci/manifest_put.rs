//! `PUT /v2/NAME/manifests/REFERENCE` (distribution-spec, end-7), by digest also with `tag` parameters.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::Call;
use crate::auth::access::{self, Action};
use crate::fail::OciError;
use crate::manifest::{BadManifest, MAX_BYTES, Manifest};
use crate::meta::manifest;
use crate::name::{BadName, Reference, Tag};

/// Tags that one push may set: each is a header of the answer, and many clients read a hundred headers at most.
const TAGS: usize = 50;

/// Takes a manifest whose contents are all there. The tag moves in the same transaction.
///
/// # Errors
/// [`OciError::ManifestInvalid`], [`OciError::ManifestBlobUnknown`].
pub async fn put(call: Call, reference: &str) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        query,
        headers,
        body,
    } = call;
    let name = place.name;
    let caller = app.permit(&headers, &name, Action::Push).await?;
    let reference = Reference::parse(reference).ok_or(if reference.contains(':') {
        OciError::BadDigest(crate::digest::BadDigest)
    } else {
        OciError::BadName(BadName::Tag)
    })?;
    let (expected, tags) = match reference {
        Reference::Tag(tag) => (None, vec![tag]),
        Reference::Digest(digest) => {
            let tags: Vec<Tag> = query.all("tag").map(str::parse).collect::<Result<_, _>>()?;
            if tags.len() > TAGS {
                return Err(OciError::TooManyTags);
            }
            (Some(digest), tags)
        }
    };
    let bytes = whole(body).await?;
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|t| t.to_str().ok());
    let manifest = Manifest::read(bytes, content_type, expected.as_ref())?;
    let (digest, subject) = (manifest.digest.clone(), manifest.subject.clone());
    let (to, set) = (name.clone(), tags.clone());
    app.meta
        .write(move |txn| {
            let owner = access::owner(txn, &to, &caller)?;
            manifest::put(txn, &to, owner.as_deref(), &manifest, &set).map_err(OciError::from)
        })
        .await?;
    let mut answer = (
        StatusCode::CREATED,
        [(header::LOCATION, format!("/v2/{name}/manifests/{digest}"))],
        [("Docker-Content-Digest", digest.to_string())],
    )
        .into_response();
    let mut add = |key, text: &str| {
        if let Ok(value) = HeaderValue::from_str(text) {
            answer.headers_mut().append(key, value);
        }
    };
    if let Some(subject) = subject {
        add("OCI-Subject", subject.as_str());
    }
    if expected.is_some() {
        tags.iter().for_each(|tag| add("OCI-Tag", tag.as_str()));
    }
    Ok(answer)
}

async fn whole(body: Body) -> Result<Bytes, OciError> {
    match Limited::new(body, MAX_BYTES).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(BadManifest::TooLarge.into()),
        Err(_) => Err(OciError::BodyCut),
    }
}
