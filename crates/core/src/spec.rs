//! What the core needs of an SDL: groups, manifest, hash. Everything comes from the text it is given.

use proto::Message;
use proto::deployment_v1beta4::GroupSpec;
use types::Hash32;

use crate::error::{self, Result};

/// An SDL as it goes to chain and provider.
pub(crate) struct Spec {
    /// Groups for the chain.
    pub(crate) groups: Vec<GroupSpec>,
    /// Canonical JSON of the manifest.
    pub(crate) manifest: String,
    /// Hash of that JSON.
    pub(crate) hash: Hash32,
    /// Names of the services.
    pub(crate) services: Vec<String>,
    /// Window that the provider must leave before it takes the lease back, in nanoseconds.
    pub(crate) reclamation_nanos: Option<i64>,
}
