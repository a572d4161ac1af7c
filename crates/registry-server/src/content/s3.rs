//! Settings of an S3-compatible store.

use std::fmt;
use std::time::Duration;

use object_store::RetryConfig;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use zeroize::Zeroizing;

use super::ContentError;

/// How long a request is tried again; a push waits for it.
const RETRY_FOR: Duration = Duration::from_secs(30);

/// Where an S3-compatible store is and how to get in.
#[derive(Clone)]
pub struct S3Config {
    /// Such as `https://gateway.storjshare.io`; plain http for a server on this machine.
    pub endpoint: String,
    /// Name of the bucket, which has to be there.
    pub bucket: String,
    /// Region; `us-east-1` where the store has none.
    pub region: String,
    /// Identifier of the access key.
    pub access_key: String,
    /// The secret of the access key.
    pub secret_key: Zeroizing<String>,
    /// Whether the bucket is part of the path instead of the host name.
    pub path_style: bool,
}

impl fmt::Debug for S3Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Config")
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .field("region", &self.region)
            .field("path_style", &self.path_style)
            .finish_non_exhaustive()
    }
}

impl S3Config {
    pub(super) fn build(&self) -> Result<AmazonS3, ContentError> {
        let store = AmazonS3Builder::new()
            .with_endpoint(&self.endpoint)
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_access_key_id(&self.access_key)
            .with_secret_access_key(self.secret_key.as_str())
            .with_virtual_hosted_style_request(!self.path_style)
            .with_allow_http(self.endpoint.starts_with("http://"))
            .with_retry(RetryConfig {
                max_retries: 3,
                retry_timeout: RETRY_FOR,
                ..RetryConfig::default()
            })
            .build()?;
        Ok(store)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_printed() {
        let config = S3Config {
            endpoint: "http://localhost:1".into(),
            bucket: "b".into(),
            region: "us-east-1".into(),
            access_key: "AKIAEXAMPLE".into(),
            secret_key: Zeroizing::new("hush".into()),
            path_style: true,
        };
        let printed = format!("{config:?}");
        assert!(
            !printed.contains("hush") && !printed.contains("AKIA"),
            "{printed}"
        );
    }
}
