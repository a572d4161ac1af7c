//! What kind of server one talks to, and what must be done differently there.

use serde::{Deserialize, Serialize};

/// The software behind an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerKind {
    /// The embedded registry: OpenRegistry's routes, OCI 1.1 without surprises.
    Slipway,
    /// OpenRegistry, main branch.
    OpenRegistryMain,
    /// OpenRegistry, the branch that its web app is made for.
    OpenRegistryFeat,
    /// Docker Hub.
    DockerHub,
    /// GitHub's registry.
    Ghcr,
    /// Quay.
    Quay,
    /// Harbor.
    Harbor,
    /// zot.
    Zot,
    /// Any other that speaks OCI distribution.
    Oci,
}

/// How image lists and single images can be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deleting {
    /// A tag alone, or an image with its tags, in this repository.
    Tags,
    /// Only a whole image with its tags: the server has no way to remove a tag alone.
    Images,
    /// Only a whole image; copies with the same digest in every repository of the server go, too.
    EverywhereAtOnce,
    /// Not through this interface.
    No,
}

/// How an upload is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uploading {
    /// POST, PATCH, PUT as in the specification; can be gone on with after a cut.
    Resumable,
    /// One PATCH for the whole blob and never a second: further ones corrupt it.
    OnePatch,
}

/// What must be done differently, by kind (facts: tests against the real servers, named after each quirk).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quirks {
    /// `mount=` is understood. Elsewhere it opens an upload that stays open.
    pub mounts: bool,
    /// `n` and `last` of the tag list are understood. Elsewhere `n` can end in an error.
    pub pages: bool,
    /// A tag that exists does not move to another image.
    pub tags_stay: bool,
    /// Manifests are kept as they were sent. Elsewhere they must be sent in the server's own writing.
    pub exact_manifests: bool,
    /// Images for several platforms can be kept.
    pub indexes: bool,
    /// `_catalog` lists repositories.
    pub catalog: bool,
    /// Open uploads cost the server dearly: each is ended with a PUT, also an unwanted one.
    pub ends_uploads: bool,
    /// The server checks what it is sent; elsewhere a blob that is already there may be another.
    pub checks_blobs: bool,
    /// How uploads are sent.
    pub uploading: Uploading,
    /// How images are deleted.
    pub deleting: Deleting,
    /// Layers sent at once, at most.
    pub parallel: usize,
}

impl ServerKind {
    /// Its quirks.
    #[must_use]
    pub const fn quirks(self) -> Quirks {
        let sound = Quirks {
            mounts: true,
            pages: true,
            tags_stay: false,
            exact_manifests: true,
            indexes: true,
            catalog: true,
            ends_uploads: false,
            checks_blobs: true,
            uploading: Uploading::Resumable,
            deleting: Deleting::Images,
            parallel: 4,
        };
        match self {
            Self::OpenRegistryMain | Self::OpenRegistryFeat => Quirks {
                mounts: false,
                pages: false,
                tags_stay: true,
                exact_manifests: false,
                indexes: false,
                catalog: false,
                ends_uploads: true,
                checks_blobs: false,
                uploading: Uploading::OnePatch,
                deleting: Deleting::EverywhereAtOnce,
                parallel: 3,
            },
            Self::Slipway | Self::Zot => Quirks {
                deleting: Deleting::Tags,
                ..sound
            },
            Self::DockerHub | Self::Ghcr => Quirks {
                catalog: false,
                deleting: Deleting::No,
                ..sound
            },
            Self::Quay | Self::Harbor | Self::Oci => sound,
        }
    }

    /// Whether the OpenRegistry routes are there: accounts, passkeys, repository lists, stars.
    #[must_use]
    pub const fn is_openregistry(self) -> bool {
        matches!(
            self,
            Self::Slipway | Self::OpenRegistryMain | Self::OpenRegistryFeat
        )
    }

    /// The name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slipway => "Slipway registry",
            Self::OpenRegistryMain | Self::OpenRegistryFeat => "OpenRegistry",
            Self::DockerHub => "Docker Hub",
            Self::Ghcr => "GitHub",
            Self::Quay => "Quay",
            Self::Harbor => "Harbor",
            Self::Zot => "zot",
            Self::Oci => "OCI registry",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tag_delete_is_unsafe_on_openregistry() {
        for kind in [ServerKind::OpenRegistryMain, ServerKind::OpenRegistryFeat] {
            assert_eq!(kind.quirks().deleting, Deleting::EverywhereAtOnce);
        }
        assert_eq!(ServerKind::Slipway.quirks().deleting, Deleting::Tags);
    }

    #[test]
    fn twelve_open_uploads_hang_openregistry_so_few_are_sent_at_once() {
        let quirks = ServerKind::OpenRegistryMain.quirks();
        assert!(quirks.parallel <= 4 && quirks.ends_uploads && !quirks.mounts);
    }
}
