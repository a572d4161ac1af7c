//! The manifest as the provider takes it: decoded into its own types, written again, hashed, checked.
//!
//! Nothing here is shared with the client: a provider that hashed with the client's code would hide the client's mistakes.

mod canonical;
mod cross;
mod decode;
mod validate;

pub use canonical::{canonical, hash};
pub use cross::cross_validate;
pub use decode::decode;
pub use validate::{hostnames, validate};

use super::model::{Attribute, Endpoint};

/// One placement group of a manifest (`akash.manifest.v2beta3.Group`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManifestGroup {
    /// The placement's name.
    pub name: String,
    /// Its services; `None` when the list was `null` or missing.
    pub services: Option<Vec<Service>>,
}

/// One service (`akash.manifest.v2beta3.Service`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Name.
    pub name: String,
    /// Image reference.
    pub image: String,
    /// Command; `None` is `null`.
    pub command: Option<Vec<String>>,
    /// Arguments; `None` is `null`.
    pub args: Option<Vec<String>>,
    /// Environment as `NAME=value`; `None` is `null`.
    pub env: Option<Vec<String>>,
    /// Resources of one replica.
    pub resources: ManifestResources,
    /// Replicas.
    pub count: u32,
    /// Ports; `None` is `null`.
    pub expose: Option<Vec<Expose>>,
    /// Mounts and permissions.
    pub params: Option<Params>,
    /// Login of a private registry.
    pub credentials: Option<Credentials>,
}

/// Resources as the manifest writes them; absent parts stay absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManifestResources {
    /// Id of the unit in the group.
    pub id: u32,
    /// CPU.
    pub cpu: Option<Amount>,
    /// Memory.
    pub memory: Option<Amount>,
    /// Volumes; `None` is `null` or missing.
    pub storage: Option<Vec<ManifestVolume>>,
    /// Cards.
    pub gpu: Option<Amount>,
    /// Endpoints; `None` is `null`.
    pub endpoints: Option<Vec<Endpoint>>,
}

/// An amount with attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// The number.
    pub value: u64,
    /// Attributes.
    pub attributes: Vec<Attribute>,
}

/// A volume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManifestVolume {
    /// Its name.
    pub name: String,
    /// Bytes and attributes.
    pub size: Amount,
}

/// A port of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expose {
    /// Port of the container.
    pub port: u32,
    /// Port outside; 0 means the same.
    pub external_port: u32,
    /// `TCP` or `UDP`.
    pub proto: String,
    /// The service it is opened to, empty for none.
    pub service: String,
    /// True when it is open to the world.
    pub global: bool,
    /// Host names; `None` is `null`.
    pub hosts: Option<Vec<String>>,
    /// HTTP options.
    pub http: HttpOptions,
    /// Name of a leased address.
    pub ip: String,
    /// Its number.
    pub sequence: u32,
}

/// Options of the HTTP ingress.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpOptions {
    /// Bytes.
    pub max_body_size: u32,
    /// Milliseconds.
    pub read_timeout: u32,
    /// Milliseconds.
    pub send_timeout: u32,
    /// Tries.
    pub next_tries: u32,
    /// Milliseconds.
    pub next_timeout: u32,
    /// When the next upstream is tried.
    pub next_cases: Vec<String>,
}

/// Mounts and permissions of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params {
    /// Mounts; `None` is `null`.
    pub storage: Option<Vec<Mount>>,
    /// What of the cluster it may read.
    pub permissions: Option<Vec<String>>,
    /// Login of a private registry, in its older place.
    pub credentials: Option<Credentials>,
}

/// Where a volume is mounted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mount {
    /// Volume.
    pub name: String,
    /// Path.
    pub mount: String,
    /// True when it can't be written.
    pub read_only: bool,
}

/// Login of a private registry. `Debug` doesn't show it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Registry.
    pub host: String,
    /// E-mail.
    pub email: String,
    /// User.
    pub username: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// Why a manifest is refused. The texts are what the gateway answers, and clients tell errors apart by how they begin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// The body is no JSON of the expected shape.
    #[error("{0}")]
    Json(String),
    /// The hash isn't the one on the chain.
    #[error("manifest version validation failed")]
    Version,
    /// The manifest breaks a rule of its own.
    #[error("invalid manifest: {0}")]
    Invalid(String),
    /// The groups aren't those on the chain, as an error without a type.
    #[error("invalid manifest: {0}")]
    Groups(String),
    /// Resources or endpoints aren't those on the chain.
    #[error("manifest cross-validation error: {0}")]
    Cross(String),
    /// Another tenant has the host name, or it is blocked.
    #[error("hostname not allowed: {0}")]
    Hostname(String),
}

impl ManifestError {
    /// The HTTP status the gateway answers with.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Json(_) | Self::Version | Self::Invalid(_) | Self::Cross(_) => 422,
            Self::Groups(_) | Self::Hostname(_) => 500,
        }
    }
}

impl Expose {
    /// The port seen from outside.
    pub const fn external(&self) -> u32 {
        if self.external_port == 0 {
            self.port
        } else {
            self.external_port
        }
    }

    /// True when it is served by the HTTP ingress.
    pub fn is_ingress(&self) -> bool {
        self.global && self.proto == "TCP" && self.external() == 80
    }
}

impl Service {
    /// The exposes, none when the list is `null`.
    pub fn exposes(&self) -> &[Expose] {
        self.expose.as_deref().unwrap_or_default()
    }

    /// True when a persistent volume is mounted: such services keep their pods' names.
    pub fn is_stateful(&self) -> bool {
        let persistent = |name: &str| {
            self.resources.storage.iter().flatten().any(|v| {
                v.name == name
                    && v.size
                        .attributes
                        .iter()
                        .any(|a| a.key == "persistent" && a.value == "true")
            })
        };
        self.params
            .iter()
            .flat_map(|p| p.storage.iter().flatten())
            .any(|m| persistent(&m.name))
    }
}

impl ManifestGroup {
    /// The services, none when the list is `null`.
    pub fn services(&self) -> &[Service] {
        self.services.as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
pub(crate) mod samples {
    /// The canonical text of the vector in the provider facts §3.2.
    pub(crate) const VECTOR: &str = include_str!("../../../tests/vectors/manifest-own.json");
    /// Its hash.
    pub(crate) const VECTOR_HASH: &str =
        "629da6055dafefbc62dc7a6d94c79b46d7f42463aa71738ddfcecafcd19b428f";

    pub(crate) fn vector() -> Vec<super::ManifestGroup> {
        super::decode(VECTOR.trim_end().as_bytes()).unwrap()
    }
}
