//! Lists: tags (end-8), repositories (`_catalog`), referrers (end-12).

use std::collections::BTreeSet;

use oci_spec::image::Descriptor;
use serde::Deserialize;

use crate::auth::Scope;
use crate::client::Client;
use crate::error::ClientError;
use crate::manifest::{Manifest, ManifestError, OCI_INDEX};
use crate::name::{Digest, Repository, Tag};

/// Names in one answer.
const PAGE: usize = 1000;
/// Most names that are read of one list.
const MOST: usize = 200_000;

#[derive(Deserialize)]
struct Tags {
    tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Repositories {
    repositories: Option<Vec<String>>,
}

impl Client {
    /// All tags, sorted, each once. Names that are no tags (OpenRegistry lists digests too) are left out.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn tags(&self, repository: &Repository) -> Result<Vec<Tag>, ClientError> {
        let path = format!("/v2/{repository}/tags/list");
        let names = self
            .pages(
                path,
                Scope::pull(repository.as_str()),
                self.quirks().pages,
                "repository",
                |body| serde_json::from_slice::<Tags>(body).map(|list| list.tags),
            )
            .await?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// All repositories that the server lists for us.
    ///
    /// # Errors
    /// [`ClientError`]; many servers allow it to nobody.
    pub async fn catalog(&self) -> Result<Vec<Repository>, ClientError> {
        if !self.quirks().catalog {
            return Err(ClientError::Missing("list of repositories"));
        }
        let names = self
            .pages(
                "/v2/_catalog".into(),
                Scope::catalog(),
                true,
                "list of repositories",
                |body| serde_json::from_slice::<Repositories>(body).map(|list| list.repositories),
            )
            .await?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// Follows `Link: <…>; rel="next"` until there is no more, or a page brings nothing new.
    async fn pages(
        &self,
        path: String,
        scope: Scope,
        paged: bool,
        what: &'static str,
        read: impl Fn(&[u8]) -> Result<Option<Vec<String>>, serde_json::Error>,
    ) -> Result<BTreeSet<String>, ClientError> {
        let mut all = BTreeSet::new();
        let mut next = Some(if paged {
            format!("{path}?n={PAGE}")
        } else {
            path.clone()
        });
        while let Some(at) = next.take() {
            let ask = self.ask("GET", &at, scope.clone());
            let (body, headers) = self.get_small(&ask, what).await?;
            let names = read(&body)
                .map_err(|_| ClientError::Malformed("a list that is none".into()))?
                .unwrap_or_default();
            let last = names.last().cloned();
            let before = all.len();
            all.extend(names);
            if all.len() > MOST {
                return Err(ClientError::Malformed(format!("more than {MOST} names")));
            }
            let more = headers
                .iter()
                .any(|(name, value)| name == "link" && value.contains("next"));
            // The address is built here: what a link says besides `last` is the server's own affair.
            next = last
                .filter(|_| paged && more && all.len() > before)
                .map(|last| format!("{path}?n={PAGE}&last={}", escape(&last)));
        }
        Ok(all)
    }

    /// What refers to an image: signatures, lists of contents. Empty where the server has no such list.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn referrers(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Vec<Descriptor>, ClientError> {
        let path = format!("/v2/{repository}/referrers/{digest}");
        let mut ask = self.ask("GET", &path, Scope::pull(repository.as_str()));
        ask.headers.push(("accept".into(), OCI_INDEX.into()));
        let body = match self.get_small(&ask, "referrers").await {
            Ok((body, _)) => body,
            Err(ClientError::Missing(_) | ClientError::Refused { .. }) => return Ok(Vec::new()),
            Err(e) => return Err(e),
        };
        match Manifest::parse(&body) {
            Ok(Manifest::Index(list)) => Ok(list),
            // OpenRegistry says `"manifests": null` for none.
            Ok(Manifest::Image(_)) | Err(ManifestError::Empty) => Ok(Vec::new()),
            Err(e) => Err(e.into()),
        }
    }
}

/// Escapes text for a query.
pub(crate) fn escape(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
