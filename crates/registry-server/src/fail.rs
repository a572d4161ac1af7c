//! Refusals under `/v2` as the distribution spec writes them.
//!
//! Source: OCI distribution-spec, "Error codes".

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::content::ContentError;
use crate::digest::{BadDigest, Digest};
use crate::manifest::BadManifest;
use crate::meta::MetaError;
use crate::meta::manifest::PutError;
use crate::name::BadName;

/// Why a request under `/v2` isn't served.
#[derive(Debug, thiserror::Error)]
pub enum OciError {
    /// The repository doesn't have the blob.
    #[error("the blob isn't in this repository")]
    BlobUnknown,
    /// The upload was sent wrongly.
    #[error("{0}")]
    BlobUploadInvalid(&'static str),
    /// No such upload, or it ended.
    #[error("no such upload; it may have ended")]
    BlobUploadUnknown,
    /// Not a digest.
    #[error("{0}")]
    BadDigest(#[from] BadDigest),
    /// The bytes have another digest.
    #[error("the content has another digest than announced")]
    DigestDiffers,
    /// A manifest needs contents that aren't there.
    #[error("{} contents of the manifest aren't in this repository", .0.len())]
    ManifestBlobUnknown(Vec<Digest>),
    /// Not a manifest.
    #[error("{0}")]
    ManifestInvalid(#[from] BadManifest),
    /// No such manifest or tag.
    #[error("no such manifest in this repository")]
    ManifestUnknown,
    /// Not a name.
    #[error("{0}")]
    BadName(#[from] BadName),
    /// No such repository.
    #[error("no such repository")]
    NameUnknown,
    /// The length isn't the one announced.
    #[error("the length isn't the one announced")]
    SizeInvalid,
    /// A chunk out of order: so many bytes are there.
    #[error("the chunk doesn't follow the {received} bytes that are there")]
    ChunkOrder {
        /// Where to send it again.
        location: String,
        /// Bytes that are there.
        received: u64,
    },
    /// A range beyond the blob.
    #[error("the range lies outside of the blob's {0} bytes")]
    Range(u64),
    /// Who asks isn't known; the challenge says how to sign in.
    #[error("sign in first")]
    Unauthorized {
        /// Value of `WWW-Authenticate`.
        challenge: String,
    },
    /// Who asks may not.
    #[error("not allowed for this account")]
    Denied,
    /// Not offered.
    #[error("not supported")]
    Unsupported,
    /// Too many uploads or requests.
    #[error("too many requests; try again later")]
    TooMany,
    /// More tags at once than one push may set.
    #[error("one push sets 50 tags at most")]
    TooManyTags,
    /// `n` isn't a number.
    #[error("n has to be a number")]
    PageInvalid,
    /// The work was cut off while the program ends.
    #[error("the program is ending")]
    Stopped,
    /// The sender stopped sending.
    #[error("the sender stopped in the middle")]
    BodyCut,
    /// The metadata failed.
    #[error(transparent)]
    Meta(#[from] MetaError),
    /// The store of contents failed.
    #[error(transparent)]
    Content(#[from] ContentError),
}

impl From<PutError> for OciError {
    fn from(error: PutError) -> Self {
        match error {
            PutError::Meta(error) => Self::Meta(error),
            PutError::Missing(digests) => Self::ManifestBlobUnknown(digests),
        }
    }
}

impl OciError {
    /// Status and code.
    fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::BlobUnknown => (StatusCode::NOT_FOUND, "BLOB_UNKNOWN"),
            Self::BlobUploadInvalid(_) | Self::BodyCut => {
                (StatusCode::BAD_REQUEST, "BLOB_UPLOAD_INVALID")
            }
            Self::BlobUploadUnknown => (StatusCode::NOT_FOUND, "BLOB_UPLOAD_UNKNOWN"),
            Self::BadDigest(_) | Self::DigestDiffers => (StatusCode::BAD_REQUEST, "DIGEST_INVALID"),
            Self::ManifestBlobUnknown(_) => (StatusCode::NOT_FOUND, "MANIFEST_BLOB_UNKNOWN"),
            Self::ManifestInvalid(BadManifest::TooLarge) => {
                (StatusCode::PAYLOAD_TOO_LARGE, "SIZE_INVALID")
            }
            Self::ManifestInvalid(BadManifest::DigestDiffers) => {
                (StatusCode::BAD_REQUEST, "DIGEST_INVALID")
            }
            Self::ManifestInvalid(_) => (StatusCode::BAD_REQUEST, "MANIFEST_INVALID"),
            Self::ManifestUnknown => (StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN"),
            Self::TooManyTags => (StatusCode::BAD_REQUEST, "TAG_INVALID"),
            Self::BadName(BadName::Tag) => (StatusCode::BAD_REQUEST, "TAG_INVALID"),
            Self::BadName(_) => (StatusCode::BAD_REQUEST, "NAME_INVALID"),
            Self::NameUnknown => (StatusCode::NOT_FOUND, "NAME_UNKNOWN"),
            Self::SizeInvalid => (StatusCode::BAD_REQUEST, "SIZE_INVALID"),
            Self::ChunkOrder { .. } => (StatusCode::RANGE_NOT_SATISFIABLE, "BLOB_UPLOAD_INVALID"),
            Self::Range(_) => (StatusCode::RANGE_NOT_SATISFIABLE, "SIZE_INVALID"),
            Self::Unauthorized { .. } => (StatusCode::UNAUTHORIZED, "UNAUTHORIZED"),
            Self::Denied => (StatusCode::FORBIDDEN, "DENIED"),
            Self::Unsupported => (StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED"),
            Self::PageInvalid => (StatusCode::BAD_REQUEST, "PAGINATION_NUMBER_INVALID"),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "TOOMANYREQUESTS"),
            Self::Meta(_) | Self::Content(_) | Self::Stopped => {
                (StatusCode::INTERNAL_SERVER_ERROR, "UNKNOWN")
            }
        }
    }

    fn detail(&self) -> Value {
        match self {
            Self::ManifestBlobUnknown(digests) => {
                digests.iter().map(Digest::as_str).take(20).collect()
            }
            _ => Value::Null,
        }
    }

    /// Words for the caller; what went wrong inside is for the log only.
    fn message(&self) -> String {
        match self {
            Self::Meta(_) | Self::Content(_) => "the registry failed".to_owned(),
            _ => self.to_string(),
        }
    }
}

impl IntoResponse for OciError {
    fn into_response(self) -> Response {
        let (status, code) = self.kind();
        if status.is_server_error() {
            tracing::error!("{self}");
        }
        let body = json!({"errors": [{
            "code": code, "message": self.message(), "detail": self.detail(),
        }]});
        let mut answer = (status, Json(body)).into_response();
        let headers = answer.headers_mut();
        let mut set = |name, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        };
        match self {
            Self::Unauthorized { challenge } => set(header::WWW_AUTHENTICATE, challenge),
            Self::ChunkOrder { location, received } => {
                set(header::RANGE, range_of(received));
                set(header::LOCATION, location);
            }
            Self::Range(size) => set(header::CONTENT_RANGE, format!("bytes */{size}")),
            Self::TooMany => set(header::RETRY_AFTER, "5".to_owned()),
            _ => {}
        }
        answer
    }
}

/// `Range` of an upload with so many bytes. `0-0` also stands for none: the spec has no other way to say it.
pub fn range_of(received: u64) -> String {
    format!("0-{}", received.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_carry_their_headers() {
        let challenge = "Bearer realm=\"x\"".to_owned();
        let answer = OciError::Unauthorized { challenge }.into_response();
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"x\"");
        let answer = OciError::ChunkOrder {
            location: "/there".into(),
            received: 10,
        }
        .into_response();
        assert_eq!(answer.status(), 416);
        assert_eq!(answer.headers()["range"], "0-9");
        assert_eq!(answer.headers()["location"], "/there");
    }

    #[test]
    fn failures_inside_are_not_told() {
        let error = OciError::Content(ContentError::Io(std::io::Error::other("/secret/place")));
        assert_eq!(error.message(), "the registry failed");
        assert_eq!(error.into_response().status(), 500);
    }
}
