//! Deleting (end-9), only in ways that take away no more than is said.

use platform::Body;

use crate::auth::Scope;
use crate::client::{Client, good};
use crate::error::ClientError;
use crate::kind::Deleting;
use crate::name::{Digest, Reference, Repository, Tag};

/// Why nothing was deleted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeleteError {
    /// The server.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// On this server a tag can't be deleted without taking away more.
    #[error("this server can't delete a tag alone")]
    TagUnsafe,
    /// The server deletes nothing this way.
    #[error("this server deletes images on its own pages only")]
    Unsupported,
    /// The tag leads elsewhere now.
    #[error("the tag leads to another image now")]
    Moved,
}

impl Client {
    /// Deletes a tag and leaves the image, where the server can do that without side effects.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_tag(&self, repository: &Repository, tag: &Tag) -> Result<(), DeleteError> {
        match self.quirks().deleting {
            Deleting::Tags => self.delete(repository, &Reference::Tag(tag.clone())).await,
            Deleting::Images | Deleting::EverywhereAtOnce => Err(DeleteError::TagUnsafe),
            Deleting::No => Err(DeleteError::Unsupported),
        }
    }

    /// Deletes an image with all its tags. `tag`, if given, must still lead to it.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_image(
        &self,
        repository: &Repository,
        digest: &Digest,
        tag: Option<&Tag>,
    ) -> Result<(), DeleteError> {
        if self.quirks().deleting == Deleting::No {
            return Err(DeleteError::Unsupported);
        }
        if let Some(tag) = tag {
            let now = self
                .manifest(repository, &Reference::Tag(tag.clone()))
                .await?;
            if now.digest != *digest {
                return Err(DeleteError::Moved);
            }
        }
        self.delete(repository, &Reference::Digest(digest.clone()))
            .await
    }

    async fn delete(&self, repository: &Repository, what: &Reference) -> Result<(), DeleteError> {
        let path = format!("/v2/{repository}/manifests/{what}");
        let ask = self.ask("DELETE", &path, Scope::delete(repository.as_str()));
        let answer = self.send(&ask, || Body::Empty).await?;
        if answer.status == 405 {
            return Err(DeleteError::Unsupported);
        }
        good(answer, "image").await?;
        Ok(())
    }
}
